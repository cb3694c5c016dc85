using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Simulation;

/// <summary>
/// The engine's stand-in on simulated time: same arrivals (sorted seeded uniforms, exact count), same curtailing, same drain. What happens
/// in a 75 s run takes tens of milliseconds here.
/// </summary>
internal sealed class SimulatedRunner(SimulatedServer server) : ITrialRunner
{
    private double _now = 2.0;

    public TimeSpan Now => TimeSpan.FromSeconds(_now);
    public double MaxRatePerSecond { get; init; } = 30_000;

    /// <summary>The highest rate is what the generator can do, not what the user allows.</summary>
    public bool LimitIsTheGenerators { get; init; }

    public double? ForbiddenFromPerSecond => LimitIsTheGenerators ? null : MaxRatePerSecond;
    public bool TargetAlive => !server.Dead;

    /// <summary>How long sessions think.</summary>
    public TimeSpan LongestThink { get; init; }

    /// <summary>The generator's least time between two sends of a closed loop.</summary>
    public double SecondsPerSend { get; init; } = 1 / 45_000.0;

    /// <summary>Open trials above this rate come back with a send-lag veto.</summary>
    public double VetoAbove { get; init; } = double.PositiveInfinity;

    /// <summary>Further trials that come back with one, by what they measured.</summary>
    public Func<TrialRecord, bool> Spoils { get; init; } = _ => false;

    /// <summary>Reason of those vetoes.</summary>
    public string VetoReason { get; init; } = "send-lag";

    /// <summary>Chance of any open trial to be vetoed (another process on the machine).</summary>
    public double VetoChance { get; init; }

    /// <summary>Open trials that begin in this stretch of time, s, come back with a veto of <see cref="VetoReason"/>.</summary>
    public (double From, double To) VetoWithin { get; init; } = (double.PositiveInfinity, double.PositiveInfinity);

    public bool CanRestart { get; init; } = true;
    public int Restarts { get; private set; }
    public double HighestOffered { get; private set; }

    /// <summary>Highest throughput of a closed loop.</summary>
    public double HighestClosedThroughput { get; private set; }

    /// <summary>Trials come back without a scored request.</summary>
    public bool ScoresNothing { get; init; }

    /// <summary>Called before each trial; tests cancel from here.</summary>
    public Action<int>? BeforeTrial { get; init; }

    private int _trials;

    public Task IdleAsync(TimeSpan duration, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _now += duration.TotalSeconds;
        return Task.CompletedTask;
    }

    public Task<bool> TryRestartTargetAsync(CancellationToken cancel)
    {
        if (!CanRestart) return Task.FromResult(false);
        _now += 1;
        Restarts++;
        server.Restart();
        return Task.FromResult(true);
    }

    public Task<TrialRecord> RunAsync(OpenTrial trial, CancellationToken cancel)
    {
        BeforeTrial?.Invoke(_trials++);
        cancel.ThrowIfCancellationRequested();
        HighestOffered = Math.Max(HighestOffered, trial.OfferedPerSecond);
        var random = new SimulatedRandom(trial.Seed);
        var settle = trial.Settle.TotalSeconds;
        var span = settle + trial.Scored.TotalSeconds;
        var curve = trial.Curve ?? RateCurve.Constant(trial.OfferedPerSecond);
        var due = new double[(int)Math.Round(curve.Expected(TimeSpan.FromSeconds(span)))];
        for (var i = 0; i < due.Length; i++) due[i] = random.Uniform();
        Array.Sort(due);
        curve.Place(due, TimeSpan.FromSeconds(span));
        for (var i = 0; i < due.Length; i++) due[i] += _now;
        var run = new OpenRun(server, trial, _now, due);
        var record = run.Execute();
        _now += record.Duration.TotalSeconds;
        if (trial.OfferedPerSecond > VetoAbove || record.StartedAt.TotalSeconds >= VetoWithin.From && record.StartedAt.TotalSeconds < VetoWithin.To || random.Uniform() < VetoChance || Spoils(record))
            record = record with { Vetoes = [new Veto(VetoReason, "send lag p99 20 ms is over 12.5 ms")] };
        return Task.FromResult(ScoresNothing ? Empty(record) : record);
    }

    public Task<TrialRecord> RunAsync(ClosedTrial trial, CancellationToken cancel)
    {
        BeforeTrial?.Invoke(_trials++);
        cancel.ThrowIfCancellationRequested();
        var record = new ClosedRun(server, trial, _now, SecondsPerSend).Execute();
        _now += record.Duration.TotalSeconds;
        HighestClosedThroughput = Math.Max(HighestClosedThroughput, record.CompletedPerSecond);
        return Task.FromResult(ScoresNothing ? Empty(record) : record);
    }

    private static TrialRecord Empty(TrialRecord record) => record with
    {
        ScoredRequests = 0, PlannedScoredRequests = 0, Errors = 0, Late = 0, Response = LatencySummary.Empty, Service = LatencySummary.Empty, Bins = [], SuccessSlopePerSecond = null,
    };
}
