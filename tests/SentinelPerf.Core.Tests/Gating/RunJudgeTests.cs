using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Gating;

/// <summary>Every cell of the table 'How a run ends'.</summary>
public sealed class RunJudgeTests
{
    private static readonly GateOptions None = new();

    [Theory]
    // no gate
    [InlineData(null, Verdict.Pass, 0, null)]
    // low ≥ L
    [InlineData(300.0, Verdict.Pass, 0, null)]
    [InlineData(398.0, Verdict.Pass, 0, null)]
    // L inside
    [InlineData(398.5, Verdict.Inconclusive, 3, "SP8002: the gate of 398.5 req/s lies inside the interval of the breaking point 412.3 req/s [398.0, 425.0]")]
    [InlineData(410.0, Verdict.Inconclusive, 3, "SP8002: the gate of 410 req/s lies inside the interval of the breaking point 412 req/s [398, 425]")]
    [InlineData(425.0, Verdict.Inconclusive, 3, "SP8002: the gate of 425 req/s lies inside the interval of the breaking point 412 req/s [398, 425]")]
    // high < L
    [InlineData(500.0, Verdict.Fail, 1, "SP8001: breaking point 412 req/s [398, 425] is below the gate of 500 req/s")]
    public void Judge_Found_ComparesTheInterval(double? gate, Verdict verdict, int exitCode, string? reason) =>
        Check(RunJudge.Judge(Found(398, 412.3, 425), Gate(gate)), verdict, exitCode, reason);

    [Theory]
    [InlineData(null, Verdict.Pass, 0, null)]
    [InlineData(250.0, Verdict.Pass, 0, null)]
    [InlineData(300.0, Verdict.Inconclusive, 3, "SP8003: no breaking point up to 250 req/s, but the gate of 300 req/s was never offered")]
    public void Judge_NotReached_ComparesWhatWasTested(double? gate, Verdict verdict, int exitCode, string? reason) =>
        Check(RunJudge.Judge(Search(new BreakingPoint { Status = SearchStatus.NotReached, TestedUpToPerSecond = 250 }), Gate(gate)), verdict, exitCode, reason);

