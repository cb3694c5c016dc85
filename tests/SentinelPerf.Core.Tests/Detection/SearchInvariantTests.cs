using SentinelPerf.Core.Tests.Simulation;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Detection;

/// <summary>What holds for every search, whatever the target, the objective and the budget: a hundred seeded draws of all of them.</summary>
public sealed class SearchInvariantTests
{
    public static TheoryData<int> Blocks() => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task RunAsync_AnyTargetObjectiveAndBudget_ClaimsOnlyWhatItSaw(int block)
    {
        for (var i = 0; i < 40; i++)
        {
            var seed = (ulong)(1000 * block + i + 1);
            var random = new SimulatedRandom(seed);
            var (runner, objective, options) = Draw(random, seed);
            var result = await BreakingPointSearch.RunAsync(runner, objective, options, new Silence(), TestContext.Current.CancellationToken);
            Check(result, runner, options, objective, FormattableString.Invariant($"seed {seed}: {result.BreakingPoint.Status}"));
        }
    }

    private static (SimulatedRunner Runner, Objective Objective, SearchOptions Options) Draw(SimulatedRandom random, ulong seed)
    {
        var hold = 0.0005 * Math.Pow(400, random.Uniform());
        var workers = 1 + (int)(30 * random.Uniform() * random.Uniform());
        var cv = 2 * random.Uniform();
        SimulatedServer server = (int)(8 * random.Uniform()) switch
        {
            0 => new TokenBucketServer(workers / hold, 1 + 50 * random.Uniform(), seed),
            1 => new LossServer(workers, hold, seed),
            2 => new CrashServer(workers, hold, 0.3 * workers / hold + 1, seed),
            3 => new RetryStormServer(workers, hold, 0.3, 3, seed),
            4 => new LeakServer(workers, hold, 30_000, seed),
            _ => new PoolServer(workers, r => r.Lognormal(hold, cv), seed) { Host = random.Uniform() < 0.3 ? new NoisyHost(0.1, 0.8, 0.3, 0.05, seed) : null },
        };
        var runner = new SimulatedRunner(server)
        {
            MaxRatePerSecond = random.Uniform() < 0.3 ? workers / hold * 2 * random.Uniform() + 0.5 : 30_000,
            VetoChance = random.Uniform() < 0.2 ? 0.3 * random.Uniform() : 0,
            VetoAbove = random.Uniform() < 0.15 ? workers / hold * random.Uniform() : double.PositiveInfinity,
            CanRestart = random.Uniform() < 0.5,
        };
        var objective = new Objective
        {
            Latency = random.Uniform() < 0.5 ? null : TimeSpan.FromSeconds(0.02 * Math.Pow(100, random.Uniform())),
            Percentile = random.Uniform() < 0.6 ? 99 : 50 + 49.99 * random.Uniform(),
            ErrorRate = random.Uniform() < 0.7 ? 0.01 : 0.1 * random.Uniform(),
        };
        double? gate = random.Uniform() < 0.3 ? workers / hold * random.Uniform() : null;
        return (runner, objective, new SearchOptions { Budget = TimeSpan.FromSeconds(20 + 80 * random.Uniform()), Seed = seed, GateRatePerSecond = gate });
    }

    private static void Check(SearchResult result, SimulatedRunner runner, SearchOptions options, Objective objective, string about)
    {
        var point = result.BreakingPoint;
        runner.HighestOffered.ShouldBeLessThanOrEqualTo(runner.MaxRatePerSecond * 1.0001, about);
        if (result.SaturationPerSecond is { } saturation)
            result.Trials.Where(t => t.Record.Phase is not TrialPhase.WarmUp).Select(t => t.Record.OfferedPerSecond ?? 0).Max().ShouldBeLessThanOrEqualTo(1.5001 * saturation, about);
        // A trial may end up to its own drain later than planned.
        var allowed = options.Budget * (result.Extended ? 4.0 / 3 : 1) + TimeSpan.FromSeconds(25);
        runner.Now.ShouldBeLessThanOrEqualTo(allowed, about);
        if (objective.Latency is { } limit) result.LatencyLimit.ShouldBe(limit, about);
        switch (point.Status)
        {
            case SearchStatus.Found:
                point.Interval.ShouldNotBeNull(about);
                point.Interval!.Value.Contains(point.RatePerSecond!.Value).ShouldBeTrue(about);
                if (point.Crashed) break;
                point.Interval.Value.RelativeWidth.ShouldBeLessThanOrEqualTo(0.2, about);
                point.FirstViolation.ShouldNotBeNull(about);
                result.Trials.Count(t => t.Outcome == TrialOutcome.Fail).ShouldBeGreaterThanOrEqualTo(2, about);
                result.Trials.ShouldContain(t => t.Outcome == TrialOutcome.Pass && t.Record.OfferedPerSecond != null, about);
                result.Breaking.ShouldNotBeNull(about);
                break;
            case SearchStatus.NotReached:
                point.RatePerSecond.ShouldBeNull(about);
                result.Trials.ShouldContain(t => t.Record.Phase == TrialPhase.Confirm && t.Outcome == TrialOutcome.Pass && t.Record.OfferedPerSecond >= point.TestedUpToPerSecond, about);
                break;
            default:
                point.RatePerSecond.ShouldBeNull(about);
                point.Interval.ShouldBeNull(about);
                point.Reasons.ShouldNotBeEmpty(about);
                break;
        }
    }

    private sealed class Silence : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) { }
    }
}
