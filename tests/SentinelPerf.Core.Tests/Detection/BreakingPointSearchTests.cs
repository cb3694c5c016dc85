using SentinelPerf.Core.Tests.Simulation;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Detection;

public sealed class BreakingPointSearchTests
{
    private static readonly Objective Standard = new() { Latency = TimeSpan.FromMilliseconds(250) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<SearchResult> SearchAsync(SimulatedRunner runner, double budget = 90, Objective? objective = null, double? gate = null, ulong seed = 1, IProgress<ProgressEvent>? progress = null, CancellationToken? cancel = null) =>
        BreakingPointSearch.RunAsync(runner, objective ?? Standard, new SearchOptions { Budget = TimeSpan.FromSeconds(budget), Seed = seed, GateRatePerSecond = gate }, progress ?? new Silence(), cancel ?? Cancel);

    [Theory]
    [InlineData(90)]
    [InlineData(60)]
    [InlineData(30)]
    public async Task RunAsync_PoolOfKnownCapacity_FindsItWithinTenPercent(double budget)
    {
        var server = StudyServer.Fitted[0];
        var runner = new SimulatedRunner(server.Make(1));
        var result = await SearchAsync(runner, budget);
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Found);
        result.BreakingPoint.RatePerSecond!.Value.ShouldBe(server.Truth, 0.1 * server.Truth);
        result.BreakingPoint.Interval!.Value.RelativeWidth.ShouldBeLessThan(0.2);
        result.BreakingPoint.FirstViolation!.Kind.ShouldBe(ViolationKind.Latency);
        runner.Now.TotalSeconds.ShouldBeLessThan(budget + 1);
    }

    [Fact]
    public async Task RunAsync_SameSeed_GivesTheSameResult()
    {
        var first = await SearchAsync(new SimulatedRunner(StudyServer.Fitted[4].Make(3)));
        var second = await SearchAsync(new SimulatedRunner(StudyServer.Fitted[4].Make(3)));
        second.BreakingPoint.RatePerSecond.ShouldBe(first.BreakingPoint.RatePerSecond);
        second.Trials.Length.ShouldBe(first.Trials.Length);
    }

    [Fact]
    public async Task RunAsync_AnyServer_NeverOffersMoreThanOneAndAHalfTimesSaturation()
    {
        foreach (var server in StudyServer.Fitted.Concat(StudyServer.Held))
        {
            var runner = new SimulatedRunner(server.Make(2));
            var result = await SearchAsync(runner, objective: server.Objective);
            if (result.SaturationPerSecond is { } saturation) runner.HighestOffered.ShouldBeLessThanOrEqualTo(saturation * 1.5 + 1e-6, server.Name);
        }
    }

