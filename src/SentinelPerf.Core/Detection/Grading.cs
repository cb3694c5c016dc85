using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>Something that happens to a trial or not: waiting passes a share of the room, or bad requests a share of the sample, within its length.</summary>
/// <param name="Trial">Length and counts to reach it within.</param>
/// <param name="RoomShare">Share of T − H, (0, 1]; 1 is a FAIL.</param>
/// <param name="OrNotSustained">A throughput plateau passes it too.</param>
internal readonly record struct Milestone(TrialShape Trial, double RoomShare, bool OrNotSustained);

/// <summary>A trial's place among its milestones, which a worse trial passes in order: degrees of PASS, the FAIL, degrees of FAIL.</summary>
internal sealed class Grading
{
    /// <summary>Shares of the room that grade a PASS.</summary>
    public static readonly double[] Shares = [0.4, 0.6, 0.8];

    /// <summary>Requests below which the percentile of one trial says too little.</summary>
    public const int LeastRequests = 200;

    /// <summary>A share grades only well above what the slowest services take up by themselves.</summary>
    public const double AboveService = 1.5;

    // Where trials come to rest by a way of breaking that the milestones do not measure: mostly far from the limit, or soon past it.
    private const double ElsewhereGrade = 0.05, ElsewhereLateFail = 0.2, ElsewhereEarlyFail = 0.3;

    private Grading(Milestone[] milestones, int failMark, int passed, bool byWaiting)
    {
        (Milestones, FailMark, Passed, ByWaiting) = (milestones, failMark, passed, byWaiting);
        var early = milestones.Length - failMark - 1;
        Elsewise = [0.5 - ElsewhereGrade * failMark, .. Enumerable.Repeat(ElsewhereGrade, failMark), ElsewhereLateFail, .. Enumerable.Repeat(ElsewhereEarlyFail / early, early)];
    }

    public Milestone[] Milestones { get; }

    /// <summary>Index of the milestone that is the FAIL.</summary>
    public int FailMark { get; }

    /// <summary>Milestones passed.</summary>
    public int Passed { get; }

    /// <summary>The milestones measure waiting; else bad requests.</summary>
    public bool ByWaiting { get; }

    public bool IsFail => Passed > FailMark;

    /// <summary>How often trials come to rest at each place when what the milestones measure does not decide them; adds up to 1.</summary>
    public double[] Elsewise { get; }

    /// <param name="shape">The trial's.</param>
    /// <param name="settle">Its part that is not scored, s.</param>
    /// <param name="trial">What happened.</param>
    /// <param name="share">Share of the room that its waiting took up; null: not known.</param>
    /// <param name="shares">Shares to tell apart.</param>
    public static Grading OfWaiting(TrialShape shape, double settle, JudgedTrial trial, double? share, double[] shares)
    {
        if (share is null) shares = [];
        Milestone[] milestones = [.. shares.Select(s => new Milestone(shape, s, false)), new Milestone(shape, 1, true), new Milestone(Within(shape, settle, 2), 1, false)];
        var passed = trial.Outcome != TrialOutcome.Fail ? shares.Count(s => share >= s)
            : shares.Length + (trial.Violation == ViolationKind.Latency && DecidedWithin(trial.Record, 2) ? 2 : 1);
        return new Grading(milestones, shares.Length, passed, true);
    }

    /// <summary>Graded by the number of bad requests: a quarter of the limit, the limit, the limit within half and within a quarter of the trial.</summary>
    public static Grading OfCounts(TrialShape shape, double settle, JudgedTrial trial)
    {
        var limit = shape.EffectiveShare * trial.Record.PlannedScoredRequests + 0.5;
        var quarter = Math.Max(1, Math.Ceiling(limit / 4));
        var few = shape with { EffectiveShare = (quarter - 0.5) / Math.Max(1, trial.Record.PlannedScoredRequests) };
        Milestone[] milestones = [new(few, 1, false), new(shape, 1, true), new(Within(shape, settle, 2), 1, false), new(Within(shape, settle, 4), 1, false)];
        var passed = trial.Outcome != TrialOutcome.Fail ? trial.Record.Bad >= quarter ? 1 : 0
            : 2 + (DecidedWithin(trial.Record, 2) ? 1 : 0) + (DecidedWithin(trial.Record, 4) ? 1 : 0);
        return new Grading(milestones, 1, passed, false);
    }

    /// <summary>The same number of bad requests within a part of the scored time.</summary>
    private static TrialShape Within(TrialShape shape, double settle, int part) =>
        shape with { Seconds = settle + (shape.Seconds - settle) / part, EffectiveShare = shape.EffectiveShare * part };

    private static bool DecidedWithin(TrialRecord record, int part) => record.DecidedEarly && record.ScoredRequests < record.PlannedScoredRequests / part;
}
