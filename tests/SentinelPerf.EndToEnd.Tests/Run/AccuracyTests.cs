using SentinelPerf.Tests.Truth;

namespace SentinelPerf.EndToEnd.Tests.Run;

/// <summary>The whole tool against servers of known capacity.</summary>
public sealed class AccuracyTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>SLO capacities at p99 ≤ 250 ms by long simulation; see docs/how-it-decides.md.</summary>
    [Theory]
    [InlineData("pool --workers 4 --hold 10ms", 390.2)]
    [InlineData("pool --workers 1 --hold 8ms", 115.8)]
    public async Task Run_PoolOfKnownCapacity_FindsItWithinTenPerCent(string server, double capacity)
    {
        await using var truth = await GroundTruthServer.StartAsync(server, Cancel);
        using var folder = new RunFolder();
        var result = await folder.RunToolAsync(output, "run", "--url", truth.Url.ToString(), "--latency", "250ms", "--budget", "45s");
        result.ExitCode.ShouldBe(0, result.ToString());
        var summary = folder.Summary();
        summary.Status().ShouldBe("found");
        (summary.Rate() / capacity).ShouldBeInRange(0.9, 1.1);
        summary.Width().ShouldBeLessThanOrEqualTo(0.2);
        foreach (var file in new[] { "report.md", "capacity.svg", "timeline.svg" }) File.Exists(folder.File(file)).ShouldBeTrue(file);
    }

    [Fact]
    public async Task Run_AppThatIsBoundByTheCpu_FindsWhatAClosedLoopFoundAndNamesTheCpu()
    {
        await using var truth = await GroundTruthServer.StartAsync("cpu --cost 1ms", Cancel);

        // A shared machine changes its speed by a fifth between one minute and the next; then the loops beside the run were no truth for it, and all three are made again.
        if (!await IsWithinTenPerCentAsync(truth)) (await IsWithinTenPerCentAsync(truth)).ShouldBeTrue();
    }

    private async Task<bool> IsWithinTenPerCentAsync(GroundTruthServer truth)
    {
        using var folder = new RunFolder();
        var before = await ClosedLoop.MeasureAsync(truth.Url, 16, TimeSpan.FromSeconds(8), Cancel);
        var result = await folder.RunToolAsync(output, "run", "--url", truth.Url.ToString(), "--latency", "250ms", "--budget", "45s");
        var after = await ClosedLoop.MeasureAsync(truth.Url, 16, TimeSpan.FromSeconds(8), Cancel);
        output.WriteLine($"closed loop {before.SuccessesPerSecond:F0}/s before, {after.SuccessesPerSecond:F0}/s after");
        var summary = folder.Summary();
        summary.Status().ShouldBe("found", result.ToString());
        summary.Cause().ShouldBe("cpu-saturation");
        var (slow, fast) = (Math.Min(before.SuccessesPerSecond, after.SuccessesPerSecond), Math.Max(before.SuccessesPerSecond, after.SuccessesPerSecond));
        return summary.Rate() >= 0.9 * slow && summary.Rate() <= 1.1 * fast;
    }
}
