namespace SentinelPerf.EndToEnd.Tests.Run;

/// <summary>The sample's faults, each written as a developer writes it by mistake, and the cause that the tool names.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("lock-contention")]
    [InlineData("thread-pool-starvation")]
    [InlineData("cpu-saturation")]
    [InlineData("queue-overflow")]
    [InlineData("exception-onset")]
    public async Task Run_SampleWithFault_NamesIt(string fault)
    {
        using var folder = new RunFolder();
        var result = await folder.RunToolAsync(output, "run", "--project", "samples/WebApiUnderTest", "--set", $"target.environment.Fault={fault}", "--budget", "40s");
        var summary = folder.Summary();

        // The cause is what is tried here. An interval may stay too wide on a short budget, which is said and is no verdict.
        summary.Status().ShouldBeOneOf("found", "inconclusive");
        summary.Cause().ShouldBe(fault, result.ToString());
        summary.GetProperty("explanation").GetProperty("recommendations").GetArrayLength().ShouldBeGreaterThan(0);
    }
}
