using System.Collections.Immutable;
using SentinelPerf.Core.Tests.Simulation;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Detection;

/// <summary>Load, soak, spike and stress against servers of known capacity: a pool of 4 × 10 ms sustains 390/s of 400.</summary>
public sealed class LoadTestsTests
{
    private static readonly Objective Standard = new() { Latency = TimeSpan.FromMilliseconds(250) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static PoolServer Pool(ulong seed = 1) => new(4, _ => 0.010, seed);

    private static async Task<LoadTestSeries> RunAllAsync(SimulatedRunner runner, LoadTestOptions options, double end = 0, SearchResult? search = null, Func<SignalLog>? signals = null, Objective? objective = null, CancellationToken? cancel = null) =>
        await LoadTests.RunAsync(runner, objective ?? Standard, new LoadTestSetup
        {
            Tests = options, End = end > 0 ? TimeSpan.FromSeconds(end) : TestTimes.DefaultBudget(options), Signals = signals ?? (() => SignalLog.Empty),
        }, search, new Silence(), cancel ?? Cancel);

    private static async Task<LoadTestResult> RunAsync(LoadTestKind kind, SimulatedServer server, double? rate, double end = 0, Func<SimulatedServer, SimulatedRunner>? make = null, double factor = 2, Func<SignalLog>? signals = null) =>
        (await RunAllAsync(make?.Invoke(server) ?? new SimulatedRunner(server), new LoadTestOptions { Tests = [kind], RatePerSecond = rate, SpikeFactor = factor }, end, signals: signals)).Tests.ShouldHaveSingleItem();

    [Theory]
    [InlineData(200, TestOutcome.Pass)]
    [InlineData(360, TestOutcome.Pass)]
    [InlineData(440, TestOutcome.Fail)]
    [InlineData(3000, TestOutcome.Fail)]
    public async Task Load_RateBesideTheCapacity_PassesBelowAndFailsAbove(double rate, TestOutcome outcome)
    {
        var test = await RunAsync(LoadTestKind.Load, Pool(), rate);
        test.Outcome.ShouldBe(outcome);
        if (outcome == TestOutcome.Pass)
        {
            (test.HeldUpToPerSecond, test.FirstViolation, test.Reasons.IsEmpty).ShouldBe((rate, null, true));
        }
        else
        {
            test.FirstViolation!.Kind.ShouldBe(ViolationKind.Latency);
            (test.BrokeAtPerSecond, test.HeldUpToPerSecond).ShouldBe((rate, null));
            test.Reasons[0].Code.ShouldBe(DiagnosticCodes.TestMissedObjective.Code);
        }
    }

    [Fact]
    public async Task Load_ManySeeds_AreSelfConsistentAroundTheCapacity()
    {
        var (below, above) = (0, 0);
        for (ulong seed = 1; seed <= 40; seed++)
        {
            if ((await RunAsync(LoadTestKind.Load, Pool(seed), 0.93 * 390)).Outcome == TestOutcome.Pass) below++;
            if ((await RunAsync(LoadTestKind.Load, Pool(seed), 1.07 * 390)).Outcome == TestOutcome.Fail) above++;
        }
        below.ShouldBeGreaterThanOrEqualTo(39);
        above.ShouldBe(40);
    }

    [Fact]
    public async Task AnyTest_NoRateKnown_IsInconclusiveAndOffersNothing()
    {
        var result = await RunAllAsync(new SimulatedRunner(Pool()), new LoadTestOptions { Tests = [LoadTestKind.Load, LoadTestKind.Stress, LoadTestKind.Spike, LoadTestKind.Soak] });
        result.Tests.Length.ShouldBe(4);
        foreach (var test in result.Tests)
        {
            (test.Outcome, test.RatePerSecond).ShouldBe((TestOutcome.Inconclusive, null));
            test.Reasons.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.NoExpectedRate.Code);
            test.Trials.ShouldAllBe(t => t.Record.Phase == TrialPhase.WarmUp);
        }
    }

