using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>What stays the same during the search phase: limits, lengths, and how a trial's shape follows from them.</summary>
/// <param name="Limits">What a bad request is.</param>
/// <param name="Settle">Sent, not scored.</param>
/// <param name="Shortest">No trial is shorter.</param>
/// <param name="CountsUpTo">Trials above this rate belong to another regime (a band that fails lies below them).</param>
internal sealed record SearchFrame(TrialLimits Limits, TimeSpan Settle, TimeSpan Shortest, double CountsUpTo)
{
    /// <summary>Whether a trial at this rate tells of the first break.</summary>
    public bool Counts(double rate) => rate <= CountsUpTo;

    /// <summary>Highest rate to offer in the search.</summary>
    public double Top(TrialSession session) => Math.Min(session.Ceiling, CountsUpTo);

    /// <summary>Slow targets need longer trials for enough requests.</summary>
    public static TimeSpan Scored(double rate, TimeSpan wanted)
    {
        if (rate >= SearchDefaults.SlowRate) return wanted;
        var enough = Math.Min(SearchDefaults.LongestSlowTrial.TotalSeconds, SearchDefaults.SlowRequests / rate);
        return TimeSpan.FromSeconds(Math.Max(wanted.TotalSeconds, enough));
    }

    public TrialShape Shape(double rate, TimeSpan scored) => Shape(rate, (Settle + scored).TotalSeconds, (long)Math.Round(rate * scored.TotalSeconds));

    /// <summary>The shape of a trial that ran: an early end does not change what it could have shown.</summary>
    public TrialShape Shape(double rate, TrialRecord record) => Shape(rate, record.Scheduled / rate, Math.Max(1, record.PlannedScoredRequests));

    private TrialShape Shape(double rate, double seconds, long requests) =>
        new(rate, seconds, (TrialJudge.BadToFail(Limits.BadShare, requests) - 0.5) / Math.Max(1, requests));
}
