using SentinelPerf.Configuration;
using SentinelPerf.Explanation;

namespace SentinelPerf.Testing.Tests;

public sealed class PerfOptionsTests
{
    [Fact]
    public void ToOverrides_EverySettingOfTheAttribute_ReachesTheRun()
    {
        var attribute = new PerfBreakingPointAttribute { MinRate = 300, MaxRate = 1e6, Latency = "250ms", Percentile = 95, Errors = "2%", Budget = "45s", Explain = "rules" };

        var options = Load(attribute.ToOptions("Orders.Reading"));

        (options.Gates.MinRatePerSecond, options.Load.MaxRatePerSecond).ShouldBe((300, 1e6));
        (options.Objective.Latency, options.Objective.Percentile, options.Objective.ErrorRate).ShouldBe((TimeSpan.FromMilliseconds(250), 95, 0.02));
        (options.Load.Budget, options.Explain.Mode).ShouldBe((TimeSpan.FromSeconds(45), ExplainMode.Rules));
    }

    [Fact]
    public void ToOverrides_NothingSet_SaysNothing() => new PerfBreakingPointAttribute().ToOptions("Orders.Reading").ToOverrides().ShouldBeEmpty();

    [Fact]
    public async Task FindBreakingPointAsync_SettingsThatAreWrong_NamesThemAllAndStartsNothing()
    {
        var thrown = await Should.ThrowAsync<Diagnostics.SentinelException>(() => new Nowhere().FindBreakingPointAsync(
            (_, _) => throw new InvalidOperationException("called"), new PerfOptions { Latency = "fast", Budget = "1s" }, TestContext.Current.CancellationToken));

        thrown.Problems.Count.ShouldBe(2);
        thrown.Problems.Select(p => p.Message).ShouldContain(m => m.Contains("objective.latency", StringComparison.Ordinal) && m.Contains("fast", StringComparison.Ordinal));
        thrown.Problems.Select(p => p.Message).ShouldContain(m => m.Contains("load.budget", StringComparison.Ordinal));
    }

    private static SentinelOptions Load(PerfOptions perf) => ConfigurationLoader.Load(new ConfigurationRequest
    {
        WorkingFolder = Path.GetTempPath(), Overrides = [new("target.url", "http://127.0.0.1:1", "url"), .. perf.ToOverrides()], Environment = new Dictionary<string, string>(),
    }).Options.ShouldNotBeNull();

    private sealed class Nowhere() : PerfTarget(url: "http://127.0.0.1:1");
}
