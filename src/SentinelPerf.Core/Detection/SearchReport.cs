using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>Decides what a search may claim, from what it saw.</summary>
internal static class SearchReport
{
    /// <summary>PASSes this far above FAILs mean a band, not the length of the trials (short ones flatter by up to 15 %).</summary>
    private const double BandGap = 0.25;

    public static SearchResult Build(TrialSession session, SearchCourse course)
    {
        var point = Decide(session, course);
        var broke = point.FirstViolation is null ? null : ViolationFinder.Trial(session.Trials, point.RatePerSecond, course.Crash?.Trial);
        return new SearchResult
        {
            BreakingPoint = point,
            Unit = session.Unit,
            Trials = session.Trials,
            LatencyLimit = session.Limits.Latency,
            LatencyLimitDerived = course.LatencyDerived,
            Healthy = course.WarmUp?.Healthy,
            SaturationPerSecond = course.Sweep?.Saturation,
            Sweep = course.Sweep?.Levels ?? [],
            Breaking = broke is null ? null : ViolationFinder.Window(broke.Record),
            Overload = course.Recovery.Overload,
            Recovery = course.Recovery.Recovery,
            Extended = course.Extended,
        };
    }

    private static BreakingPoint Decide(TrialSession session, SearchCourse course)
    {
        var basis = new BreakingPoint
        {
            Status = SearchStatus.Inconclusive,
            Confidence = SearchDefaults.Confidence,
            TestedUpToPerSecond = TestedUpTo(session.Trials),
            Crashed = course.Crash is not null,
            Recovery = course.Recovery.Outcome,
            NonMonotone = course.Approach is { FirstBreakOnly: true } || Band(session.Trials),
            Reasons = [.. course.Remarks],
            FirstViolation = ViolationFinder.First(session.Trials, null, course.Crash?.Trial, session.Limits, course.Objective.Percentile),
        };
        if (course.EndedBy is { } ended) return basis with { Reasons = [ended, .. basis.Reasons] };
        if (course.Crash is { } crash) return Crashed(basis, crash);
        if (course.HeldAtMost is { } held)
            return TooFewSamples(Judged(session), held, session.Unit) is { } few
                ? basis with { Reasons = [few, .. basis.Reasons] }
                : basis with { Status = SearchStatus.NotReached, TestedUpToPerSecond = held, FirstViolation = null, Reasons = [Held(held, session), .. basis.Reasons] };
        return WhyNot(session, course) is { } why
            ? basis with { Reasons = [why, .. basis.Reasons.Where(r => r != why)] }
            : Found(basis, session, course);
    }

    private static BreakingPoint Found(BreakingPoint basis, TrialSession session, SearchCourse course)
    {
        var interval = Final(course);
        var rate = Math.Clamp(course.Posterior!.Quantile(0.5), interval.Low, interval.High);
        var reasons = basis.Reasons;
        if (course.Confirmed is null)
            reasons = reasons.Add(Reason("budget", DiagnosticCodes.BudgetSpent, $"the low end was not confirmed by a trial of its own: the budget was spent"));
        if (SampleRemark(session, course, rate) is { } small) reasons = reasons.Add(small);
        return basis with
        {
            Status = SearchStatus.Found,
            RatePerSecond = rate,
            Interval = interval,
            FirstViolation = ViolationFinder.First(session.Trials, rate, null, session.Limits, course.Objective.Percentile),
            Reasons = reasons,
        };
    }

    private static BreakingPoint Crashed(BreakingPoint basis, CrashFinding crash) => crash.Low is { } low
        ? basis with { Status = SearchStatus.Found, RatePerSecond = Math.Sqrt(low * crash.High), Interval = new Interval(low, crash.High) }
        : basis;

    /// <summary>What stands between the measurements and a breaking point; null: nothing.</summary>
    private static SearchReason? WhyNot(TrialSession session, SearchCourse course)
    {
        var judged = Judged(session);
        var passes = judged.Count(t => t.Outcome == TrialOutcome.Pass);
        var fails = judged.Count(t => t.Outcome == TrialOutcome.Fail);
        // Overload breaks most targets; it replicates a break that was seen, it does not make one.
        if (fails > 0) fails += session.Trials.Count(t => t is { Outcome: TrialOutcome.Fail, Record.Phase: TrialPhase.Overload });
        var tested = TestedUpTo(session.Trials) ?? 0;
        if (fails < SearchDefaults.LeastFails && session.VetoedFrom < double.PositiveInfinity)
            return Reason("generator-limited", DiagnosticCodes.GeneratorLimited,
                $"no rate up to {TrialNarrator.Rate(tested)} {session.Unit} broke the target, and from {TrialNarrator.Rate(session.VetoedFrom)} {session.Unit} on the generator could not keep its own schedule");
        if (passes == 0) return Reason("no-pass", DiagnosticCodes.NothingPassed, $"none of {fails} trials met the objective, down to {TrialNarrator.Rate(Least(judged))} {session.Unit}");
        if (fails < SearchDefaults.LeastFails)
            return Reason("no-fail", DiagnosticCodes.NothingFailed, $"up to {TrialNarrator.Rate(tested)} {session.Unit} {(fails == 0 ? "nothing" : "only one trial, once,")} violated the objective");
        var interval = Final(course);
        if (TooFewSamples(judged, interval.High, session.Unit) is { } few) return few;
        // Whatever the reason why it was not tried again: a low end that failed its own trial is no low end.
        if (course.Confirmed is null && judged.LastOrDefault(t => t.Record.Phase == TrialPhase.Confirm) is { Outcome: TrialOutcome.Fail })
            return Reason("non-stationary", DiagnosticCodes.NonStationary, $"rates that had passed did not pass again: down to {TrialNarrator.Rate(Least(judged.Where(t => t.Record.Phase == TrialPhase.Confirm)))} {session.Unit} every confirming trial failed");
        if (course.SlowedDown) return course.Remarks.Last(r => r.Id == "non-stationary");
        if (interval.RelativeWidth > SearchDefaults.WidestInterval && course.Remarks.FirstOrDefault(r => r.Id == "heavy-tail") is { } tail) return tail;
        if (interval.RelativeWidth > SearchDefaults.WidestInterval)
            return Reason("interval-too-wide", DiagnosticCodes.IntervalTooWide,
                $"the capacity lies within [{TrialNarrator.Rate(interval.Low)}, {TrialNarrator.Rate(interval.High)}] {session.Unit}, {100 * interval.RelativeWidth:0} % wide; at most {100 * SearchDefaults.WidestInterval:0} % is reported as found");
        return null;
    }

