using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;

namespace SentinelPerf.Gating;

/// <summary>
/// Decides how a run ends: the table 'How a run ends'. Numbers alone decide; gates have three values and the worst one counts; zero samples
/// never pass.
/// </summary>
public static class RunJudge
{
    /// <summary>Exit code of a pass.</summary>
    public const int PassCode = 0;

    /// <summary>Exit code of a missed gate.</summary>
    public const int FailCode = 1;

    /// <summary>Exit code of bad input or configuration.</summary>
    public const int BadInputCode = 2;

    /// <summary>Exit code of an inconclusive run.</summary>
    public const int InconclusiveCode = 3;

    /// <summary>Exit code when the target or its surroundings failed before anything could be measured.</summary>
    public const int TargetFailedCode = 4;

    /// <summary>Exit code of a cancelled run.</summary>
    public const int CancelledCode = 130;

    private const string MinRate = "minRate";

    // Problems of the target that lie in what the user said, not in what the target did.
    private static readonly ImmutableHashSet<string> s_badTargets =
    [
        DiagnosticCodes.TargetNotNamed.Code, DiagnosticCodes.ProjectNotFound.Code, DiagnosticCodes.ProjectAmbiguous.Code, DiagnosticCodes.ProjectNotWeb.Code,
        DiagnosticCodes.HostNotAllowed.Code, DiagnosticCodes.TargetUrlInvalid.Code, DiagnosticCodes.TargetAuthInvalid.Code, DiagnosticCodes.CommandLineInvalid.Code,
        DiagnosticCodes.CaFileUnusable.Code, DiagnosticCodes.Http2NotSpoken.Code,
    ];

    /// <summary>Judges a search that ran to its end.</summary>
    public static RunVerdict Judge(SearchResult search, GateOptions gates)
    {
        var point = search.BreakingPoint;
        if (point.Status == SearchStatus.NotRun)
            return new RunVerdict(Verdict.Error, TargetFailedCode, [new(DiagnosticCodes.NothingMeasured.Code, $"nothing was measured{Because(point)}")], Unmeasured(gates, search.Unit));
        var results = gates.MinRatePerSecond is { } limit ? ImmutableArray.Create(JudgeMinRate(search, limit)) : [];
        if (Unanswered(search) is { } text)
            return new RunVerdict(Verdict.Inconclusive, InconclusiveCode, [new(DiagnosticCodes.RunInconclusive.Code, text + Undecided(gates, search.Unit))], results);

        var worst = results.Select(g => g.Verdict).DefaultIfEmpty(Verdict.Pass).Max();
        var code = worst switch { Verdict.Pass => PassCode, Verdict.Fail => FailCode, _ => InconclusiveCode };
        return new RunVerdict(worst, code, [.. results.Where(g => g.Verdict == worst && worst != Verdict.Pass).Select(g => Reason(g, point))], results);
    }

    /// <summary>The end of a run that somebody stopped. The search's status tells whether anything was measured.</summary>
    /// <param name="search">What was searched until then; null: the search had not begun.</param>
    /// <param name="gates">The gates; none of them is decided.</param>
    /// <param name="unit">What the gates count per second; null: requests.</param>
    public static RunVerdict Cancelled(SearchResult? search, GateOptions gates, RateUnit? unit = null)
    {
        var trials = search?.Trials.Length ?? 0;
        var text = trials == 0 ? "cancelled before anything was measured" : FormattableString.Invariant($"cancelled after {trials} trials; the reports hold what was measured");
        return new RunVerdict(Verdict.Error, CancelledCode, [new(DiagnosticCodes.RunCancelled.Code, text)], Unmeasured(gates, unit));
    }

