using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Load;
using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Diagnosis;

public sealed class CostReaderTests
{
    [Fact]
    public void Read_PassingTrials_GivesMedianAndSpreadPerRequest()
    {
        var cost = CostReader.Read(Search(Trial(10, 0.10), Trial(20, 0.11), Trial(30, 0.40)), Log());
        cost.CpuMillisecondsPerRequest.ShouldNotBeNull().ShouldBe(0.55, 1e-9);
        cost.CpuSpread.ShouldNotBeNull().ShouldBe(1.4826 * 0.05 / 0.55, 1e-6);
        cost.AllocatedBytesPerRequest.ShouldNotBeNull().ShouldBe(5000, 1e-6);
        cost.AllocatedSpread.ShouldNotBeNull().ShouldBe(0, 1e-9);
        cost.Windows.ShouldBe(3);
    }

    [Fact]
    public void Read_FailedOrTinyTrials_CountForNothing()
    {
        var failed = new JudgedTrial(Trial(10, 0.1), TrialOutcome.Fail, ViolationKind.Latency);
        var tiny = new JudgedTrial(Trial(20, 0.1) with { ScoredRequests = 5 }, TrialOutcome.Pass, null);
        var cost = CostReader.Read(Search() with { Trials = [failed, tiny] }, Log());
        cost.ShouldBe(new RequestCost(null, null, null, null, 0));
    }

    [Fact]
    public void Read_NoSignals_LeavesAllocationUnmeasured() =>
        CostReader.Read(Search(Trial(10, 0.10)), SignalLog.Empty).ShouldBe(new RequestCost(0.5, null, null, null, 1));

    private static SearchResult Search(params TrialRecord[] passed) => new()
    {
        BreakingPoint = new BreakingPoint { Status = SearchStatus.Found },
        Trials = [.. passed.Select(t => new JudgedTrial(t, TrialOutcome.Pass, null))],
    };

    private static TrialRecord Trial(double start, double cpuCores) => new()
    {
        Phase = TrialPhase.Search, OfferedPerSecond = 200, CompletedPerSecond = 200, StartedAt = TimeSpan.FromSeconds(start), Settle = TimeSpan.FromSeconds(0.5),
        Scored = TimeSpan.FromSeconds(4), Duration = TimeSpan.FromSeconds(5), Scheduled = 900, Due = 900, Sent = 900, ScoredRequests = 800, PlannedScoredRequests = 800,
        Errors = 0, Late = 0, Surroundings = new TrialSurroundings { TargetCpuCores = cpuCores },
    };

    private static SignalLog Log() => new(
        [new SignalSeries("dotnet.gc.heap.total_allocated", "By", null,
            [.. Enumerable.Range(0, 80).Select(i => new SignalPoint(TimeSpan.FromSeconds(i * 0.5), 1_000_000))])], []);
}
