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
        var graded = room > 0 && record.PlannedScoredRequests >= Grading.LeastRequests && trial.Violation is null or ViolationKind.Latency;
        // What service alone takes up is no waiting.
        var shares = graded ? Grading.Shares.Where(s => s * room > Grading.AboveService * (Healthy.P99 - Healthy.P50).TotalSeconds).ToArray() : [];
        if (failed) return new Grading(shape, Settle.TotalSeconds, shares, graded && DecidedInFirstHalf(record) ? shares.Length + 2 : shares.Length + 1);
        return graded && Percentile is 90 or 99 or 99.9 && ViolationFinder.AtPercentile(record.Response, Percentile) is { } slow
            ? new Grading(shape, Settle.TotalSeconds, shares, shares.Count(s => (slow - Healthy.P50).TotalSeconds >= s * room))
            : new Grading(shape, Settle.TotalSeconds, [], 0);
    }

    private static bool DecidedInFirstHalf(TrialRecord record) => record.DecidedEarly && record.ScoredRequests < record.PlannedScoredRequests / 2;

    private TrialShape Shape(double rate, double seconds, long requests) =>
        new(rate, seconds, (TrialJudge.BadToFail(Limits.BadShare, requests) - 0.5) / Math.Max(1, requests));
}

/// <summary>A trial's place among its milestones: how much of the room its waiting took up, and, beyond T, how soon.</summary>
internal sealed class Grading
{
    /// <summary>Shares of the room that grade a PASS.</summary>
    public static readonly double[] Shares = [0.4, 0.6, 0.8];

    /// <summary>Requests below which the percentile of one trial says too little.</summary>
    public const int LeastRequests = 200;

    /// <summary>A share grades only well above what the slowest services take up by themselves.</summary>
    public const double AboveService = 1.5;

    // Where trials come to rest when waiting does not decide them: mostly far from T, or soon past it.
    private const double ElsewhereGrade = 0.05, ElsewhereLateFail = 0.2, ElsewhereEarlyFail = 0.3;

    /// <param name="shape">The trial's.</param>
    /// <param name="settle">Its part that is not scored, s.</param>
    /// <param name="shares">Shares of the room to tell apart.</param>
    /// <param name="passed">Milestones passed: shares first, then the FAIL, then the FAIL within the first half.</param>
    public Grading(TrialShape shape, double settle, double[] shares, int passed)
    {
        Milestones =
        [
            .. shares.Select(s => new Milestone(shape, s, false)),
            new Milestone(shape, 1, true),
            new Milestone(shape with { Seconds = (shape.Seconds + settle) / 2, EffectiveShare = shape.EffectiveShare * 2 }, 1, false),
        ];
        Passed = passed;
        Elsewise = [0.5 - ElsewhereGrade * shares.Length, .. shares.Select(_ => ElsewhereGrade), ElsewhereLateFail, ElsewhereEarlyFail];
    }

    public Milestone[] Milestones { get; }

    public int Passed { get; }

    /// <summary>How often trials come to rest at each place when waiting does not decide them.</summary>
    public double[] Elsewise { get; }
}
