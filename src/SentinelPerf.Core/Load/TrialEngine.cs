using System.Collections.Immutable;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Targets;

namespace SentinelPerf.Load;

/// <summary>What the engine works with.</summary>
public sealed record TrialEngineSetup
{
    /// <summary>The target.</summary>
    public required IRunningTarget Target { get; init; }

    /// <summary>What to send.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>How load is made.</summary>
    public required LoadOptions Options { get; init; }

    /// <summary>The run's clock.</summary>
    public required RunClock Clock { get; init; }

    /// <summary>Makes the transport for an address; called again when a restarted target answers elsewhere.</summary>
    public required Func<Uri, IRequestSender> Connect { get; init; }

    /// <summary>What the generator can do by its self-test, and where it runs.</summary>
    public GeneratorLimits Limits { get; init; } = new(null, false);

    /// <summary>The headers that requests carry; those that are renewed while they are used can run out in the middle of a trial.</summary>
    public RequestHeaders Headers { get; init; } = RequestHeaders.None;

    /// <summary>Watches the machine; null: surroundings are not measured.</summary>
    public ITrialObserver? Observer { get; init; }

    /// <summary>Time for <see cref="ITrialRunner.IdleAsync"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// The embedded engine: open trials that send when requests are due whatever the target does, and closed trials. One dedicated thread
/// paces; completions are recorded by whoever handles them into entries of their own; scoring comes after. Not safe for concurrent use.
/// </summary>
public sealed class TrialEngine : ITrialRunner, IDisposable
{
    // An unresolved request of a closed loop counts as never answered T + 1 s after it was sent.
    private static readonly TimeSpan GraceOfClosed = TimeSpan.FromSeconds(1);

    private readonly TrialEngineSetup _setup;
    private readonly RequestMix _mix;
    private readonly TrialScorer _scorer;
    private readonly ArrivalSchedule _schedule = new();
    private CompletionProbe? _probe;
    private TrialLedger _ledger = new();
    private IRequestSender _sender;
    private SessionScript? _sessions;
    private bool _ledgerInUse;
    private long _refusalsBefore;

    /// <summary>Makes an engine; connections are opened when the first trial needs them.</summary>
    public TrialEngine(TrialEngineSetup setup)
    {
        _setup = setup;
        _mix = new(setup.Plan);
        _scorer = new(setup.Plan.Requests);
        (_sender, _probe) = Connect();
    }

    /// <inheritdoc/>
    public TimeSpan Now => _setup.Clock.Now;

    /// <inheritdoc/>
    public double MaxRatePerSecond => _setup.Options.MaxRatePerSecond ?? GeneratorVetoes.ShareOfGmax * (_setup.Limits.GmaxPerSecond ?? double.PositiveInfinity) / _mix.RequestsPerArrival;

    /// <inheritdoc/>
    public double? ForbiddenFromPerSecond => _setup.Options.MaxRatePerSecond;

    /// <inheritdoc/>
    public TimeSpan LongestThink => _mix.LongestThink;

    /// <inheritdoc/>
    public bool TargetAlive => _setup.Target.ExitStatus is null;

    /// <summary>Name of the transport in use: <c>raw</c> or <c>handler</c>.</summary>
    public string Transport => _sender.Transport;

    /// <inheritdoc/>
    public async Task<TrialRecord> RunAsync(OpenTrial trial, CancellationToken cancel)
    {
        var seed = new SeededRandom(trial.Seed);
        var live = trial.Live is null ? null : new LiveArrivals(trial.Live, seed.Derive("arrivals"));
        if (live is null) Schedule(trial, seed);
        PrepareLedger();
        var watch = new GeneratorWatch(_setup.Clock, _probe, _setup.Observer);
        var run = new OpenRun(Context(watch, trial.Limits, seed), trial, _schedule, live);
        _ledger.Reset(run.MostRequests);
        await ExecuteAsync(run, cancel);
        var due = run.DueByEnd;
        var record = new TrialRecord
        {
            Phase = trial.Phase, OfferedPerSecond = trial.OfferedPerSecond, StartedAt = default, Settle = trial.Settle, Scored = default, Duration = default,
            Scheduled = run.Arrivals, Due = due, Sent = 0, ScoredRequests = 0, PlannedScoredRequests = run.PlannedScored, Errors = 0, Late = 0,
            OfferedRates = live?.Offered ?? [], Drained = run.Drained, DecidedEarly = run.DecidedEarly, TargetDied = Died(run),
            Health = new() { InFlightCapReached = run.LeftOut > 0, OldestAtCap = run.OldestAtCap },
        };
        record = Finish(record, run, watch, trial.Limits.Latency, trial.Grace, closed: false);
        // How many requests sessions send, and how many arrive at a live rate, is known at the end.
        return (_mix.HasFlows || live is not null) && !run.DecidedEarly ? record with { PlannedScoredRequests = record.ScoredRequests } : record;
    }

