using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Reporting;

/// <summary>A run as every report looks at it: clean texts, and the few conclusions that more than one report draws.</summary>
internal sealed class RunView
{
    private RunView(RunRecord run) => Run = run;

    /// <summary>The run with clean texts.</summary>
    public RunRecord Run { get; }

    /// <summary>Looks at a run.</summary>
    public static RunView Of(RunRecord run) => new(RunCleaner.Clean(run));

    /// <summary>Unit of every rate.</summary>
    public RateUnit Unit => Run.Unit;

    /// <summary>The breaking point; 'not run' when there was no search.</summary>
    public BreakingPoint BreakingPoint => Run.Search?.BreakingPoint ?? NotRun;

    /// <summary>Trials of the search in order.</summary>
    public ImmutableArray<JudgedTrial> Trials => Run.Search?.Trials ?? [];

    /// <summary>The load tests beside the search, in the order in which they ran.</summary>
    public ImmutableArray<LoadTestResult> Tests => Run.Tests?.Tests ?? [];

    /// <summary>Trials of the search and of all tests.</summary>
    public ImmutableArray<JudgedTrial> AllTrials => [.. Trials, .. Tests.SelectMany(t => t.Trials)];

    /// <summary>T in force; null when none was set and none derived.</summary>
    public TimeSpan? LatencyLimit => Run.Search is { LatencyLimit: var limit } && limit > TimeSpan.Zero ? limit
        : Run.Tests is { LatencyLimit: var tests } && tests > TimeSpan.Zero ? tests : Run.Objective.Latency;

    /// <summary>T comes from the healthy state.</summary>
    public bool LatencyLimitDerived => Run.Search?.LatencyLimitDerived ?? Run.Tests?.LatencyLimitDerived ?? Run.Objective.Latency is null;

    /// <summary>Why the run ended so, then what weakens the search and the rest of the run; each once.</summary>
    public ImmutableArray<VerdictReason> Reasons =>
        [.. Run.Verdict.Reasons.Concat(BreakingPoint.Reasons.Select(r => new VerdictReason(r.Code, r.Text)))
            .Concat(Run.Warnings.Select(w => new VerdictReason(w.Code, w.Message))).Distinct()];

    /// <summary>Trials that say nothing about the target.</summary>
    public int VoidTrials => AllTrials.Count(t => t.Outcome == TrialOutcome.Void);

    /// <summary>
    /// The trial that stands for the capacity: the confirming PASS, else the highest PASS, else the lowest FAIL; null without an open trial
    /// that counted. Percentiles of trials cannot be merged, so the routes' figures are those of one trial.
    /// </summary>
    public JudgedTrial? Reference =>
        Counted.LastOrDefault(t => t is { Outcome: TrialOutcome.Pass, Record.Phase: TrialPhase.Confirm })
        ?? Counted.Where(t => t.Outcome == TrialOutcome.Pass).MaxBy(t => t.Record.OfferedPerSecond)
        ?? Counted.Where(t => t.Outcome == TrialOutcome.Fail).MinBy(t => t.Record.OfferedPerSecond);

    /// <summary>Lowest offered rate of a failed trial in which the route itself missed the objective; null: never.</summary>
    public double? BrokeAt(int route) =>
        Counted.Where(t => t.Outcome == TrialOutcome.Fail && t.Record.Routes.Any(r => r.Route == route && Missed(r))).Min(t => t.Record.OfferedPerSecond);

    /// <summary>The plan's request at an index; null when the plan has none there.</summary>
    public PlannedRequest? Route(int? index) =>
        Run.Plan is { } plan && index is { } i && i >= 0 && i < plan.Requests.Length ? plan.Requests[i] : null;

    /// <summary>Errors by kind over all trials, most frequent first.</summary>
    public ImmutableArray<ErrorTally> Errors =>
        [.. AllTrials.SelectMany(t => t.Record.ErrorKinds).GroupBy(e => e.Kind, StringComparer.Ordinal)
            .Select(g => g.MinBy(e => e.FirstAt)! with { Count = g.Sum(e => e.Count) })
            .OrderByDescending(e => e.Count).ThenBy(e => e.Kind, StringComparer.Ordinal)];

    /// <summary>Veto reasons with the number of trials that each stood in, most frequent first.</summary>
    public ImmutableArray<VetoSummary> Vetoes =>
        [.. AllTrials.SelectMany(t => t.Record.Vetoes.Select(v => v.Reason).Distinct(StringComparer.Ordinal)).GroupBy(r => r, StringComparer.Ordinal)
            .Select(g => new VetoSummary(g.Key, g.Count())).OrderByDescending(v => v.Trials).ThenBy(v => v.Reason, StringComparer.Ordinal)];

    private static BreakingPoint NotRun { get; } = new() { Status = SearchStatus.NotRun };

    // What recovery trials show is the aftermath of overload, not the capacity. Without a search the tests stand for it.
    private IEnumerable<JudgedTrial> Counted =>
        (Trials.IsEmpty ? AllTrials : Trials).Where(t => t is { Outcome: not TrialOutcome.Void, Record: { OfferedPerSecond: not null, Phase: not (TrialPhase.WarmUp or TrialPhase.Recovery) } });

    // Three bad requests at least, as for a trial: one stray of twenty is no break.
    private bool Missed(RouteTally route) =>
        route.Errors + route.Late >= 3
        && (route.Errors + route.Late > Run.Objective.BadShare * route.Requests || route.Errors > Run.Objective.ErrorRate * route.Requests);
}