    /// <summary>The end of a run that could not begin to measure: bad input (2) when any problem lies in the configuration, command line, telemetry, traffic or the naming of the target, else the target failed (4).</summary>
    /// <param name="problems">What went wrong; at least one error.</param>
    /// <param name="gates">The gates; none of them is decided.</param>
    /// <param name="unit">What the gates count per second; null: requests.</param>
    public static RunVerdict NotRun(IReadOnlyList<Problem> problems, GateOptions gates, RateUnit? unit = null)
    {
        var errors = problems.Where(p => p.Severity == ProblemSeverity.Error).ToList();
        var badInput = errors.Any(p => p.Code.StartsWith("SP2", StringComparison.Ordinal) || p.Code.StartsWith("SP3", StringComparison.Ordinal) || s_badTargets.Contains(p.Code));
        var reasons = errors.Select(p => new VerdictReason(p.Code, p.Message)).DefaultIfEmpty(new(DiagnosticCodes.NothingMeasured.Code, "nothing was measured"));
        return new RunVerdict(Verdict.Error, badInput ? BadInputCode : TargetFailedCode, [.. reasons], Unmeasured(gates, unit));
    }

    private static GateResult JudgeMinRate(SearchResult search, double limit)
    {
        var (point, unit) = (search.BreakingPoint, search.Unit);
        GateResult Result(Verdict verdict, string message) => new(MinRate, limit, point.RatePerSecond, point.Interval?.Low, point.Interval?.High, verdict, message);
        if (Unanswered(search) is not null)
            return Result(Verdict.Inconclusive, $"the gate of {RateText.FormatLimit(limit)} {unit.Symbol} is not decided: the run is inconclusive");
        if (point.Status == SearchStatus.NotReached)
        {
            var tested = point.TestedUpToPerSecond!.Value;
            return tested >= limit
                ? Result(Verdict.Pass, $"no breaking point up to {RateText.FormatLimit(tested, limit)} {unit.Symbol}, which meets the gate of {RateText.FormatLimit(limit, tested)} {unit.Symbol}")
                : Result(Verdict.Inconclusive, $"no breaking point up to {RateText.FormatLimit(tested, limit)} {unit.Symbol}, but the gate of {RateText.FormatLimit(limit, tested)} {unit.Symbol} was never offered");
        }

        var interval = point.Interval!.Value;
        var (measured, gate) = (RateText.Format(point.RatePerSecond, interval, limit, unit), RateText.FormatLimit(limit, interval.Low, interval.High));
        if (interval.Low >= limit) return Result(Verdict.Pass, $"breaking point {measured} meets the gate of {gate} {unit.Symbol}");
        return interval.High < limit
            ? Result(Verdict.Fail, $"breaking point {measured} is below the gate of {gate} {unit.Symbol}")
            : Result(Verdict.Inconclusive, $"the gate of {gate} {unit.Symbol} lies inside the interval of the breaking point {measured}");
    }

    /// <summary>Why a search gives no answer, whatever the gates; null when it gives one.</summary>
    private static string? Unanswered(SearchResult search)
    {
        var point = search.BreakingPoint;
        if (search.Trials.Sum(t => t.Record.ScoredRequests) == 0) return "not one request was scored" + Because(point);
        return point.Status switch
        {
            SearchStatus.Found when point.Interval is null => "a breaking point without an interval is none",
            SearchStatus.NotReached when point.TestedUpToPerSecond is not > 0 => "no rate was offered and judged",
            SearchStatus.Found or SearchStatus.NotReached => null,
            _ => "the search found no answer" + Because(point),
        };
    }

    private static string Because(BreakingPoint point) => point.Reasons.IsEmpty ? "" : ": " + string.Join("; ", point.Reasons.Select(r => r.Text));

    private static string Undecided(GateOptions gates, RateUnit unit) =>
        gates.MinRatePerSecond is { } limit ? $"; the gate of {RateText.FormatLimit(limit)} {unit.Symbol} is not decided" : "";

    private static ImmutableArray<GateResult> Unmeasured(GateOptions gates, RateUnit? unit) => gates.MinRatePerSecond is not { } limit ? [] :
        [new GateResult(MinRate, limit, null, null, null, Verdict.Inconclusive, $"the gate of {RateText.FormatLimit(limit)} {unit ?? RateUnit.Requests} is not decided: the capacity was not measured")];

    private static VerdictReason Reason(GateResult gate, BreakingPoint point) => new(
        (gate.Verdict, point.Status) switch
        {
            (Verdict.Fail, _) => DiagnosticCodes.GateMissed.Code,
            (_, SearchStatus.NotReached) => DiagnosticCodes.GateNotReached.Code,
            _ => DiagnosticCodes.GateUndecided.Code,
        }, gate.Message);
}