    /// <summary>The open trials that say something about a rate.</summary>
    private static JudgedTrial[] Judged(TrialSession session) => [.. session.Trials.Where(t => t.Outcome != TrialOutcome.Void && t.Record.OfferedPerSecond is not null
        && t.Record.Phase is TrialPhase.Step or TrialPhase.Search or TrialPhase.Confirm)];

    private static SearchReason? TooFewSamples(JudgedTrial[] judged, double rate, RateUnit unit)
    {
        var scored = judged.Sum(t => t.Record.ScoredRequests);
        var needed = rate < SearchDefaults.VerySlowRate ? SearchDefaults.LeastRequestsVerySlow : SearchDefaults.LeastRequests;
        return scored < needed
            ? Reason("too-few-samples", DiagnosticCodes.TooFewSamples, $"{scored} requests were scored in all, up to {TrialNarrator.Rate(rate)} {unit}; at least {needed} are needed")
            : null;
    }

    /// <summary>The posterior's interval; its low end is no higher than what was confirmed.</summary>
    public static Interval Final(SearchCourse course)
    {
        var known = course.Interval;
        return course.Confirmed is { } confirmed && confirmed < known.Low ? new Interval(confirmed, known.High) : known;
    }

    private static SearchReason? SampleRemark(TrialSession session, SearchCourse course, double rate)
    {
        var near = session.Trials.Where(t => t.Record.Phase == TrialPhase.Search && t.Record.OfferedPerSecond > 0.5 * rate).Select(t => t.Record.PlannedScoredRequests).DefaultIfEmpty(0).Max();
        if (near == 0) return null;
        var least = TrialLimits.BadToFail(session.Limits.BadShare, near) / (double)near;
        return least > 2 * session.Limits.BadShare
            ? Reason("small-sample", DiagnosticCodes.SmallSample, $"trials of {near} requests support the {100 * (1 - least):0.##}th percentile, not the {course.Objective.Percentile:0.##}th")
            : null;
    }

    private static bool Band(ImmutableArray<JudgedTrial> trials)
    {
        double[] Rates(TrialOutcome outcome) => [.. trials.Where(t => t.Outcome == outcome && t.Record.OfferedPerSecond is not null
            && t.Record.Phase is TrialPhase.Step or TrialPhase.Search or TrialPhase.Confirm).Select(t => t.Record.OfferedPerSecond!.Value).OrderDescending()];
        var passes = Rates(TrialOutcome.Pass);
        return passes.Length >= 2 && Rates(TrialOutcome.Fail).Count(f => f < passes[1] * (1 - BandGap)) >= 2;
    }

    private static double? TestedUpTo(ImmutableArray<JudgedTrial> trials)
    {
        var rates = trials.Where(t => t.Outcome != TrialOutcome.Void && t.Record.ScoredRequests > 0 && t.Record.OfferedPerSecond is not null).Select(t => t.Record.OfferedPerSecond!.Value);
        return rates.Any() ? rates.Max() : null;
    }

    private static double Least(IEnumerable<JudgedTrial> trials) => trials.Select(t => t.Record.OfferedPerSecond!.Value).DefaultIfEmpty(0).Min();

    private static SearchReason Held(double held, TrialSession session) => session.VetoedFrom < double.PositiveInfinity
        ? Reason("generator-limited", DiagnosticCodes.GeneratorLimited,
            $"the objective held at {TrialNarrator.Rate(held)} {session.Unit}; from {TrialNarrator.Rate(session.VetoedFrom)} {session.Unit} on the generator could not keep its own schedule")
        : Reason("max-rate", DiagnosticCodes.MaxRateReached, $"the objective held at {TrialNarrator.Rate(held)} {session.Unit}, {(session.CeilingIsOfSaturation
            ? "one and a half times what the closed loop gave; more than that is not offered, for it measures how fast connections open"
            : "the highest rate allowed")}");

    private static SearchReason Reason(string id, DiagnosticDescriptor descriptor, FormattableString text) => new(id, descriptor.Code, FormattableString.Invariant(text));
}
