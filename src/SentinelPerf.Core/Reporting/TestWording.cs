using SentinelPerf.Detection;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Reporting;

/// <summary>What a load test comes to in one sentence, in every report the same.</summary>
internal static class TestWording
{
    /// <summary><c>pass: 120 req/s held for 30.0 s, p99 up to 12.1 ms</c>.</summary>
    public static string Line(RunView view, LoadTestResult test) => $"{Wording.Of(RunJudge.VerdictOf(test.Outcome))}: {Sentence(view, test)}";

    /// <summary>The same without the verdict.</summary>
    public static string Sentence(RunView view, LoadTestResult test) => string.Join("; ", Parts(view, test));

    /// <summary>What a test offers: <c>100 → 200 → 100 req/s</c>.</summary>
    public static string Offered(RunView view, LoadTestResult test) => test switch
    {
        { RatePerSecond: null } => Figures.NotMeasured,
        { Kind: LoadTestKind.Spike, PeakPerSecond: { } peak } => $"{Figures.Rate(test.RatePerSecond)} → {Figures.Rate(peak)} → {Figures.Rate(test.RatePerSecond)} {view.Unit.Symbol}",
        { Kind: LoadTestKind.Stress, PeakPerSecond: { } peak } => $"{Figures.Rate(test.RatePerSecond)} up to {Figures.Rate(peak)} {view.Unit.Symbol}",
        _ => $"{Figures.Rate(test.RatePerSecond)} {view.Unit.Symbol}",
    };

    private static IEnumerable<string> Parts(RunView view, LoadTestResult test)
    {
        if (test.Outcome == TestOutcome.Inconclusive && test.Reasons is [var why, ..])
        {
            yield return why.Text;
            yield break;
        }
        if (test.FirstViolation is { } violation)
            yield return $"{(test.Kind == LoadTestKind.Stress && test.HeldUpToPerSecond is { } held ? $"held {Figures.Rate(held)}, broke at " : "broke at ")}{Figures.Rate(violation.OfferedPerSecond)} {view.Unit.Symbol}: {Wording.Observed(violation, view.Run.Objective.Percentile)}{(view.Route(violation.Route) is { } route ? $" on {route.Name}" : "")}";
        else if (test.HeldUpToPerSecond is { } rate)
            yield return $"{(test.Kind == LoadTestKind.Spike ? $"the spike to {Figures.Rate(rate)}" : Figures.Rate(rate))} {view.Unit.Symbol} held{Length(test)}{Slowest(test)}";
        foreach (var drift in test.Drifts) yield return $"{Wording.Signal(drift.Signal)} {Figures.Value(drift.From, drift.Unit)} → {Figures.Value(drift.To, drift.Unit)}";
        if (test.Drifts.IsEmpty && !test.LookedForDriftIn.IsEmpty) yield return $"no drift in {string.Join(", ", test.LookedForDriftIn.Select(Wording.Signal).Distinct())}";
        if (Recovery(test) is { } recovery) yield return recovery;
        if (test.Trials.Any(t => t.Record.TargetDied)) yield return "the target's process ended";
    }

    /// <summary>What became of the target after overload or a spike; null: the test does not ask, or there was none.</summary>
    public static string? Recovery(LoadTestResult test) => test switch
    {
        { Kind: LoadTestKind.Spike, RecoveredAfter: { } after } => after == TimeSpan.Zero ? "served as before at once after it" : $"served as before {Figures.Clock(after)} after it",
        { Kind: LoadTestKind.Spike, Recovery: RecoveryOutcome.PersistentFailure } => "did not serve as before until the end",
        { Kind: LoadTestKind.Stress, BrokeAtPerSecond: not null } => Wording.Of(test.Recovery),
        _ => null,
    };

    private static string Length(LoadTestResult test) =>
        test.Kind is LoadTestKind.Load or LoadTestKind.Soak && test.Window is { } window ? $" for {Figures.Clock(window.Length)}" : "";

    private static string Slowest(LoadTestResult test) =>
        test.Trials.Where(t => t is { Outcome: TrialOutcome.Pass, Record.Phase: TrialPhase.Step }).Max(t => t.Record.Response.P99) is { } slowest ? $", p99 up to {Figures.Time(slowest)}" : "";
}