    [Theory]
    [InlineData(null, "SP8004: the search found no answer: too many void trials; budget spent")]
    [InlineData(300.0, "SP8004: the search found no answer: too many void trials; budget spent; the gate of 300 req/s is not decided")]
    public void Judge_Inconclusive_IsInconclusive(double? gate, string reason)
    {
        var search = Search(new BreakingPoint
        {
            Status = SearchStatus.Inconclusive, TestedUpToPerSecond = 1000, RatePerSecond = 900, Interval = new Interval(800, 1000),
            Reasons = [new("too-many-voids", "SP5001", "too many void trials"), new("budget", "SP5002", "budget spent")],
        });
        Check(RunJudge.Judge(search, Gate(gate)), Verdict.Inconclusive, 3, reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(300.0)]
    public void Judge_NotRun_IsATargetThatFailed(double? gate) =>
        Check(RunJudge.Judge(new SearchResult { BreakingPoint = new() { Status = SearchStatus.NotRun, Reasons = [new("never-healthy", "SP5003", "the target never was healthy")] }, Trials = [] }, Gate(gate)),
            Verdict.Error, 4, "SP8006: nothing was measured: the target never was healthy");

    [Fact]
    public void Judge_Crash_IsAFindingNotAnError()
    {
        var crashed = Search(new BreakingPoint { Status = SearchStatus.Found, Crashed = true, RatePerSecond = 200, Interval = new Interval(100, 400) });
        Check(RunJudge.Judge(crashed, None), Verdict.Pass, 0, null);
        Check(RunJudge.Judge(crashed, Gate(500)), Verdict.Fail, 1, "SP8001: breaking point 200 req/s [100, 400] is below the gate of 500 req/s");
    }

    [Theory]
    [InlineData(SearchStatus.Found)]
    [InlineData(SearchStatus.NotReached)]
    public void Judge_ZeroSamples_NeverPasses(SearchStatus status)
    {
        var point = new BreakingPoint { Status = status, RatePerSecond = 412, Interval = new Interval(398, 425), TestedUpToPerSecond = 425 };
        foreach (var search in new[] { Search(point, scored: 0), Search(point) with { Trials = [] } })
            foreach (var gates in new[] { None, Gate(1) })
                RunJudge.Judge(search, gates).Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Theory]
    [InlineData(SearchStatus.Found)]
    [InlineData(SearchStatus.NotReached)]
    public void Judge_NumbersMissing_NeverPasses(SearchStatus status) =>
        RunJudge.Judge(Search(new BreakingPoint { Status = status }), None).ExitCode.ShouldBe(3);

    [Fact]
    public void Judge_RatesThatRoundTheSame_AreToldApart() =>
        RunJudge.Judge(Found(299.6, 299.8, 299.97), Gate(300)).Reasons[0].Text.ShouldBe("breaking point 299.80 req/s [299.60, 299.97] is below the gate of 300 req/s");

    [Fact]
    public void Cancelled_AnyTime_Is130()
    {
        Check(RunJudge.Cancelled(null, Gate(300)), Verdict.Error, 130, "SP8005: cancelled before anything was measured");
        Check(RunJudge.Cancelled(Found(398, 412, 425), None), Verdict.Error, 130, "SP8005: cancelled after 1 trials; the reports hold what was measured");
        RunJudge.Cancelled(Found(398, 412, 425), Gate(300)).Gates.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Theory]
    [InlineData("SP2003", 2)]
    [InlineData("SP3001", 2)]
    [InlineData("SP1002", 2)]
    [InlineData("SP1012", 2)]
    [InlineData("SP1007", 4)]
    [InlineData("SP9001", 4)]
    public void NotRun_Problem_TellsBadInputFromAFailedTarget(string code, int exitCode) =>
        Check(RunJudge.NotRun([new Problem(code, ProblemSeverity.Error, "text")], Gate(300)), Verdict.Error, exitCode, $"{code}: text");

    [Theory]
    [InlineData(null, null, ProblemSeverity.Warning)]
    [InlineData(300.0, null, ProblemSeverity.Error)]
    [InlineData(null, OnInconclusive.Fail, ProblemSeverity.Error)]
    [InlineData(300.0, OnInconclusive.Warn, ProblemSeverity.Warning)]
    public void Of_Inconclusive_FollowsOnInconclusive(double? gate, OnInconclusive? choice, ProblemSeverity expected)
    {
        var gates = Gate(gate) with { OnInconclusive = choice };
        var verdict = RunJudge.Judge(Search(new BreakingPoint { Status = SearchStatus.Inconclusive }), gates);
        VerdictProblems.Of(verdict, gates).ShouldHaveSingleItem().Severity.ShouldBe(expected);
    }

    [Fact]
    public void Of_FailAndErrorAndPass_AreErrorsAndNothing()
    {
        var warn = Gate(500) with { OnInconclusive = OnInconclusive.Warn };
        VerdictProblems.Of(RunJudge.Judge(Found(398, 412, 425), warn), warn).ShouldHaveSingleItem().ToCanonical("Shop.csproj")
            .ShouldBe("Shop.csproj: error SP8001: breaking point 412 req/s [398, 425] is below the gate of 500 req/s");
        VerdictProblems.Of(RunJudge.Cancelled(null, warn), warn).ShouldHaveSingleItem().Severity.ShouldBe(ProblemSeverity.Error);
        VerdictProblems.Of(RunJudge.Judge(Found(398, 412, 425), None), None).ShouldBeEmpty();
    }

    [Fact]
    public void Judge_OtherUnitThanRequests_SpeaksOfIt()
    {
        RunJudge.Judge(Found(398, 412, 425) with { Unit = RateUnit.Iterations }, Gate(500)).Reasons[0].Text.ShouldBe("breaking point 412 iterations/s [398, 425] is below the gate of 500 iterations/s");
        RunJudge.Cancelled(null, Gate(500), RateUnit.Iterations).Gates[0].Message.ShouldBe("the gate of 500 iterations/s is not decided: the capacity was not measured");
    }

    private static void Check(RunVerdict actual, Verdict verdict, int exitCode, string? reason)
    {
        (actual.Verdict, actual.ExitCode).ShouldBe((verdict, exitCode));
        actual.Reasons.Select(r => $"{r.Code}: {r.Text}").ShouldBe(reason is null ? [] : [reason]);
        foreach (var gate in actual.Gates) gate.Name.ShouldBe("minRate");
    }

    private static GateOptions Gate(double? rate) => new() { MinRatePerSecond = rate };

    private static SearchResult Found(double low, double rate, double high) =>
        Search(new BreakingPoint { Status = SearchStatus.Found, RatePerSecond = rate, Interval = new Interval(low, high), TestedUpToPerSecond = high });

    private static SearchResult Search(BreakingPoint point, long scored = 1000) => new()
    {
        BreakingPoint = point,
        Trials = ImmutableArray.Create(new JudgedTrial(new TrialRecord
        {
            Phase = TrialPhase.Search, StartedAt = TimeSpan.Zero, Settle = TimeSpan.Zero, Scored = TimeSpan.FromSeconds(2), Duration = TimeSpan.FromSeconds(3),
            Scheduled = scored, Due = scored, Sent = scored, ScoredRequests = scored, PlannedScoredRequests = scored, Errors = 0, Late = 0,
        }, TrialOutcome.Pass, null)),
    };
}