    /// <inheritdoc/>
    public async Task<TrialRecord> RunAsync(ClosedTrial trial, CancellationToken cancel)
    {
        PrepareLedger();
        _ledger.Reset(trial.InFlight);
        var watch = new GeneratorWatch(_setup.Clock, _probe, _setup.Observer);
        var run = new ClosedRun(Context(watch, trial.Limits, new SeededRandom(trial.Seed)), trial);
        await ExecuteAsync(run, cancel);
        var record = new TrialRecord
        {
            Phase = trial.Phase, ClosedInFlight = trial.InFlight, StartedAt = default, Settle = trial.Settle, Scored = default, Duration = default,
            Scheduled = _ledger.Count, Due = _ledger.Count, Sent = 0, ScoredRequests = 0, PlannedScoredRequests = 0, Errors = 0, Late = 0,
            Drained = run.Drained, TargetDied = Died(run),
        };
        record = Finish(record, run, watch, trial.Limits.Latency, GraceOfClosed, closed: true);
        return record with { PlannedScoredRequests = record.ScoredRequests };
    }

    /// <inheritdoc/>
    public Task IdleAsync(TimeSpan duration, CancellationToken cancel) => Task.Delay(duration, _setup.Time, cancel);

    /// <summary>What the target said last before it first died: its next life says other things.</summary>
    public ImmutableArray<string> LinesAtDeath { get; private set; } = [];

    /// <inheritdoc/>
    public async Task<bool> TryRestartTargetAsync(CancellationToken cancel)
    {
        if (_setup.Target.Kind == TargetKind.Url) return false;
        if (LinesAtDeath.IsEmpty) LinesAtDeath = _setup.Target.LastLines;
        try
        {
            await _setup.Target.RestartAsync(cancel);
        }
        catch (Diagnostics.SentinelException)
        {
            return false;
        }
        // A new process has new sockets even on the old address.
        Dispose();
        (_sender, _probe) = Connect();
        return TargetAlive;
    }

    /// <summary>Closes every connection.</summary>
    public void Dispose()
    {
        _probe?.Dispose();
        _sender.Dispose();
    }

    private void Schedule(OpenTrial trial, SeededRandom seed)
    {
        var duration = trial.Settle + trial.Scored;
        if (!trial.Replayed.IsDefaultOrEmpty) _schedule.Replay(trial.Replayed.AsSpan(), duration);
        else if (trial.Curve is null && trial.Pattern == ArrivalPattern.Poisson) _schedule.Draw(trial.OfferedPerSecond, duration, seed.Derive("arrivals"));
        else _schedule.Draw(trial.Curve ?? RateCurve.Constant(trial.OfferedPerSecond), trial.Pattern, duration, seed.Derive("arrivals"));
    }

    private (IRequestSender Sender, CompletionProbe? Probe) Connect()
    {
        if (_mix.HasFlows) _sessions = new(_setup.Plan, _setup.Target.BaseAddress, _setup.Time);
        var sender = _setup.Connect(_setup.Target.BaseAddress);
        return (sender, sender is ICompletionProbeSource source ? source.CreateProbe(_setup.Clock) : LoopbackProbe.TryCreate(_setup.Clock));
    }

    private TrialContext Context(GeneratorWatch watch, TrialLimits limits, SeededRandom seed) =>
        new(_setup.Clock, _ledger, _sender, _mix, watch, limits, seed.Derive("mix").NextUInt64(), _setup.Options.MaxInFlight) { Sessions = _sessions };

    private async Task ExecuteAsync(TrialRun run, CancellationToken cancel)
    {
        _refusalsBefore = _setup.Headers.Refusals;
        try
        {
            await run.ExecuteAsync(_setup.Target.Exited, cancel);
        }
        finally
        {
            _ledgerInUse = !run.Settled;
        }
    }

    private void PrepareLedger()
    {
        // A request that even an abort did not end may still write to the last trial's ledger: leave it that one.
        if (_ledgerInUse) (_ledger, _ledgerInUse) = (new(), false);
    }

    private bool Died(TrialRun run) => run.TargetDied || !TargetAlive;

    private TrialRecord Finish(TrialRecord record, TrialRun run, GeneratorWatch watch, TimeSpan latency, TimeSpan grace, bool closed)
    {
        var window = new ScoringWindow(run.Start, run.WindowStart, run.WindowEnd, run.End, latency, grace, closed) { Seen = closed ? null : run.SeenInFlight };
        record = _scorer.Score(record with { RequestsPerArrival = _mix.RequestsPerArrival }, _ledger, in window);
        record = record with
        {
            Surroundings = watch.Surroundings,
            Health = record.Health with
            {
                LongestHeartbeatGap = watch.LongestGap, LongestGcPause = watch.LongestGcPause, CompletionDelayP99 = watch.CompletionDelayP99,
                CpuCores = watch.CpuCores, PortsLeft = watch.Left?.Ports, DescriptorsLeft = watch.Left?.Descriptors,
                CpuPerRequest = watch.CpuTime is { } cpu && record.RequestsPerSecond > 0 ? cpu / (record.RequestsPerSecond * record.Scored.TotalSeconds) : null,
            },
        };
        var vetoes = GeneratorVetoes.Judge(record, latency, _setup.Limits, _mix.ShortestAllowedTime);
        if (_setup.Headers.Refusals - _refusalsBefore is var refusals and > 0)
            vetoes = vetoes.Add(new("token", FormattableString.Invariant($"{refusals} requests were refused (401) while the token was renewed")));
        return record with { Vetoes = vetoes };
    }
}
