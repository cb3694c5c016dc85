using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>Ends a search from any of its phases, as cancellation does. Never leaves Detection.</summary>
internal sealed class SearchEndedException(SearchReason reason, JudgedTrial? crash = null) : Exception(reason.Text)
{
    public SearchReason Reason { get; } = reason;

    /// <summary>The trial in which the target's process ended.</summary>
    public JudgedTrial? Crash { get; } = crash;
}

/// <summary>Runs trials for the phases: seeds them, judges them, keeps them, repeats void ones, tells who watches.</summary>
internal sealed class TrialSession(ITrialRunner runner, SearchOptions options, TrialLimits limits, IProgress<ProgressEvent> progress)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly ImmutableArray<JudgedTrial>.Builder _trials = ImmutableArray.CreateBuilder<JudgedTrial>();
    private ulong _draw;

    /// <summary>What a bad request is; T changes once, when the healthy state is known.</summary>
    public TrialLimits Limits { get; set; } = limits;

    /// <summary>Median response time in the healthy state.</summary>
    public TimeSpan HealthyMedian { get; set; }

    /// <summary>Ĉ, when known.</summary>
    public double? Saturation { get; set; }

    /// <summary>Lowest rate at which the generator failed three times over.</summary>
    public double VetoedFrom { get; private set; } = double.PositiveInfinity;

    /// <summary>What is known so far, for who watches.</summary>
    public Interval? Known { get; set; }

    public ImmutableArray<JudgedTrial> Trials => _trials.ToImmutable();

    public TimeSpan Now => runner.Now;

    /// <summary>Name of the phase for who watches; null: the trial's own.</summary>
    public string? Label { get; init; }

    /// <summary>What every rate counts per second.</summary>
    public RateUnit Unit => options.Unit;

    /// <summary>Whether the time that the user gave is over.</summary>
    public bool BudgetSpent => runner.Now >= options.Budget;

    /// <summary>Highest rate that may be offered.</summary>
    public double Ceiling => Math.Min(runner.MaxRatePerSecond, Math.Min(
        Saturation * SearchDefaults.OverloadFactor ?? double.PositiveInfinity, 0.95 * VetoedFrom));

    /// <summary>What the user forbids to exceed.</summary>
    public double Forbidden => runner.ForbiddenFromPerSecond ?? double.PositiveInfinity;

    /// <summary>Whether Ĉ, not the generator or the user, sets the <see cref="Ceiling"/>.</summary>
    public bool CeilingIsOfSaturation => Ceiling < Math.Min(runner.MaxRatePerSecond, 0.95 * VetoedFrom);

    /// <summary>Requests that an arrival brings: what is known of single requests (waiting, percentiles) meets rates of sessions by it.</summary>
    public double RequestsPerArrival => _trials.Count > 0 ? _trials[^1].Record.RequestsPerArrival : 1;

    /// <summary>How long sessions think: so long after its start a trial lacks the last steps of sessions, and would find the target too strong.</summary>
    public TimeSpan Think => runner.LongestThink;

    /// <summary>Sent before the scored part; slow answers need longer until completions follow arrivals, and so do users who think.</summary>
    public TimeSpan Settle => Think + TimeSpan.FromSeconds(Math.Clamp(
        3 * HealthyMedian.TotalSeconds, SearchDefaults.Settle.TotalSeconds, 5 * SearchDefaults.Settle.TotalSeconds));

    public void Say(string phase, string text) => progress.Report(new ProgressEvent(runner.Now, phase, text));

    /// <summary>Runs an open-model trial; a void one again, at most twice, and not when that would end after <paramref name="until"/>. The outcome is void only when all were.</summary>
    public Task<JudgedTrial> OpenAsync(TrialPhase phase, double rate, TimeSpan scored, CancellationToken cancel, TimeSpan? until = null) => OpenAsync(phase, rate, Settle, scored, cancel, until);

    /// <summary>The same with a settle time of its own.</summary>
    public async Task<JudgedTrial> OpenAsync(TrialPhase phase, double rate, TimeSpan settle, TimeSpan scored, CancellationToken cancel, TimeSpan? until = null)
    {
        for (var attempt = 0; ; attempt++)
        {
            var judged = await OnceAsync(Open(phase, rate, settle, scored), cancel);
            if (judged.Outcome != TrialOutcome.Void) return judged;
            // What others took says nothing of the generator.
            var others = OthersSpoiled(judged);
            if (attempt == SearchDefaults.VoidRetries && !others) VetoedFrom = Math.Min(VetoedFrom, rate);
            if (attempt == SearchDefaults.VoidRetries || Now + settle + scored > until) return judged;
            if (others) await PauseForOthersAsync(SearchDefaults.PauseForOthers * (attempt + 1), cancel);
        }
    }

    /// <summary>The same once: a void trial stays void.</summary>
    public Task<JudgedTrial> OnceAsync(TrialPhase phase, double rate, TimeSpan scored, CancellationToken cancel) =>
        OnceAsync(Open(phase, rate, Settle, scored), cancel);

    /// <summary>Runs a trial as it is given, once, with a seed of its own.</summary>
    public async Task<JudgedTrial> OnceAsync(OpenTrial trial, CancellationToken cancel) =>
        Keep(await runner.RunAsync(trial with { Seed = Seed() }, cancel), trial.OfferedPerSecond);

    /// <summary>An open-model trial under the limits in force.</summary>
    public OpenTrial Open(TrialPhase phase, double rate, TimeSpan settle, TimeSpan scored) => new(phase, rate, settle, scored, Limits, 0)
    {
        Grace = TimeSpan.FromSeconds(Math.Max(1, Limits.Latency.TotalSeconds)),
        StopWhenDecided = phase is not TrialPhase.Overload,
        // Recovery is watched with the backlog still there: a drained target would always look recovered.
        DrainLimit = phase is TrialPhase.Overload ? TimeSpan.Zero : DrainLimit,
    };

    /// <summary>Runs a closed-loop trial; one that other processes or the hypervisor spoiled again, once: Ĉ and T would carry their share of the machine.</summary>
    public async Task<JudgedTrial> ClosedAsync(TrialPhase phase, int inFlight, TimeSpan settle, TimeSpan scored, CancellationToken cancel)
    {
        var judged = Keep(await runner.RunAsync(new ClosedTrial(phase, inFlight, settle, scored, Limits, Seed()), cancel), null);
        if (judged.Outcome != TrialOutcome.Void || !OthersSpoiled(judged)) return judged;
        await PauseForOthersAsync(SearchDefaults.PauseForOthers, cancel);
        return Keep(await runner.RunAsync(new ClosedTrial(phase, inFlight, settle, scored, Limits, Seed()), cancel), null);
    }

    private static bool OthersSpoiled(JudgedTrial trial) => trial.Record.Vetoes.Any(v => IsOfOthers(v.Reason));

    /// <summary>Whether a veto is about the machine, which the generator only shares.</summary>
    private static bool IsOfOthers(string? veto) => veto is "third-processes" or "steal";

    /// <summary>A compiler or a virus scan is often done in seconds; the same trial at once would only be spoiled again. Not when the budget is nearly over.</summary>
    private async Task PauseForOthersAsync(TimeSpan pause, CancellationToken cancel)
    {
        if (Now + pause < options.Budget * SearchDefaults.PauseEndShare) await runner.IdleAsync(pause, cancel);
    }

    public Task IdleAsync(TimeSpan duration, CancellationToken cancel) => runner.IdleAsync(duration, cancel);

    public Task<bool> TryRestartAsync(CancellationToken cancel) => runner.TryRestartTargetAsync(cancel);

    private ulong Seed() => unchecked((options.Seed + 0x9E3779B97F4A7C15UL * ++_draw) ^ (options.Seed << 32));

    private JudgedTrial Keep(TrialRecord record, double? rate)
    {
        var judged = TrialJudge.Judge(record, Limits);
        // A closed loop measures throughput; the objective is for open trials.
        if (rate is null && judged.Violation is ViolationKind.ThroughputPlateau) judged = judged with { Outcome = TrialOutcome.Pass, Violation = null };
        _trials.Add(judged);
        var said = TrialNarrator.Describe(judged, runner.Now, Known, Unit);
        progress.Report(Label is { } label ? said with { Phase = label } : said);
        if (record.TargetDied)
            throw new SearchEndedException(new SearchReason("target-died", DiagnosticCodes.TargetDiedUnderLoad.Code,
                FormattableString.Invariant($"the target's process ended at {TrialNarrator.Load(record, Unit)}")), judged);
        ThrowWhenSpoiled();
        return judged;
    }

    private void ThrowWhenSpoiled()
    {
        var open = _trials.Where(t => t.Record.OfferedPerSecond is not null).ToArray();
        var spoiled = open.Count(t => t.Outcome == TrialOutcome.Void);
        if (open.Length < SearchDefaults.VoidShareNeeds || spoiled <= SearchDefaults.MostVoid * open.Length) return;
        var why = open.SelectMany(t => t.Record.Vetoes).GroupBy(v => v.Reason).OrderByDescending(g => g.Count()).FirstOrDefault();
        // Spoiled at the top and clean below is the generator's limit; spoiled anywhere, or by others, is the machine.
        var clean = open.Where(t => t.Outcome != TrialOutcome.Void).Select(t => t.Record.OfferedPerSecond!.Value).DefaultIfEmpty(double.PositiveInfinity).Max();
        var limited = open.Where(t => t.Outcome == TrialOutcome.Void).All(t => t.Record.OfferedPerSecond > clean) && !IsOfOthers(why?.Key);
        var text = FormattableString.Invariant($"{spoiled} of {open.Length} trials were spoiled ({why?.Key ?? "nothing scored"}: {why?.First().Text ?? "no request was scored"})");
        throw new SearchEndedException(limited
            ? new SearchReason("generator-limited", DiagnosticCodes.GeneratorLimited.Code, text)
            : new SearchReason("too-many-voids", DiagnosticCodes.TooManyVoidTrials.Code, text));
    }
}
