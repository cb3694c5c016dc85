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

    internal static Task<SearchResult> SearchAsync(SimulatedRunner runner, double budget = 90, Objective? objective = null, double? gate = null, ulong seed = 1, IProgress<ProgressEvent>? progress = null, CancellationToken? cancel = null) =>
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

    internal sealed class Silence : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) { }
    }
}
