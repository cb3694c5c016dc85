using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>What stays the same during the search phase: limits, lengths, and how a trial's shape follows from them.</summary>
/// <param name="Limits">What a bad request is.</param>
/// <param name="Settle">Sent, not scored.</param>
/// <param name="Shortest">No trial is shorter.</param>
/// <param name="Healthy">Before load.</param>
/// <param name="Percentile">The objective's percentile.</param>
/// <param name="CountsUpTo">Trials above this rate belong to another regime (a band that fails lies below them).</param>
internal sealed record SearchFrame(TrialLimits Limits, TimeSpan Settle, TimeSpan Shortest, HealthyState Healthy, double Percentile, double CountsUpTo)
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

    /// <summary>
    /// How far a trial came: how much of T its waiting took up when it passed, how soon it was decided when it failed. A PASS at 40 ms and
    /// one at 240 ms of 250 are not the same news; graded so, trials say about half as much again (docs/decisions/0010).
    /// </summary>
    public Grading Grade(JudgedTrial trial)
    {
        var record = trial.Record;
        var shape = Shape(record.OfferedPerSecond!.Value, record);
        var failed = trial.Outcome == TrialOutcome.Fail;
        var room = (Limits.Latency - Healthy.P50).TotalSeconds;
        // What service alone takes up is no waiting: then only pass and fail count.
        var gradable = room > 0 && (Healthy.P99 - Healthy.P50).TotalSeconds < Grading.Shares[0] / 2 * room
            && record.PlannedScoredRequests >= Grading.LeastRequests && trial.Violation is null or ViolationKind.Latency;
        if (!gradable) return Grading.Binary(shape, failed);
        if (failed) return Grading.Failed(shape, Settle.TotalSeconds, record.DecidedEarly && record.ScoredRequests < record.PlannedScoredRequests / 2);
        return ViolationFinder.AtPercentile(record.Response, Percentile) is { } slow && Percentile is 90 or 99 or 99.9
            ? Grading.Passing(shape, Settle.TotalSeconds, (slow - Healthy.P50).TotalSeconds / room)
            : Grading.Binary(shape, failed);
    }

    private TrialShape Shape(double rate, double seconds, long requests) =>
        new(rate, seconds, (TrialJudge.BadToFail(Limits.BadShare, requests) - 0.5) / Math.Max(1, requests));
}

/// <summary>A trial's place among its milestones.</summary>
internal sealed record Grading(Milestone[] Milestones, int Passed, double[] Elsewise)
{
    /// <summary>Shares of the room that grade a PASS.</summary>
    public static readonly double[] Shares = [0.4, 0.6, 0.8];

    /// <summary>Requests below which the percentile of one trial says too little.</summary>
    public const int LeastRequests = 200;

    // Where trials come to rest when waiting does not decide them: mostly far from T, or at once past it.
    private static readonly double[] Places = [0.35, 0.05, 0.05, 0.05, 0.2, 0.3];

    public static Grading Binary(TrialShape shape, bool failed) => new([new Milestone(shape, 1)], failed ? 1 : 0, [0.5, 0.5]);

    public static Grading Passing(TrialShape shape, double settle, double share) => new(Scale(shape, settle), Shares.Count(s => share >= s), Places);

    public static Grading Failed(TrialShape shape, double settle, bool inFirstHalf) => new(Scale(shape, settle), Shares.Length + (inFirstHalf ? 2 : 1), Places);

    private static Milestone[] Scale(TrialShape shape, double settle) =>
    [
        .. Shares.Select(s => new Milestone(shape, s)),
        new Milestone(shape, 1),
        new Milestone(shape with { Seconds = (shape.Seconds + settle) / 2, EffectiveShare = shape.EffectiveShare * 2 }, 1),
    ];
}
