using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Gating;

/// <summary>Runs of load tests, with the search and without it: the worst of them decides.</summary>
public sealed class RunJudgeTestsTests
{
    [Theory]
    [InlineData(null, TestOutcome.Pass, TestOutcome.Pass, Verdict.Pass, 0, null)]
    [InlineData(null, TestOutcome.Pass, TestOutcome.Inconclusive, Verdict.Inconclusive, 3, "SP5005")]
    [InlineData(null, TestOutcome.Fail, TestOutcome.Inconclusive, Verdict.Fail, 1, "SP5017")]
    [InlineData(SearchStatus.Found, TestOutcome.Pass, TestOutcome.Pass, Verdict.Pass, 0, null)]
    [InlineData(SearchStatus.Found, TestOutcome.Fail, TestOutcome.Pass, Verdict.Fail, 1, "SP5017")]
    [InlineData(SearchStatus.Inconclusive, TestOutcome.Pass, TestOutcome.Pass, Verdict.Inconclusive, 3, "SP8004")]
    [InlineData(SearchStatus.Inconclusive, TestOutcome.Fail, TestOutcome.Pass, Verdict.Fail, 1, "SP5017")]
    [InlineData(SearchStatus.NotRun, TestOutcome.Pass, TestOutcome.Pass, Verdict.Error, 4, "SP8006")]
    public void Judge_TestsAndSearch_TheWorstDecides(SearchStatus? search, TestOutcome load, TestOutcome soak, Verdict verdict, int exitCode, string? code)
    {
        var judged = RunJudge.Judge(search is { } status ? Search(status) : null, [Test(LoadTestKind.Load, load), Test(LoadTestKind.Soak, soak)], new GateOptions());
        (judged.Verdict, judged.ExitCode, judged.Reasons.FirstOrDefault()?.Code).ShouldBe((verdict, exitCode, code));
        judged.Reasons.Length.ShouldBe(code is null ? 0 : 1, "only what decides is a reason");
    }

    [Fact]
    public void Judge_TestsBesideAMissedGate_KeepsTheSearchsOwnVerdict()
    {
        var judged = RunJudge.Judge(Search(SearchStatus.Found), [Test(LoadTestKind.Load, TestOutcome.Fail)], new GateOptions { MinRatePerSecond = 300 });
        (judged.Verdict, judged.Search).ShouldBe((Verdict.Fail, Verdict.Pass));
        judged.Reasons.ShouldHaveSingleItem().Text.ShouldBe("load: why");
    }

    [Fact]
    public void Judge_NoSearchAndNoTest_NeverPasses() => RunJudge.Judge(null, [], new GateOptions()).Verdict.ShouldBe(Verdict.Error);

    [Theory]
    [InlineData(90, Verdict.Pass)]
    [InlineData(100, Verdict.Pass)]
    [InlineData(150, Verdict.Inconclusive)]
    [InlineData(200, Verdict.Fail)]
    [InlineData(250, Verdict.Fail)]
    public void Judge_CapacityGateWithoutASearch_IsDecidedByWhatHeldAndBroke(double gate, Verdict verdict)
    {
        var stress = Test(LoadTestKind.Stress, TestOutcome.Pass) with { HeldUpToPerSecond = 100, BrokeAtPerSecond = 200 };
        var judged = RunJudge.Judge(null, [stress], new GateOptions { MinRatePerSecond = gate });
        (judged.Verdict, judged.Gates.ShouldHaveSingleItem().Verdict).ShouldBe((verdict, verdict));
    }

    private static LoadTestResult Test(LoadTestKind kind, TestOutcome outcome) => new()
    {
        Kind = kind, Outcome = outcome, RatePerSecond = 100,
        Reasons = outcome switch { TestOutcome.Pass => [], TestOutcome.Fail => [new("objective", "SP5017", "why")], _ => [new("too-many-voids", "SP5005", "why")] },
    };

    private static SearchResult Search(SearchStatus status) => new()
    {
        BreakingPoint = new() { Status = status, RatePerSecond = 400, Interval = status == SearchStatus.Found ? new Interval(390, 410) : null, TestedUpToPerSecond = 450 },
        Trials = [new JudgedTrial(new TrialRecord
        {
            Phase = TrialPhase.Search, OfferedPerSecond = 400, StartedAt = default, Settle = default, Scored = default, Duration = default, Scheduled = 1000, Due = 1000, Sent = 1000,
            ScoredRequests = 1000, PlannedScoredRequests = 1000, Errors = 0, Late = 0,
        }, TrialOutcome.Pass, null)],
    };
}
