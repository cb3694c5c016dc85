using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>Turns what a trial measured into pass, fail or void. Pure.</summary>
public static class TrialJudge
{
    /// <summary>Judges a trial against the limits it ran with.</summary>
    public static JudgedTrial Judge(TrialRecord record, TrialLimits limits)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.TargetDied) return new(record, TrialOutcome.Fail, ViolationKind.ErrorRate);
        if (CapOfATargetThatStopped(record, limits)) return new(record, TrialOutcome.Fail, ViolationKind.Latency);
        if (record.Vetoes.Length > 0) return new(record, TrialOutcome.Void, null);
        // A rate never offered says nothing about that rate.
        if (record.ScoredRequests == 0 || record.Sent < record.Due) return new(record, TrialOutcome.Void, null);
        var violation = Violates(record, limits);
        return new(record, violation is null ? TrialOutcome.Pass : TrialOutcome.Fail, violation);
    }

    /// <summary>The in-flight cap left arrivals out, because the target had not answered for twice its limit: its fault, not the generator's.</summary>
    private static bool CapOfATargetThatStopped(TrialRecord record, TrialLimits limits) =>
        record.Health.InFlightCapReached && record.Vetoes.All(v => v.Reason == "in-flight-cap") && record.Health.OldestAtCap > 2 * limits.Latency;

    private static ViolationKind? Violates(TrialRecord record, TrialLimits limits)
    {
        // An early end was decided against the planned count: fewer requests must not make the limit stricter.
        var n = Math.Max(record.ScoredRequests, record.PlannedScoredRequests);
        var timeouts = Math.Min(record.Errors, record.ErrorKinds.Where(e => e.Kind == "timeout").Sum(e => e.Count));
        var refused = record.Errors - timeouts;
        if (refused >= TrialLimits.BadToFail(limits.ErrorShare, n)) return ViolationKind.ErrorRate;
        if (record.Bad >= TrialLimits.BadToFail(limits.BadShare, n) || record.Errors >= TrialLimits.BadToFail(limits.ErrorShare, n))
            return refused > record.Late + timeouts ? ViolationKind.ErrorRate : ViolationKind.Latency;
        return NotSustained(record) ? ViolationKind.ThroughputPlateau : null;
    }

    /// <summary>
    /// Completions below 98 % of offered while in-flight grows. What chance alone piles up in a stable queue within a short window
    /// does not count: the backlog must exceed three standard deviations of the arrivals and still grow in the second half.
    /// </summary>
    private static bool NotSustained(TrialRecord record)
    {
        if (record.OfferedPerSecond is null || record.CompletedPerSecond >= SearchDefaults.SustainedShare * record.OfferedInWindowPerSecond) return false;
        var growth = record.InFlightAtEnd - record.InFlightAtStart;
        if (growth < SearchDefaults.PlateauDeviations * Math.Sqrt(record.ScoredRequests)) return false;
        var from = record.StartedAt + record.Settle + record.Scored / 2;
        var to = record.StartedAt + record.Settle + record.Scored;
        var late = record.Bins.Where(b => b.At >= from && b.At < to).ToArray();
        return late.Length < 3 || RobustStatistics.TheilSenSlope([.. late.Select(b => b.At.TotalSeconds)], [.. late.Select(b => (double)b.InFlight)]) > 0;
    }
}