    [Fact]
    public async Task RunAsync_NoLatencyLimit_DerivesItFromTheHealthyState()
    {
        var result = await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.02, 1)), objective: new Objective());
        result.LatencyLimitDerived.ShouldBeTrue();
        result.LatencyLimit.ShouldBe(TimeSpan.FromMilliseconds(203), TimeSpan.FromMilliseconds(1));
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Found);
    }

    [Fact]
    public async Task RunAsync_TargetFailsAtAnyRate_IsInconclusiveNeverHealthy()
    {
        var result = await SearchAsync(new SimulatedRunner(new NeverHealthyServer(1)));
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Inconclusive);
        result.BreakingPoint.Reasons[0].Id.ShouldBe("never-healthy");
        result.BreakingPoint.RatePerSecond.ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_AloneSlowerThanTheLimit_IsInconclusiveNeverHealthy()
    {
        var result = await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.3, 1)));
        result.BreakingPoint.Reasons[0].Id.ShouldBe("never-healthy");
        result.BreakingPoint.Reasons[0].Text.ShouldContain("300 ms");
    }

    [Fact]
    public async Task RunAsync_HighestRateAllowedHolds_IsNotReachedUpToIt()
    {
        var runner = new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { MaxRatePerSecond = 200 };
        var point = (await SearchAsync(runner)).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.NotReached);
        point.TestedUpToPerSecond.ShouldBe(200);
        point.Reasons[0].Id.ShouldBe("max-rate");
        point.RatePerSecond.ShouldBeNull();
        runner.HighestOffered.ShouldBeLessThanOrEqualTo(200);
        runner.HighestClosedThroughput.ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public async Task RunAsync_LowMaxRateOnAFastTarget_NeverPassesItEvenInWarmUp()
    {
        var runner = new SimulatedRunner(new PoolServer(4, _ => 0.001, 1)) { MaxRatePerSecond = 100 };
        (await SearchAsync(runner)).BreakingPoint.Status.ShouldBe(SearchStatus.NotReached);
        runner.HighestOffered.ShouldBeLessThanOrEqualTo(100);
        runner.HighestClosedThroughput.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_TargetSoFastThatFourInFlightMightOutrunTheGenerator_IsSweptAllTheSame()
    {
        // One in flight gets 10,000/s, so four might get 40,000/s; they get 12,000/s.
        var runner = new SimulatedRunner(new PoolServer(1, _ => 1 / 12_000.0, 1)) { LimitIsTheGenerators = true };
        var result = await SearchAsync(runner);
        result.SaturationPerSecond!.Value.ShouldBe(12_000, 600);
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Found);
        runner.HighestOffered.ShouldBeLessThan(1.6 * 12_000);
    }

    [Fact]
    public async Task RunAsync_GeneratorFailsBelowTheBreak_IsGeneratorLimited()
    {
        var point = (await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { VetoAbove = 250 })).BreakingPoint;
        point.Status.ShouldNotBe(SearchStatus.Found);
        point.RatePerSecond.ShouldBeNull();
        if (point.Status == SearchStatus.Inconclusive) point.Reasons[0].Id.ShouldBe("generator-limited");
        else point.TestedUpToPerSecond!.Value.ShouldBeLessThanOrEqualTo(250);
    }

    [Fact]
    public async Task RunAsync_MachineSpoilsMostTrials_IsInconclusive()
    {
        var point = (await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { VetoChance = 0.6 })).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Inconclusive);
        point.Reasons[0].Id.ShouldBeOneOf("too-many-voids", "generator-limited");
    }

    [Fact]
    public async Task RunAsync_OtherProcessesSpoilEveryTrial_BlamesTheMachineAndNotTheGenerator()
    {
        var point = (await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { VetoChance = 1, VetoReason = "third-processes" })).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Inconclusive);
        point.Reasons[0].Id.ShouldBe("too-many-voids");
    }

    [Fact]
    public async Task RunAsync_OthersBusyForSixSeconds_WaitsForThemAndFindsTheBreak()
    {
        var result = await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { VetoWithin = (14, 20), VetoReason = "third-processes" });
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Found);
        result.BreakingPoint.RatePerSecond!.Value.ShouldBe(390, 20);
        result.Trials.Count(t => t.Outcome == TrialOutcome.Void).ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task RunAsync_NowAndThenASpoiledTrial_RepeatsItAndFindsTheBreak()
    {
        var result = await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { VetoChance = 0.1 }, seed: 4);
        result.Trials.ShouldContain(t => t.Outcome == TrialOutcome.Void);
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_TargetDiesUnderLoad_IsFoundBelowTheCrash(bool canRestart)
    {
        var runner = new SimulatedRunner(new CrashServer(4, 0.005, 500, 1)) { CanRestart = canRestart };
        var point = (await SearchAsync(runner)).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Found);
        point.Crashed.ShouldBeTrue();
        point.Interval!.Value.Low.ShouldBeLessThanOrEqualTo(505);
        point.Interval.Value.High.ShouldBeGreaterThan(450);
        point.Reasons.ShouldContain(r => r.Id == "target-died");
        point.Reasons.Any(r => r.Code == DiagnosticCodes.CrashNotReplicated.Code).ShouldBe(!canRestart);
        if (canRestart) point.Interval.Value.RelativeWidth.ShouldBeLessThan(0.15);
    }

    [Fact]
    public async Task RunAsync_BandThatFailsBelowRatesThatPass_ReportsTheFirstBreak()
    {
        var point = (await SearchAsync(new SimulatedRunner(new BandServer(8, 0.01, 360, 480, 0.4, 1)))).BreakingPoint;
        point.NonMonotone.ShouldBeTrue();
        point.Status.ShouldBe(SearchStatus.Found);
        // The band starts at 360/s, and what chance adds in half a second reaches it from about 310/s on.
        point.RatePerSecond!.Value.ShouldBeInRange(280, 370);
    }

    [Theory]
    [InlineData(false, RecoveryOutcome.Recovered)]
    [InlineData(true, RecoveryOutcome.Metastable)]
    public async Task RunAsync_AfterOverload_TellsARetryStormFromABacklog(bool storm, RecoveryOutcome expected)
    {
        SimulatedServer server = storm ? new RetryStormServer(4, 0.01, 0.3, 3, 1) : new PoolServer(4, _ => 0.01, 1);
        (await SearchAsync(new SimulatedRunner(server))).BreakingPoint.Recovery.ShouldBe(expected);
    }

    [Fact]
    public async Task RunAsync_SlowForGoodAfterOverload_IsAPersistentFailure()
    {
        var point = (await SearchAsync(new SimulatedRunner(new WreckedServer(4, 0.01, 0.6, 4, 1)))).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Found);
        point.Recovery.ShouldBe(RecoveryOutcome.PersistentFailure);
    }

    [Fact]
    public async Task RunAsync_SlowTarget_TakesLongerTrialsAndNeverJudgesByOneRequest()
    {
        var result = await SearchAsync(new SimulatedRunner(new PoolServer(2, _ => 0.1, 1)), objective: new Objective { Latency = TimeSpan.FromSeconds(1) });
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Found);
        result.BreakingPoint.RatePerSecond!.Value.ShouldBeInRange(16, 20.5);
        result.Trials.Where(t => t.Record.Phase == TrialPhase.Search && t.Outcome == TrialOutcome.Fail).ShouldAllBe(t => t.Record.Bad >= 3);
    }

    [Fact]
    public async Task RunAsync_RateLimiterFasterThanOneInFlight_IsHealthyAndFound()
    {
        var point = (await SearchAsync(new SimulatedRunner(new TokenBucketServer(200, 20, 1)))).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Found);
        point.FirstViolation!.Kind.ShouldBe(ViolationKind.ErrorRate);
        point.RatePerSecond!.Value.ShouldBeInRange(175, 210);
    }

    [Fact]
    public async Task RunAsync_Cancelled_KeepsWhatWasMeasured()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var runner = new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { BeforeTrial = n => { if (n == 9) source.Cancel(); } };
        var result = await SearchAsync(runner, cancel: source.Token);
        result.BreakingPoint.Status.ShouldBe(SearchStatus.Inconclusive);
        result.BreakingPoint.Reasons[0].Id.ShouldBe("cancelled");
        result.Trials.Length.ShouldBe(9);
        result.Healthy.ShouldNotBeNull();
    }

    [Fact]
    public async Task RunAsync_HighestRateAllowedIsTooSlowToTell_IsInconclusive()
    {
        var point = (await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { MaxRatePerSecond = 2 })).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Inconclusive);
        point.Reasons[0].Id.ShouldBe("too-few-samples");
    }

    [Fact]
    public async Task RunAsync_CancelledBeforeAnyTrial_Throws()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var runner = new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { BeforeTrial = _ => source.Cancel() };
        await Should.ThrowAsync<OperationCanceledException>(() => SearchAsync(runner, cancel: source.Token));
    }

    [Fact]
    public async Task RunAsync_GateInsideTheInterval_SearchesOnOnceForAThirdOfTheBudget()
    {
        var server = StudyServer.Fitted[5];
        var plain = await SearchAsync(new SimulatedRunner(server.Make(1)));
        var runner = new SimulatedRunner(server.Make(1));
        var gated = await SearchAsync(runner, gate: plain.BreakingPoint.RatePerSecond);
        plain.Extended.ShouldBeFalse();
        gated.Extended.ShouldBeTrue();
        gated.Trials.Count(t => t.Record.Phase == TrialPhase.Search).ShouldBeGreaterThan(plain.Trials.Count(t => t.Record.Phase == TrialPhase.Search));
        runner.Now.TotalSeconds.ShouldBeLessThan(90 * 4 / 3.0 + 2);
    }

    [Fact]
    public async Task RunAsync_NothingIsEverScored_ClaimsNothing()
    {
        var point = (await SearchAsync(new SimulatedRunner(new PoolServer(4, _ => 0.01, 1)) { ScoresNothing = true })).BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Inconclusive);
        point.RatePerSecond.ShouldBeNull();
        point.TestedUpToPerSecond.ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_EachTrial_IsReportedInWordsWithTheIntervalKnown()
    {
        var lines = new Lines();
        var result = await SearchAsync(new SimulatedRunner(StudyServer.Fitted[0].Make(1)), progress: lines);
        lines.Events.Count(e => e.OfferedPerSecond is not null || e.InFlight is not null).ShouldBeGreaterThanOrEqualTo(result.Trials.Length);
        lines.Events.ShouldContain(e => e.Phase == "search" && e.Text.StartsWith("FAIL") && e.Text.Contains("% late") && e.OfferedPerSecond > 0 && e.P99 != null && e.LowPerSecond > 0);
        lines.Events.Last(e => e.Phase == "confirm").LowPerSecond.ShouldNotBeNull();
    }

    private sealed class Lines : IProgress<ProgressEvent>
    {
        public List<ProgressEvent> Events { get; } = [];

        public void Report(ProgressEvent value) => Events.Add(value);
    }

    private sealed class Silence : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) { }
    }
}
