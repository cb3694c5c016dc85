using SentinelPerf.Detection;

namespace SentinelPerf.Reporting;

/// <summary>The one sentence that a run comes to, in every report the same.</summary>
internal static class Headline
{
    /// <summary><c>412 req/s [398, 425] at 90 % confidence</c>, or what stands in its place.</summary>
    public static string BreakingPoint(RunView view) => view.BreakingPoint switch
    {
        { Status: SearchStatus.Found, Crashed: true, Interval: { } interval } =>
            $"the target crashed between {Figures.Rate(interval.Low)} and {Figures.Rate(interval.High)} {view.Unit.Symbol}",
        { Status: SearchStatus.Found, RatePerSecond: { } rate, Interval: { } interval } point =>
            $"{Figures.Rate(rate)} {view.Unit.Symbol}  {Figures.Interval(interval)} at {Figures.Percent(point.Confidence)} confidence",
        { Status: SearchStatus.Found, RatePerSecond: { } rate } => $"{Figures.Rate(rate)} {view.Unit.Symbol}, without an interval",
        { Status: SearchStatus.NotReached, TestedUpToPerSecond: { } rate } => $"not reached up to {Figures.Rate(rate)} {view.Unit.Symbol}",
        { Status: SearchStatus.NotReached } => "not reached",
        { Status: SearchStatus.Inconclusive, TestedUpToPerSecond: { } rate } => $"inconclusive (tested up to {Figures.Rate(rate)} {view.Unit.Symbol})",
        { Status: SearchStatus.NotRun } => "not searched",
        _ => "inconclusive",
    };

    /// <summary>What broke first: <c>GET /orders/{id}: p99 391 ms at 430 req/s, 41.3 s into the run</c>; null: nothing did.</summary>
    public static string? FirstBroke(RunView view) => view.BreakingPoint.FirstViolation is { } violation
        ? $"{view.Route(violation.Route)?.Name ?? "the mix as a whole"}: {Wording.Observed(violation, view.Run.Objective.Percentile)} at {Figures.Rate(violation.OfferedPerSecond)} {view.Unit.Symbol}, {Figures.Clock(violation.At)} into the run"
        : null;

    /// <summary>Confidence of the diagnosis; a score until it is calibrated.</summary>
    public static string Confidence(RunView view, double? confidence) => view.Run.Diagnosis.Calibrated
        ? $"confidence {Figures.Percent(confidence)}"
        : FormattableString.Invariant($"score {confidence ?? 0:0.00}");
}