    [Fact]
    public async Task AnyTest_AfterASearch_GoesBySeventyPerCentOfTheLowEndAndRunsTheGentleFirst()
    {
        var runner = new SimulatedRunner(Pool());
        var search = await BreakingPointSearch.RunAsync(runner, Standard, new SearchOptions(), new Silence(), Cancel);
        var options = new LoadTestOptions { Tests = [LoadTestKind.Stress, LoadTestKind.Search, LoadTestKind.Spike, LoadTestKind.Soak, LoadTestKind.Load] };

        var result = await RunAllAsync(runner, options, end: runner.Now.TotalSeconds + 165, search: search);

        var peak = 0.7 * search.BreakingPoint.Interval!.Value.Low;
        result.Tests.Select(t => t.Kind).ShouldBe([LoadTestKind.Load, LoadTestKind.Soak, LoadTestKind.Spike, LoadTestKind.Stress]);
        result.Tests.ShouldAllBe(t => t.Outcome == TestOutcome.Pass);
        result.Tests.Select(t => Math.Round(t.RatePerSecond!.Value, 6)).ShouldBe(new[] { peak, peak, peak / 2, peak }.Select(r => Math.Round(r, 6)));
        result.Tests[2].HeldUpToPerSecond!.Value.ShouldBe(peak, 1e-6);
        var stress = result.Tests[3];
        stress.BrokeAtPerSecond!.Value.ShouldBeInRange(390, 1.3 * 390);
        stress.HeldUpToPerSecond!.Value.ShouldBeInRange(300, 400);
        runner.HighestOffered.ShouldBeLessThanOrEqualTo(1.5 * search.SaturationPerSecond!.Value + 1e-6);
        result.Tests.ShouldAllBe(t => t.Trials.All(r => r.Record.Phase != TrialPhase.WarmUp), "the search has warmed the target up");
    }

    [Fact]
    public async Task AnyTest_WithinItsBudget_EndsInTime()
    {
        foreach (var kind in Enum.GetValues<LoadTestKind>().Where(k => k != LoadTestKind.Search))
            foreach (var end in new[] { 40, 75, 200 })
            {
                var runner = new SimulatedRunner(Pool());
                await RunAllAsync(runner, new LoadTestOptions { Tests = [kind], RatePerSecond = 250 }, end);
                // A repetition of the last window, and drains, may go a little beyond.
                runner.Now.TotalSeconds.ShouldBeInRange(kind == LoadTestKind.Stress ? 20 : 0.6 * end, end + 4, $"{kind} with {end} s");
            }
    }

    [Fact]
    public async Task AnyTest_EveryTrialSpoiled_IsInconclusiveWhateverTheTargetDid()
    {
        foreach (var kind in Enum.GetValues<LoadTestKind>().Where(k => k != LoadTestKind.Search))
            foreach (var rate in new[] { 200.0, 1000 })
            {
                var test = await RunAsync(kind, Pool(), rate, make: s => new SimulatedRunner(s) { VetoAbove = 50 });
                test.Outcome.ShouldBe(TestOutcome.Inconclusive, $"{kind} at {rate}");
                test.Reasons[0].Code.ShouldBeOneOf(DiagnosticCodes.TooManyVoidTrials.Code, DiagnosticCodes.GeneratorLimited.Code);
            }
    }

