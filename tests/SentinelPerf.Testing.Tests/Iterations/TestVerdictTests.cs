using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Pipeline;
using SentinelPerf.Reporting;
using SentinelPerf.Targets;
using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing.Tests.Iterations;

public sealed class TestVerdictTests
{
    [Fact]
    public void Failure_MissedGate_SaysNumberCauseEvidenceAndReportInTheWordsOfTheBuild()
    {
        var failure = TestVerdict.Failure(Result(Found()), Gate(300)).ShouldNotBeNull().Split('\n');

        failure.Length.ShouldBeLessThanOrEqualTo(TestVerdict.MostLines);
        failure[0].ShouldBe("SP8001: breaking point 212 iterations/s [198, 225] is below the gate of 300 iterations/s");
        failure.ShouldContain(l => l.StartsWith("Cause", StringComparison.Ordinal) && l.Contains("lock-contention", StringComparison.Ordinal));
        failure.ShouldContain(l => l.Contains("lock contentions 0/s → 312/s", StringComparison.Ordinal));
        failure[^1].ShouldStartWith("Reports");
        failure[^1].ShouldContain("report.md");
    }

    [Fact]
    public void Failure_EverythingThatCanBeSaid_FitsAndEndsWithTheReports()
    {
        var result = Result(Found());
        var crowded = result with { Record = result.Record with { LastLines = [.. Enumerable.Range(0, 40).Select(i => $"line {i}")] } };

        var failure = TestVerdict.Failure(crowded, Gate(300)).ShouldNotBeNull().Split('\n');

        failure.Length.ShouldBeLessThanOrEqualTo(TestVerdict.MostLines);
        failure[^1].ShouldStartWith("Reports");
    }

    [Fact]
    public void Failure_InconclusiveRun_FailsWithAGateAndOnlyWarnsWithoutOne()
    {
        var inconclusive = new SearchResult { BreakingPoint = new BreakingPoint { Status = SearchStatus.Inconclusive }, Trials = [], Unit = RateUnit.Iterations };

        TestVerdict.Failure(Result(inconclusive, Gate(300)), Gate(300)).ShouldNotBeNull().ShouldStartWith("SP8004");
        TestVerdict.Failure(Result(inconclusive, new GateOptions()), new GateOptions()).ShouldBeNull();
        TestVerdict.Warnings(Result(inconclusive, new GateOptions()), new GateOptions()).ShouldHaveSingleItem().ShouldStartWith("SP8004");
    }

    [Theory]
    [InlineData(0.29, 0)]
    [InlineData(0.31, 1)]
    public void Warnings_TestThatUsesMuchOfTheMachineItself_SaysSo(double share, int warnings)
    {
        var result = Result(Found(), Gate(100));
        var heavy = result with { Record = result.Record with { Generator = new GeneratorFacts { CpuShare = share } } };

        TestVerdict.Failure(heavy, Gate(100)).ShouldBeNull();
        TestVerdict.Warnings(heavy, Gate(100)).Count().ShouldBe(warnings);
    }

    private static GateOptions Gate(double rate) => new() { MinRatePerSecond = rate };

    private static RunResult Result(SearchResult search, GateOptions? gates = null) => new(
        new RunRecord
        {
            StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromSeconds(40), Unit = RateUnit.Iterations, Search = search,
            Target = new(TargetKind.Project, "Shop", null, null, null), Machine = new("", null, 2, 0, "Linux", null), Objective = new() { Latency = TimeSpan.FromMilliseconds(250) },
            Verdict = RunJudge.Judge(search, gates ?? Gate(300)),
            Diagnosis = new DiagnosisResult
            {
                Cause = "lock-contention", Confidence = 0.9, Ranked = [new("lock-contention", 0.9, ["E1"], [])],
                Evidence = [new("E1", "dotnet.monitor.lock_contentions", "{contention}/s", 0, 312, 12, null)],
            },
        },
        new ReportFiles("/shop", "/shop/summary.json", "/shop/report.md", []));

    private static SearchResult Found()
    {
        var record = new TrialRecord
        {
            Phase = TrialPhase.Search, OfferedPerSecond = 200, StartedAt = default, Settle = default, Scored = TimeSpan.FromSeconds(1), Duration = TimeSpan.FromSeconds(1),
            Scheduled = 200, Due = 200, Sent = 200, ScoredRequests = 200, PlannedScoredRequests = 200, Errors = 0, Late = 0,
        };
        return new SearchResult
        {
            Unit = RateUnit.Iterations, Trials = [new JudgedTrial(record, TrialOutcome.Pass, null)],
            BreakingPoint = new BreakingPoint { Status = SearchStatus.Found, RatePerSecond = 212, Interval = new Interval(198, 225) },
        };
    }
}
