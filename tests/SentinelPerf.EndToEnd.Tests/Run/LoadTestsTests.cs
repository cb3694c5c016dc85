using System.Text.Json;
using SentinelPerf.Tests.Truth;

namespace SentinelPerf.EndToEnd.Tests.Run;

/// <summary>Load tests without a search, against a pool that sustains 390 requests/s.</summary>
public sealed class LoadTestsTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_LoadAtHalfOfTheCapacityAndStress_HoldsAndBreaks()
    {
        await using var truth = await GroundTruthServer.StartAsync("pool --workers 4 --hold 10ms", Cancel);
        using var folder = new RunFolder();

        // A machine that others use may spoil the trials of one run.
        if (!await HoldsAndBreaksAsync(truth, folder)) (await HoldsAndBreaksAsync(truth, folder)).ShouldBeTrue();
    }

    private async Task<bool> HoldsAndBreaksAsync(GroundTruthServer truth, RunFolder folder)
    {
        var result = await folder.RunToolAsync(output, "run", "--url", truth.Url.ToString(), "--latency", "250ms", "--set", "load.tests=load,stress", "--set", "load.rate=195", "--budget", "60s");
        var summary = folder.Summary();
        if (summary.Verdict() == "inconclusive") return false;
        result.ExitCode.ShouldBe(0, result.ToString());
        summary.Status().ShouldBe("not-run");
        var (load, stress) = (Test(summary, "load"), Test(summary, "stress"));
        (load.GetProperty("verdict").GetString(), load.GetProperty("heldUpTo").GetDouble()).ShouldBe(("pass", 195));
        stress.GetProperty("verdict").GetString().ShouldBe("pass");
        stress.GetProperty("brokeAt").GetDouble().ShouldBeInRange(330, 700);
        stress.GetProperty("firstViolation").GetProperty("kind").GetString().ShouldBe("latency");
        foreach (var file in new[] { "report.md", "load.svg", "stress.svg" }) File.Exists(folder.File(file)).ShouldBeTrue(file);
        return true;
    }

    private static JsonElement Test(JsonElement summary, string name) => summary.GetProperty("tests").EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);
}
