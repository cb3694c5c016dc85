using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Load;

public sealed class GeneratorVetoesTests
{
    private static readonly TimeSpan T = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(1.25, 4, "check", "completion-delay")]
    [InlineData(1.25, 6, "check", "")]
    [InlineData(1.25, 4, "http-500", "")]
    [InlineData(null, 4, "check", "")]
    public void Judge_CheckOfFewMilliseconds_TrustsOnlyAsMuchDelayAsItAllows(double? delay, double allowed, string error, string expected)
    {
        var healthy = Healthy();
        var trial = healthy with { ErrorKinds = [new(error, 20, "took 4.1 ms", default)], Health = healthy.Health with { CompletionDelayP99 = delay is { } ms ? Ms(ms) : null } };
        string.Join(" ", GeneratorVetoes.Judge(trial, T, new(null, false), Ms(allowed)).Select(v => v.Reason)).ShouldBe(expected);
    }

    /// <summary>Change of a healthy trial → reasons expected. T = 250 ms: lag limit 12.5 ms, heartbeat 50 ms, GC 25 ms, completion 12.5 ms.</summary>
    public static TheoryData<string, TrialRecord, string> Cases()
    {
        var healthy = Healthy();
        var at = new TrialSurroundings { TargetAtItsCpuLimit = true, Cores = 2 };
        return new()
        {
            { "healthy", healthy, "" },
            { "nothing measured", healthy with { Health = new(), Surroundings = TrialSurroundings.Unknown }, "" },
            { "lag at the limit", healthy with { Health = healthy.Health with { SendLagP99 = Ms(12.5) } }, "" },
            { "lag above", healthy with { Health = healthy.Health with { SendLagP99 = Ms(12.6) } }, "send-lag" },
            { "heartbeat at", healthy with { Health = healthy.Health with { LongestHeartbeatGap = Ms(50) } }, "" },
            { "heartbeat above", healthy with { Health = healthy.Health with { LongestHeartbeatGap = Ms(51) } }, "heartbeat" },
            { "completion above", healthy with { Health = healthy.Health with { CompletionDelayP99 = Ms(13) } }, "completion-delay" },
            { "all three, target at its limit", healthy with
                { Surroundings = at, Health = healthy.Health with { SendLagP99 = Ms(90), LongestHeartbeatGap = Ms(90), CompletionDelayP99 = Ms(90) } }, "" },
            { "lag, target keeps the CPU busy", healthy with { Surroundings = new() { TargetKeepsTheCpuBusy = true }, Health = healthy.Health with { SendLagP99 = Ms(25) } }, "" },
            { "more lag, target keeps the CPU busy", healthy with { Surroundings = new() { TargetKeepsTheCpuBusy = true }, Health = healthy.Health with { SendLagP99 = Ms(26) } }, "send-lag" },
            { "gc above", healthy with { Health = healthy.Health with { LongestGcPause = Ms(26) } }, "gc-pause" },
            { "gc above in the sweep", healthy with { Phase = TrialPhase.Sweep, Health = healthy.Health with { LongestGcPause = Ms(26) } }, "" },
            { "gc above, target at its limit", healthy with { Surroundings = at, Health = healthy.Health with { LongestGcPause = Ms(26) } }, "gc-pause" },
            { "little", healthy with { Health = healthy.Health with { LittlesLawDeviation = 0.051 } }, "littles-law" },
            { "sent too few", healthy with { Sent = 999 }, "sent-count" },
            { "sent too few, target died", healthy with { Sent = 999, TargetDied = true }, "" },
            { "cap", healthy with { Sent = 900, Health = healthy.Health with { InFlightCapReached = true, OldestAtCap = Ms(499) } }, "in-flight-cap" },
            { "cap, target does not answer", healthy with { Sent = 900, Health = healthy.Health with { InFlightCapReached = true, OldestAtCap = Ms(501) } }, "" },
            { "no ports left", healthy with { ErrorKinds = [new("refused", 5, "x", default), new("no-address", 1, "GET /a: …", default)] }, "no-address" },
            { "steal", healthy with { Surroundings = new() { StealShare = 0.021 } }, "steal" },
            { "third processes", healthy with { Surroundings = new() { Cores = 2, ThirdProcessCpuCores = 0.21 } }, "third-processes" },
            { "third processes within", healthy with { Surroundings = new() { Cores = 2, ThirdProcessCpuCores = 0.2 } }, "" },
            { "third processes, target at its limit", healthy with { Surroundings = at with { ThirdProcessCpuCores = 0.5 } }, "third-processes" },
            { "full machine, target sleeps", healthy with { Surroundings = Beside(third: 1.9, target: 0.03, waiting: 0.26) }, "" },
            { "full machine, target waits for a core", healthy with { Surroundings = Beside(third: 1.45, target: 0.48, waiting: 0.9) }, "third-processes" },
            { "full machine, one thread of the target is served two thirds", healthy with { Surroundings = Beside(third: 1.2, target: 0.67, waiting: 0.33) }, "third-processes" },
            { "other cores are busy, target gets its own", healthy with { Surroundings = Beside(third: 0.9, target: 1, waiting: 0.1) }, "" },
            { "target waits for itself alone", healthy with { Surroundings = Beside(third: 0.1, target: 1.3, waiting: 4) with { TargetAtItsCpuLimit = true } }, "" },
            { "all three, target at the limit of its own cores", healthy with
                { Surroundings = at with { TargetCores = 1 }, Health = healthy.Health with { SendLagP99 = Ms(90), LongestHeartbeatGap = Ms(90), CompletionDelayP99 = Ms(90) } },
                "send-lag,heartbeat,completion-delay" },
            { "lag, target keeps its own cores busy", healthy with
                { Surroundings = new() { TargetKeepsTheCpuBusy = true, TargetCores = 1 }, Health = healthy.Health with { SendLagP99 = Ms(13) } }, "send-lag" },
            { "generator throttled beside an idle target", healthy with
                { Surroundings = Beside(third: 0.05, target: 0.05, waiting: 0), Health = healthy.Health with { SendLagP99 = Ms(80), LongestHeartbeatGap = Ms(95) } }, "send-lag,heartbeat" },
            { "few ports left", healthy with { Health = healthy.Health with { PortsLeft = new(1_400, 28_232) } }, "ports" },
            { "ports left", healthy with { Health = healthy.Health with { PortsLeft = new(1_412, 28_232) } }, "" },
            { "few descriptors left", healthy with { Health = healthy.Health with { DescriptorsLeft = new(51, 1_024) } }, "descriptors" },
            { "gaps far from the schedule's", healthy with { Health = healthy.Health with { SendGapDistance = 0.9 } }, "" },
            { "above own limit", healthy with { OfferedPerSecond = 7001 }, "generator-limit" },
            { "closed above own limit", healthy with { OfferedPerSecond = null, CompletedPerSecond = 7001 }, "generator-limit" },
        };
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Judge_Trial_GivesExactlyTheVetoesOfTheTable(string what, TrialRecord trial, string reasons) =>
        string.Join(',', GeneratorVetoes.Judge(trial, T, new(10_000, false)).Select(v => v.Reason)).ShouldBe(reasons, what);

    [Theory]
    [InlineData(false, "send-lag")]
    [InlineData(true, "")]
    public void Judge_TightLimit_FallsBackToTheFloorOfTheHost(bool noisy, string reasons)
    {
        var trial = Healthy() with { Health = new() { SendLagP99 = Ms(3), LongestHeartbeatGap = Ms(29), CompletionDelayP99 = Ms(9) } };
        string.Join(',', GeneratorVetoes.Judge(trial, Ms(20), new(null, noisy)).Select(v => v.Reason)).ShouldBe(reasons);
    }

    [Fact]
    public void Judge_Veto_SaysValueAndLimit()
    {
        var trial = Healthy() with { Health = new() { SendLagP99 = Ms(20) } };
        GeneratorVetoes.Judge(trial, T, new(null, false)).ShouldHaveSingleItem().Text.ShouldBe("requests were sent late: send lag p99 20.0 ms, limit 12.5 ms");
    }

    private static TrialSurroundings Beside(double third, double target, double waiting) =>
        new() { Cores = 2, ThirdProcessCpuCores = third, TargetCpuCores = target, TargetWaitingThreads = waiting };

    private static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    private static TrialRecord Healthy() => new()
    {
        Phase = TrialPhase.Search, OfferedPerSecond = 400, StartedAt = default, Settle = default, Scored = TimeSpan.FromSeconds(2.4), Duration = default,
        Scheduled = 1000, Due = 1000, Sent = 1000, ScoredRequests = 800, PlannedScoredRequests = 800, Errors = 0, Late = 0, CompletedPerSecond = 400,
        Health = new() { SendLagP99 = Ms(0.1), LongestHeartbeatGap = Ms(11), LongestGcPause = Ms(1), CompletionDelayP99 = Ms(0.2), LittlesLawDeviation = 0.01 },
        Surroundings = new() { Cores = 2, ThirdProcessCpuCores = 0.05, StealShare = 0 },
    };
}
