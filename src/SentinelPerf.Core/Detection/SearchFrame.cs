using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>What stays the same during the search phase: limits, lengths, and how a trial's shape follows from them.</summary>
/// <param name="Limits">What a bad request is.</param>
/// <param name="Settle">Sent, not scored.</param>
/// <param name="Shortest">No trial is shorter.</param>
/// <param name="Healthy">Before load.</param>
/// <param name="Percentile">The objective's percentile.</param>
/// <param name="CountsUpTo">Trials above this rate belong to another regime (a band that fails lies below them).</param>
/// <param name="RequestsPerArrival">Requests that an arrival brings.</param>
/// <param name="CountsBad">What breaks it shows in the number of bad requests rather than in waiting: refusals, a slow tail.</param>
internal sealed record SearchFrame(TrialLimits Limits, TimeSpan Settle, TimeSpan Shortest, HealthyState Healthy, double Percentile, double CountsUpTo, double RequestsPerArrival, bool CountsBad)
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

    public TrialShape Shape(double rate, TimeSpan scored) => Shape(rate, (Settle + scored).TotalSeconds, (long)Math.Round(rate * RequestsPerArrival * scored.TotalSeconds));

    /// <summary>The shape of a trial that ran: an early end does not change what it could have shown.</summary>
    public TrialShape Shape(double rate, TrialRecord record) => Shape(rate, record.Scheduled / rate, Math.Max(1, record.PlannedScoredRequests));

    /// <summary>
    /// How far a trial came: how much of T its waiting took up (or of ε its bad requests) when it passed, how soon it was decided when it
    /// failed. A PASS at 40 ms and one at 240 ms of 250 are not the same news; graded so, trials say about half as much again
    /// (docs/decisions/0005).
    /// </summary>
    public Grading Grade(JudgedTrial trial)
    {
        var shape = Shape(trial.Record.OfferedPerSecond!.Value, trial.Record);
        return CountsBad ? Grading.OfCounts(shape, Settle.TotalSeconds, trial) : Grading.OfWaiting(shape, Settle.TotalSeconds, trial, WaitingShare(trial), Shares(trial));
    }

    /// <summary>Share of T − H that waiting took up at the objective's percentile; null: not known.</summary>
    private double? WaitingShare(JudgedTrial trial) =>
        Percentile is 90 or 99 or 99.9 && Room > 0 && ViolationFinder.AtPercentile(trial.Record.Response, Percentile) is { } slow ? (slow - Unqueued(Healthy)).TotalSeconds / Room : null;

    /// <summary>Shares of the room that can be told apart: above what the slowest services take up by themselves, in trials large enough for a percentile.</summary>
    private double[] Shares(JudgedTrial trial) => Room > 0 && trial.Record.PlannedScoredRequests >= Grading.LeastRequests && trial.Violation is null or ViolationKind.Latency
        ? [.. Grading.Shares.Where(s => s * Room > Grading.AboveService * (Healthy.P99 - Healthy.P50).TotalSeconds)]
        : [];

    private double Room => (Limits.Latency - Unqueued(Healthy)).TotalSeconds;

    /// <summary>
    /// What service takes of T beside waiting: about its 90th percentile, read off between p50 and p99 (exact for an exponential). With the
    /// median, a pool of eight exponential workers came out 1.2 % too low.
    /// </summary>
    public static TimeSpan Unqueued(HealthyState healthy) => healthy.P50 + 0.41 * (healthy.P99 - healthy.P50);

    private TrialShape Shape(double rate, double seconds, long requests) =>
        new(rate, seconds, (TrialLimits.BadToFail(Limits.BadShare, requests) - 0.5) / Math.Max(1, requests));
}