    [Fact]
    public async Task Spike_SpoiledEachTime_LeavesTheTestAfterItItsTime()
    {
        // The spike offers 400/s and is spoiled; the steps up to 300/s are not.
        var runner = new SimulatedRunner(Pool()) { VetoAbove = 350, MaxRatePerSecond = 30_000 };
        var result = await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Spike, LoadTestKind.Stress], RatePerSecond = 200 }, end: 80);
        result.Tests.ShouldAllBe(t => t.Outcome == TestOutcome.Inconclusive && t.Reasons[0].Code == DiagnosticCodes.TooManyVoidTrials.Code);
        result.Tests[1].HeldUpToPerSecond.ShouldBe(300, "it had time for its steps, until they too were spoiled");
    }

    [Fact]
    public async Task AnyTest_NothingScored_NeverPasses()
    {
        var search = await BreakingPointSearch.RunAsync(new SimulatedRunner(Pool()), Standard, new SearchOptions(), new Silence(), Cancel);
        foreach (var kind in Enum.GetValues<LoadTestKind>().Where(k => k != LoadTestKind.Search))
        {
            var result = await RunAllAsync(new SimulatedRunner(Pool()) { ScoresNothing = true }, new LoadTestOptions { Tests = [kind], RatePerSecond = 200 }, search: search);
            result.Tests[0].Outcome.ShouldBe(TestOutcome.Inconclusive, kind.ToString());
        }
    }

    [Fact]
    public async Task Load_SomeWindowsSpoiled_IsJudgedByTheOthers()
    {
        var outcomes = new List<TestOutcome>();
        for (ulong seed = 1; seed <= 20; seed++) outcomes.Add((await RunAsync(LoadTestKind.Load, Pool(seed), 200, make: s => new SimulatedRunner(s) { VetoChance = 0.1 })).Outcome);
        outcomes.ShouldNotContain(TestOutcome.Fail);
        outcomes.Count(o => o == TestOutcome.Pass).ShouldBeGreaterThan(14);
    }

    [Fact]
    public async Task Load_RateAboveTheHighestAllowed_CannotPass()
    {
        var test = await RunAsync(LoadTestKind.Load, Pool(), 300, make: s => new SimulatedRunner(s) { MaxRatePerSecond = 100 });
        test.Outcome.ShouldBe(TestOutcome.Inconclusive);
        test.Reasons[0].Code.ShouldBe(DiagnosticCodes.TestRateNotOffered.Code);
        test.PeakPerSecond!.Value.ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public async Task Load_TooFewRequests_IsInconclusive()
    {
        var test = await RunAsync(LoadTestKind.Load, Pool(), 2, end: 40);
        test.Outcome.ShouldBe(TestOutcome.Inconclusive);
        test.Reasons[0].Code.ShouldBe(DiagnosticCodes.TooFewSamples.Code);
    }

    [Fact]
    public async Task AnyTest_NeverHealthyTarget_SaysSo()
    {
        var test = await RunAsync(LoadTestKind.Load, new NeverHealthyServer(1), 100);
        (test.Outcome, test.Reasons[0].Code).ShouldBe((TestOutcome.Inconclusive, DiagnosticCodes.NeverHealthy.Code));
    }

    [Fact]
    public async Task Stress_PoolOfKnownCapacity_SaysWhereItBrokeAndThatItRecovers()
    {
        var test = await RunAsync(LoadTestKind.Stress, Pool(), 195);
        (test.Outcome, test.Recovery).ShouldBe((TestOutcome.Pass, RecoveryOutcome.Recovered));
        (test.HeldUpToPerSecond!.Value, test.BrokeAtPerSecond!.Value).ShouldSatisfyAllConditions(r => r.Item1.ShouldBeInRange(195, 400), r => r.Item2.ShouldBeInRange(390, 600), r => (r.Item2 / r.Item1).ShouldBeLessThanOrEqualTo(1.501));
        test.FirstViolation!.OfferedPerSecond.ShouldBe(test.BrokeAtPerSecond.Value);
        test.Trials.Count(t => t.Outcome == TrialOutcome.Fail && t.Record.Phase == TrialPhase.Step).ShouldBe(2, "the break is replicated");
    }

    [Fact]
    public async Task Stress_ExpectedRateBreaks_Fails()
    {
        var test = await RunAsync(LoadTestKind.Stress, Pool(), 500);
        (test.Outcome, test.HeldUpToPerSecond).ShouldBe((TestOutcome.Fail, null));
        test.Reasons[0].Code.ShouldBe(DiagnosticCodes.TestMissedObjective.Code);
    }

    [Fact]
    public async Task Stress_HighestRateAllowedHolds_PassesAndSaysSo()
    {
        var test = await RunAsync(LoadTestKind.Stress, Pool(), 100, make: s => new SimulatedRunner(s) { MaxRatePerSecond = 300 });
        (test.Outcome, test.HeldUpToPerSecond, test.BrokeAtPerSecond).ShouldBe((TestOutcome.Pass, 300, null));
        test.Reasons.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.MaxRateReached.Code);
    }

    [Fact]
    public async Task Stress_TargetStaysBroken_Fails()
    {
        var storm = await RunAsync(LoadTestKind.Stress, new RetryStormServer(4, 0.010, 0.3, 5, 1), 195, end: 90);
        storm.Outcome.ShouldBe(TestOutcome.Fail, storm.Reasons.FirstOrDefault()?.Text);
        storm.Reasons[^1].Code.ShouldBe(DiagnosticCodes.TestNotRecovered.Code);
        var wrecked = await RunAsync(LoadTestKind.Stress, new WreckedServer(4, 0.010, 0.3, 10, 1), 195, end: 90);
        (wrecked.Outcome, wrecked.Recovery).ShouldBe((TestOutcome.Fail, RecoveryOutcome.PersistentFailure));
    }

    [Fact]
    public async Task Stress_ProcessEnds_FailsAndTheNextTestStartsItAgain()
    {
        var runner = new SimulatedRunner(new CrashServer(4, 0.010, 300, 1));
        var result = await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Spike, LoadTestKind.Stress], RatePerSecond = 200 });
        result.Tests.ShouldAllBe(t => t.Outcome == TestOutcome.Fail && t.Reasons[0].Code == DiagnosticCodes.TargetDiedUnderLoad.Code && t.FirstViolation != null);
        runner.Restarts.ShouldBe(1);
    }

    [Theory]
    [InlineData(150, 2, true)]
    [InlineData(100, 3.5, true)]
    [InlineData(150, 4, false)]
    public async Task Spike_BesideTheCapacity_HoldsBelowAndFailsAbove(double usual, double factor, bool holds)
    {
        var test = await RunAsync(LoadTestKind.Spike, Pool(), usual, end: 60, factor: factor);
        test.Outcome.ShouldBe(holds ? TestOutcome.Pass : TestOutcome.Fail, test.Reasons.FirstOrDefault()?.Text);
        test.Recovery.ShouldBe(RecoveryOutcome.Recovered);
        test.Offered.Select(o => o.PerSecond).ShouldBe([usual, factor * usual, usual]);
        test.Trials.Count(t => t.Record.Phase == TrialPhase.Step).ShouldBe(1);
        if (holds)
        {
            test.RecoveredAfter!.Value.TotalSeconds.ShouldBeLessThan(1);
            return;
        }
        // 200/s too many for 11 s are a backlog of 2,200, which 250/s of spare capacity take 9 s to serve.
        test.RecoveredAfter!.Value.TotalSeconds.ShouldBeInRange(6, 12);
        test.FirstViolation!.OfferedPerSecond.ShouldBe(600);
        test.FirstViolation.At.ShouldBeInRange(test.Offered[1].Window.From, test.Offered[1].Window.To);
        test.Trials[^1].Outcome.ShouldBe(TrialOutcome.Fail);
    }

    [Fact]
    public async Task Spike_TargetStaysBroken_Fails()
    {
        var test = await RunAsync(LoadTestKind.Spike, new WreckedServer(4, 0.010, 0.3, 10, 1), 150, end: 60, factor: 4);
        (test.Outcome, test.RecoveredAfter, test.Recovery).ShouldBe((TestOutcome.Fail, null, RecoveryOutcome.PersistentFailure));
        test.Reasons.Select(r => r.Code).ShouldBe([DiagnosticCodes.TestMissedObjective.Code, DiagnosticCodes.TestNotRecovered.Code]);
    }

    [Fact]
    public async Task Spike_UsualRateBreaks_BlamesThatAndNotTheSpike()
    {
        var test = await RunAsync(LoadTestKind.Spike, Pool(), 600, end: 60);
        test.Outcome.ShouldBe(TestOutcome.Fail);
        test.Reasons[0].Text.ShouldContain("even before the spike");
        test.BrokeAtPerSecond.ShouldBe(600);
    }

    [Fact]
    public async Task Soak_SteadyTarget_Passes()
    {
        var outcomes = new List<TestOutcome>();
        for (ulong seed = 1; seed <= 40; seed++) outcomes.Add((await RunAsync(LoadTestKind.Soak, new PoolServer(4, r => r.Exponential(0.010), seed) { Host = new NoisyHost(0.05, 0.8, 0.2, 0.03, seed) }, 380)).Outcome);
        outcomes.Count(o => o == TestOutcome.Pass).ShouldBeGreaterThanOrEqualTo(38);
    }

    [Fact]
    public async Task Soak_TargetThatSlowsDown_FailsByItsDrift()
    {
        // 270/s for a minute: each request makes the next a little slower, from 10 to 13 ms.
        var test = await RunAsync(LoadTestKind.Soak, new LeakServer(4, 0.010, 55_000, 1), 380);
        test.Outcome.ShouldBe(TestOutcome.Fail);
        test.Reasons[0].Code.ShouldBe(DiagnosticCodes.TestDrifted.Code);
        var drift = test.Drifts.First(d => d.Signal == "client.response.p50");
        (drift.To / drift.From).ShouldBeGreaterThan(1.2);
        test.FirstViolation.ShouldBeNull("the objective held all the time");
    }

    [Theory]
    [InlineData(400, 1.0, TestOutcome.Fail, true)]
    [InlineData(400, 0.15, TestOutcome.Inconclusive, false)]
    [InlineData(60, 1.0, TestOutcome.Pass, true)]
    public async Task Soak_MemoryThatGrows_FailsOnlyWhenItGrowsSteadilyForLong(double end, double timeConstantOfEnd, TestOutcome outcome, bool steady)
    {
        // Linear growth with a time constant of the whole soak and more; levelling off with a short one.
        double Memory(double at) => 200e6 + (timeConstantOfEnd >= 1 ? 200e6 * at / end : 200e6 * (1 - Math.Exp(-at / (timeConstantOfEnd * end))));
        var log = new SignalLog([new(SignalNames.ProcessMemory, "By", null, [.. Enumerable.Range(0, (int)end * 4).Select(i => new SignalPoint(TimeSpan.FromSeconds(i / 4.0), Memory(i / 4.0)))])], []);

        var test = await RunAsync(LoadTestKind.Soak, Pool(), 200, end, signals: () => log);

        test.Outcome.ShouldBe(outcome);
        test.Drifts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(d => d.Signal.ShouldBe(SignalNames.ProcessMemory), d => d.Steady.ShouldBe(steady));
        test.Reasons.ShouldContain(r => r.Code == DiagnosticCodes.TestDrifted.Code);
    }

    [Fact]
    public async Task AnyTest_Cancelled_KeepsWhatWasMeasured()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var runner = new SimulatedRunner(Pool()) { BeforeTrial = n => { if (n == 6) stop.Cancel(); } };
        var result = await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Load, LoadTestKind.Soak], RatePerSecond = 200 }, cancel: stop.Token);
        var test = result.Tests.ShouldHaveSingleItem();
        (test.Outcome, test.Reasons[0].Id).ShouldBe((TestOutcome.Inconclusive, "cancelled"));
        test.Trials.Length.ShouldBe(6);
    }

    [Fact]
    public async Task AnyTest_NoLatencyLimit_DerivesItFromTheHealthyState()
    {
        var result = await RunAllAsync(new SimulatedRunner(new PoolServer(4, _ => 0.02, 1)), new LoadTestOptions { Tests = [LoadTestKind.Load], RatePerSecond = 100 }, objective: new Objective());
        result.LatencyLimitDerived.ShouldBeTrue();
        result.LatencyLimit.ShouldBe(TimeSpan.FromMilliseconds(203), TimeSpan.FromMilliseconds(1));
        result.Tests[0].Outcome.ShouldBe(TestOutcome.Pass);
    }

    [Fact]
    public async Task Spike_LateAnswersThatComeAfterIt_StillBelongToIt()
    {
        // One request in 33 of the spike takes 8 s; the spike is shorter, so all of them come back in the clean stretch after it.
        var test = await RunAsync(LoadTestKind.Spike, new StragglerServer(4, 0.010, 150, 33, 8, 1), 100, end: 35);
        (test.Outcome, test.BrokeAtPerSecond, test.Recovery).ShouldBe((TestOutcome.Fail, 200, RecoveryOutcome.Recovered));
        test.Offered[1].Window.Length.TotalSeconds.ShouldBeLessThan(8);
        test.FirstViolation!.Kind.ShouldBe(ViolationKind.Latency);
        test.FirstViolation.Observed.ShouldBeGreaterThan(7000);
        test.FirstViolation.At.ShouldBeInRange(test.Offered[1].Window.From, test.Offered[1].Window.To);
    }

    [Fact]
    public async Task Spike_UsersWhoThinkLongerThanTheFirstStretch_IsReadFromASettledOne()
    {
        var (search, runner) = await AfterASearchAsync(think: 15);
        var test = (await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Spike], RatePerSecond = 150 }, runner.Now.TotalSeconds + 40, search)).Tests[0];
        (test.Outcome, test.Recovery).ShouldBe((TestOutcome.Pass, RecoveryOutcome.Recovered));
        test.Window!.Value.Length.TotalSeconds.ShouldBeLessThan(41);
    }

    [Fact]
    public async Task Spike_TimeThatIsOverBeforeAllIsSettled_IsInconclusive()
    {
        var (search, runner) = await AfterASearchAsync(think: 30);
        var test = (await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Spike], RatePerSecond = 150 }, runner.Now.TotalSeconds + 32, search)).Tests[0];
        (test.Outcome, test.Trials.Length, test.Reasons[0].Code).ShouldBe((TestOutcome.Inconclusive, 0, DiagnosticCodes.BudgetSpent.Code));
    }

    [Fact]
    public async Task Spike_HardlyAnyRequest_IsInconclusive()
    {
        foreach (var rate in new[] { 0.05, 0.2, 2 })
        {
            var test = await RunAsync(LoadTestKind.Spike, Pool(), rate, end: 60);
            (test.Outcome, test.Reasons[0].Code).ShouldBe((TestOutcome.Inconclusive, DiagnosticCodes.TooFewSamples.Code), $"at {rate}/s");
        }
    }

    [Fact]
    public async Task Stress_SpoiledAfterACertainBreak_StillFails()
    {
        // Two of three trials are spoiled: the eighth one ends the session, in overload.
        var trials = 0;
        var test = await RunAsync(LoadTestKind.Stress, Pool(), 500, end: 150, make: s => new SimulatedRunner(s) { Spoils = r => r.Phase != TrialPhase.WarmUp && trials++ % 3 < 2 });
        (test.Outcome, test.BrokeAtPerSecond, test.Recovery).ShouldBe((TestOutcome.Fail, 500, RecoveryOutcome.NotTested));
        test.Reasons[0].Code.ShouldBe(DiagnosticCodes.TestMissedObjective.Code);
    }

    [Theory]
    [InlineData(20, TrialPhase.Step)]
    [InlineData(30, TrialPhase.Recovery)]
    public async Task Stress_SpoiledAtItsEnd_DoesNotRepeatBeyondItsTime(double rate, TrialPhase spoiled)
    {
        var (search, runner) = await AfterASearchAsync(spoils: r => r.Phase == spoiled && (spoiled == TrialPhase.Recovery || r.OfferedPerSecond > 300));
        var end = runner.Now.TotalSeconds + 92;
        var test = (await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Stress], RatePerSecond = rate }, end, search)).Tests[0];
        test.Outcome.ShouldBe(TestOutcome.Inconclusive);
        test.Trials.ShouldContain(t => t.Outcome == TrialOutcome.Void);
        runner.Now.TotalSeconds.ShouldBeLessThan(end + 0.5);
    }

    [Fact]
    public async Task Stress_UsersWhoThink_ScoresItsStepsAllTheSame()
    {
        var (search, runner) = await AfterASearchAsync(think: 12);
        var test = (await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Stress], RatePerSecond = 195 }, runner.Now.TotalSeconds + 150, search)).Tests[0];
        test.Trials.Where(t => t.Record.Phase == TrialPhase.Step).ShouldAllBe(t => t.Outcome != TrialOutcome.Void && t.Record.ScoredRequests > 0);
        (test.Outcome, test.Recovery).ShouldBe((TestOutcome.Pass, RecoveryOutcome.Recovered));
        test.BrokeAtPerSecond!.Value.ShouldBeInRange(390, 600);
    }

    [Fact]
    public async Task Stress_TooFewRequests_ClaimsNoRateThatHeld()
    {
        var test = await RunAsync(LoadTestKind.Stress, Pool(), 2, end: 60, make: s => new SimulatedRunner(s) { MaxRatePerSecond = 2.5 });
        (test.Outcome, test.HeldUpToPerSecond, test.Reasons[0].Code).ShouldBe((TestOutcome.Inconclusive, null, DiagnosticCodes.TooFewSamples.Code));
        RunJudge.Judge(null, [test], new GateOptions { MinRatePerSecond = 2 }).Gates.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Fact]
    public async Task Soak_TooFewWindowsForATrend_IsInconclusive()
    {
        var (search, runner) = await AfterASearchAsync(think: 6);
        var test = (await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Soak], RatePerSecond = 200 }, runner.Now.TotalSeconds + 40, search)).Tests[0];
        test.Trials.Length.ShouldBeInRange(2, 7);
        (test.Outcome, test.Reasons[0].Code, test.LookedForDriftIn.IsEmpty).ShouldBe((TestOutcome.Inconclusive, DiagnosticCodes.TooFewSamples.Code, true));
    }

    [Theory]
    [InlineData(24, 200)]
    [InlineData(60, 15)]
    public async Task Soak_ShortOrSlow_StillHasWindowsForATrend(double seconds, double rate)
    {
        var (search, runner) = await AfterASearchAsync();
        var test = (await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Soak], RatePerSecond = rate }, runner.Now.TotalSeconds + seconds, search with { BreakingPoint = new() { Status = SearchStatus.Inconclusive } })).Tests[0];
        test.Outcome.ShouldBe(TestOutcome.Pass, test.Reasons.FirstOrDefault()?.Text);
        test.LookedForDriftIn.ShouldBe(["client.response.p50", "client.response.p99", "client.error_share"]);
    }

    [Fact]
    public async Task Load_TimeForNoWindow_SaysThatTheTimeIsTooShort()
    {
        var (search, runner) = await AfterASearchAsync();
        var test = (await RunAllAsync(runner, new LoadTestOptions { Tests = [LoadTestKind.Load], RatePerSecond = 5 }, runner.Now.TotalSeconds + 10, search)).Tests[0];
        (test.Outcome, test.Trials.Length, test.Reasons[0].Code).ShouldBe((TestOutcome.Inconclusive, 0, DiagnosticCodes.BudgetSpent.Code));
        test.Reasons[0].Text.ShouldBe("the time is too short: 10s were there, and one trial takes 10.6s");
    }

    /// <summary>What a search found, and a runner at its start: no warm-up comes before the tests.</summary>
    private static async Task<(SearchResult Search, SimulatedRunner Runner)> AfterASearchAsync(double think = 0, Func<TrialRecord, bool>? spoils = null) =>
        (await BreakingPointSearch.RunAsync(new SimulatedRunner(Pool()), Standard, new SearchOptions(), new Silence(), Cancel),
            new SimulatedRunner(Pool()) { LongestThink = TimeSpan.FromSeconds(think), Spoils = spoils ?? (_ => false) });

    private sealed class Silence : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) { }
    }
}
