using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Detection;

public sealed class TrialJudgeTests
{
    private static readonly TrialLimits Limits = new(TimeSpan.FromMilliseconds(250), 0.01, 0.01);

    internal static TrialRecord Record(long n = 2000, long errors = 0, long late = 0, double offered = 400) => new()
    {
        Phase = TrialPhase.Search, OfferedPerSecond = offered, StartedAt = TimeSpan.FromSeconds(30), Settle = TimeSpan.FromSeconds(0.6), Scored = TimeSpan.FromSeconds(5),
        Duration = TimeSpan.FromSeconds(6), Scheduled = n + 240, Due = n + 240, Sent = n + 240, ScoredRequests = n, PlannedScoredRequests = n, Errors = errors, Late = late,
        OfferedInWindowPerSecond = offered, CompletedPerSecond = offered, GoodputPerSecond = offered,
    };

    [Theory]
    [InlineData(0.01, 2000, 21)]
    [InlineData(0.01, 1999, 20)]
    [InlineData(0.01, 300, 4)]
    [InlineData(0.01, 299, 3)]
    [InlineData(0.01, 10, 3)]
    [InlineData(0.001, 2000, 3)]
    [InlineData(0.05, 100, 6)]
    public void BadToFail_ShareOfN_IsTheNextWholeButNeverBelowThree(double share, long n, long expected) => TrialLimits.BadToFail(share, n).ShouldBe(expected);

    [Theory]
    [InlineData(0, 20, TrialOutcome.Pass, null)]
    [InlineData(0, 21, TrialOutcome.Fail, ViolationKind.Latency)]
    [InlineData(21, 0, TrialOutcome.Fail, ViolationKind.ErrorRate)]
    [InlineData(10, 10, TrialOutcome.Pass, null)]
    [InlineData(8, 13, TrialOutcome.Fail, ViolationKind.Latency)]
    [InlineData(13, 8, TrialOutcome.Fail, ViolationKind.ErrorRate)]
    public void Judge_ErrorsAndLate_DecideTogether(long errors, long late, TrialOutcome outcome, ViolationKind? kind)
    {
        var judged = TrialJudge.Judge(Record(errors: errors, late: late), Limits);
        judged.Outcome.ShouldBe(outcome);
        judged.Violation.ShouldBe(kind);
    }

    [Fact]
    public void Judge_TimeoutsOnly_AreLatency()
    {
        var record = Record(errors: 30) with { ErrorKinds = [new ErrorTally("timeout", 40, "no answer within 10 s", TimeSpan.Zero)] };
        TrialJudge.Judge(record, Limits).Violation.ShouldBe(ViolationKind.Latency);
    }

    [Fact]
    public void Judge_StricterErrorLimit_FailsOnErrorsAlone() =>
        TrialJudge.Judge(Record(errors: 5), Limits with { ErrorShare = 0.001 }).Violation.ShouldBe(ViolationKind.ErrorRate);

    [Fact]
    public void Judge_EndedEarly_CountsAgainstThePlannedRequests()
    {
        // 11 bad of 500 are over 1 %, but the trial had planned 2,000 and was not decided.
        var record = Record(n: 500, late: 11) with { PlannedScoredRequests = 2000 };
        TrialJudge.Judge(record, Limits).Outcome.ShouldBe(TrialOutcome.Pass);
    }

    [Fact]
    public void Judge_BacklogGrowsThroughout_IsAPlateau()
    {
        var judged = TrialJudge.Judge(Backlog(end: 200), Limits);
        judged.Outcome.ShouldBe(TrialOutcome.Fail);
        judged.Violation.ShouldBe(ViolationKind.ThroughputPlateau);
    }

    [Fact]
    public void Judge_BacklogWithinChance_Passes() => TrialJudge.Judge(Backlog(end: 100), Limits).Outcome.ShouldBe(TrialOutcome.Pass);

    [Fact]
    public void Judge_BacklogThatFallsAgain_Passes()
    {
        var record = Backlog(end: 200);
        var falling = record with { Bins = [.. record.Bins.Select((b, i) => b with { InFlight = 400 - 10 * i })] };
        TrialJudge.Judge(falling, Limits).Outcome.ShouldBe(TrialOutcome.Pass);
    }

    [Fact]
    public void Judge_Veto_IsVoidEvenWhenItWouldFail() =>
        TrialJudge.Judge(Record(late: 500) with { Vetoes = [new Veto("send-lag", "send lag p99 20 ms is over 12.5 ms")] }, Limits).Outcome.ShouldBe(TrialOutcome.Void);

    [Fact]
    public void Judge_TargetDied_FailsWhateverTheVetoes() =>
        TrialJudge.Judge(Record() with { TargetDied = true, Vetoes = [new Veto("in-flight-cap", "8,000 in flight")] }, Limits).Outcome.ShouldBe(TrialOutcome.Fail);

    [Theory]
    [InlineData(600, TrialOutcome.Fail)]
    [InlineData(400, TrialOutcome.Void)]
    public void Judge_InFlightCap_IsTheTargetsFaultOnlyWhenTheOldestIsTwiceTOld(int oldest, TrialOutcome expected)
    {
        var record = Record() with
        {
            Vetoes = [new Veto("in-flight-cap", "8,000 in flight")],
            Health = new GeneratorHealth { InFlightCapReached = true, OldestAtCap = TimeSpan.FromMilliseconds(oldest) },
        };
        TrialJudge.Judge(record, Limits).Outcome.ShouldBe(expected);
    }

    [Fact]
    public void Judge_InFlightCapAfterAStallOfTheGenerator_IsVoid() =>
        TrialJudge.Judge(Record() with
        {
            Vetoes = [new Veto("in-flight-cap", "8,000 in flight"), new Veto("heartbeat", "a gap of 900 ms")],
            Health = new GeneratorHealth { InFlightCapReached = true, OldestAtCap = TimeSpan.FromMilliseconds(600) },
        }, Limits).Outcome.ShouldBe(TrialOutcome.Void);

    [Fact]
    public void Judge_NothingScored_IsVoid() => TrialJudge.Judge(Record(n: 0), Limits).Outcome.ShouldBe(TrialOutcome.Void);

    [Fact]
    public void Judge_FewerSentThanDue_IsVoid() => TrialJudge.Judge(Record() with { Sent = 2100 }, Limits).Outcome.ShouldBe(TrialOutcome.Void);

    private static TrialRecord Backlog(int end)
    {
        var bins = Enumerable.Range(0, 24).Select(i => new TrialBin(TimeSpan.FromSeconds(30 + 0.25 * i), 100, 90, 90, 0, 0, end * i / 24, null, null)).ToImmutableArray();
        return Record() with { CompletedPerSecond = 400 - end / 5.0, InFlightAtStart = 0, InFlightAtEnd = end, Bins = bins };
    }
}
