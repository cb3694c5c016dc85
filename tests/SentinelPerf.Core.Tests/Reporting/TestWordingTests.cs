using SentinelPerf.Detection;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

/// <summary>What the sentence about a load test claims.</summary>
public sealed class TestWordingTests
{
    [Fact]
    public void Sentence_SoakWithoutDrift_NamesWhereItWasLookedFor()
    {
        var soak = new LoadTestResult { Kind = LoadTestKind.Soak, Outcome = TestOutcome.Pass, LookedForDriftIn = ["client.response.p50", "process.memory.usage"] };
        var view = RunView.Of(SampleRuns.LoadTests());
        TestWording.Sentence(view, soak).ShouldBe("no drift in median response time, memory of the target");
        TestWording.Sentence(view, soak with { LookedForDriftIn = [] }).ShouldBe("");
    }
}
