using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Diagnosis;

public sealed class DiagnoserTests
{
    public static TheoryData<string> Causes() => [.. Scenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Diagnose_RunWithOneCause_NamesItFirst(string cause)
    {
        var result = Scenarios.All[cause].Diagnose();
        result.Cause.ShouldBe(cause, Describe(result));
        result.Ranked[0].Cause.ShouldBe(cause);
        result.Ranked.Sum(r => r.Confidence).ShouldBe(1, 0.01);
        result.Calibrated.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Diagnose_AnyRun_NumbersEvidenceInOrderAndCitesOnlyWhatIsThere(string cause)
    {
        var result = Scenarios.All[cause].Diagnose();
        result.Evidence.Select(e => e.Id).ShouldBe(Enumerable.Range(1, result.Evidence.Length).Select(i => $"E{i}"));
        result.Ranked.SelectMany(r => r.Evidence.Concat(r.Contradictions)).ShouldBeSubsetOf(result.Evidence.Select(e => e.Id));
        if (cause != CauseIds.Unknown) result.Ranked[0].Evidence.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Diagnose_AnySignalsMissing_NamesNoOtherCause(string cause)
    {
        var scenario = Scenarios.All[cause];
        var names = scenario.Signals.Select(s => s.Name).Distinct().ToArray();
        var chance = new Random(7);
        for (var round = 0; round < 80; round++)
        {
            var thinned = names.Where(_ => chance.Next(3) == 0).Aggregate(scenario, (s, name) => s.Without(name));
            var result = thinned.Diagnose();
            // Collecting garbage burns CPU: who cannot see the collector rightly sees a target at its CPU limit.
            string[] right = cause == CauseIds.GcPressure ? [cause, CauseIds.Unknown, CauseIds.CpuSaturation] : [cause, CauseIds.Unknown];
            result.Cause.ShouldBeOneOf(right, $"without {string.Join(", ", names.Except(thinned.Signals.Select(s => s.Name)))}: {Describe(result)}");
        }
    }

    [Fact]
    public void Diagnose_NoSignalsAtAll_LeavesTheClientsView()
    {
        var scenario = Scenarios.QueueOverflow;
        Diagnoser.Diagnose(scenario.Search(), SignalLog.Empty, scenario.Plan).Cause.ShouldBe(CauseIds.QueueOverflow);
        scenario = Scenarios.Traceless;
        Diagnoser.Diagnose(scenario.Search(), SignalLog.Empty, scenario.Plan).Cause.ShouldBe(CauseIds.Unknown);
    }

    [Fact]
    public void Diagnose_NothingBroke_HasNoCauseAndPassesOnWhatIsMissing()
    {
        var search = new SearchResult { BreakingPoint = new BreakingPoint { Status = SearchStatus.NotReached }, Trials = [] };
        var result = Diagnoser.Diagnose(search, new SignalLog([], [new MissingSignal("event-pipe", "none")]), Scenarios.Traceless.Plan);
        result.Cause.ShouldBeNull();
        result.Missing.ShouldHaveSingleItem().Reason.ShouldBe("none");
    }

    [Fact]
    public void Diagnose_StarvedPoolOnAFullMachine_IsCpuSaturation() =>
        (Scenarios.ThreadPoolStarvation with { TargetCpu = 1.4, GeneratorCpu = 0.5, ThirdCpu = 0.05 }).Diagnose().Cause.ShouldNotBe(CauseIds.ThreadPoolStarvation);

    [Fact]
    public void Diagnose_ContendedLockOnAFullMachine_IsNotTheLock() =>
        (Scenarios.LockContention with { TargetCpu = 1.4, GeneratorCpu = 0.5, ThirdCpu = 0.05 }).Diagnose().Cause.ShouldNotBe(CauseIds.LockContention);

    [Fact]
    public void Diagnose_ThreadsPileUpBehindALock_IsTheLockNotThePool()
    {
        var result = Scenarios.Replace(Scenarios.LockContention, "dotnet.thread_pool.thread.count", 4, 40).Diagnose();
        result.Cause.ShouldBe(CauseIds.LockContention);
        result.Ranked.First(r => r.Cause == CauseIds.ThreadPoolStarvation).Confidence.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void Diagnose_LockAroundIoWhoseWaitersNeverGetIt_IsTheLock()
    {
        // Waits are counted when they end; a lock held for seconds shows in the contentions alone.
        var result = Scenarios.Replace(Scenarios.LockContention, "dotnet.monitor.waiting_threads", 0, 0.02).Diagnose();
        result.Cause.ShouldBe(CauseIds.LockContention);
    }

    [Fact]
    public void Diagnose_ExceptionsThatAHealthyTargetThrowsToo_AreNotTheCause()
    {
        var habit = Scenarios.ThreadPoolStarvation.With("dotnet.exceptions", 40, 15, "CacheMissException", "{exception}");
        habit.Diagnose().Cause.ShouldBe(CauseIds.ThreadPoolStarvation);
    }

    [Fact]
    public void Diagnose_RejectionsAmongLateRequests_AreNotQueueOverflow() =>
        (Scenarios.Traceless with { Errors = Scenarios.QueueOverflow.Errors.SetItem("http-503", 20) }).Diagnose().Cause.ShouldBe(CauseIds.Unknown);

    [Fact]
    public void Diagnose_OtherProcessesFillTheMachine_IsNotCpuSaturation() =>
        (Scenarios.Traceless with { TargetCpu = 0.15, GeneratorCpu = 0.2, ThirdCpu = 1.6 }).Diagnose().Cause.ShouldBe(CauseIds.Unknown);

    [Fact]
    public void Diagnose_CrowdedMachineWithReadyThreads_IsCpuSaturation() =>
        (Scenarios.CpuSaturation with { TargetCpu = 0.3, GeneratorCpu = 0.15, ThirdCpu = 1.5 }).With(SignalNames.ProcessCpuWait, 0.8, 4.8, unit: "{thread}")
            .Diagnose().Cause.ShouldBe(CauseIds.CpuSaturation);

    [Fact]
    public void Diagnose_CrowdedMachineWithBlockedPool_IsStarvation() =>
        (Scenarios.ThreadPoolStarvation with { TargetCpu = 0.1, GeneratorCpu = 0.15, ThirdCpu = 1.7 }).With(SignalNames.ProcessCpuWait, 0.6, 0.8, unit: "{thread}")
            .Diagnose().Cause.ShouldBe(CauseIds.ThreadPoolStarvation);

    [Fact]
    public void Diagnose_PoolWithIdleConnections_IsNotExhausted() =>
        Scenarios.Replace(Scenarios.ConnectionPoolExhaustion, "db.client.connections.usage", 8, 8, "orders idle").Diagnose().Cause.ShouldNotBe(CauseIds.ConnectionPoolExhaustion);

    [Fact]
    public void Diagnose_HeapThatComesBack_IsNoLeak() => (Scenarios.MemoryLeak with { Lasting = null }).Diagnose().Cause.ShouldBe(CauseIds.Unknown);

    [Fact]
    public void Diagnose_MetastableRun_SaysSo() => (Scenarios.ThreadPoolStarvation with { Recovery = RecoveryOutcome.Metastable }).Diagnose().Metastable.ShouldBeTrue();

    [Fact]
    public void Diagnose_ExceptionOnset_NamesTheTypeThatRose()
    {
        var evidence = Scenarios.ExceptionOnset.Diagnose().Evidence.First(e => e.Signal == "dotnet.exceptions/request");
        evidence.Where.ShouldBe("InvalidOperationException");
        evidence.AtSeconds.ShouldNotBeNull().ShouldBe(20.5, 0.01);
    }

    [Fact]
    public void Diagnose_Starvation_NamesTheRouteThatBroke() =>
        Scenarios.ThreadPoolStarvation.Diagnose().Evidence.First(e => e.Signal == "dotnet.thread_pool.queue.length").Where.ShouldBe("GET /items/{id}");

    private static string Describe(DiagnosisResult result) =>
        string.Join("; ", result.Ranked.Take(4).Select(r => $"{r.Cause} {r.Confidence} +{string.Join(' ', r.Evidence)} -{string.Join(' ', r.Contradictions)}"))
        + " | " + string.Join("; ", result.Evidence.Select(e => $"{e.Id} {e.Signal} {e.Healthy}->{e.AtBreak}"));
}
