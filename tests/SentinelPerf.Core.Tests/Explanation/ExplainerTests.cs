using SentinelPerf.Core.Tests.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Explanation;

public sealed class ExplainerTests
{
    [Theory]
    [InlineData(ExplainMode.Auto, "rules", 1, 0)]
    [InlineData(ExplainMode.Rules, "rules", 0, 0)]
    [InlineData(ExplainMode.Llm, "rules", 0, 1)]
    [InlineData(ExplainMode.None, "none", 0, 0)]
    public async Task ExplainAsync_EachMode_UsesTheRulesAndSaysWhy(ExplainMode mode, string source, int lines, int warnings)
    {
        var progress = new Lines();
        var scenario = Scenarios.LockContention;
        // Port 9 of this machine: nobody listens there.
        var outcome = await new Explainer(new ExplainOptions { Mode = mode, Endpoint = "http://127.0.0.1:9" }, progress, TimeProvider.System)
            .ExplainAsync(new ExplanationInput(scenario.Diagnose(), scenario.Search(), scenario.Plan), TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        outcome.Result.Source.ShouldBe(source);
        progress.Events.Count.ShouldBe(lines);
        outcome.Problems.Select(p => p.Code).ShouldBe(Enumerable.Repeat("SP7001", warnings));
    }

    [Theory]
    [InlineData(0.0124, "s", "0.0124 s")]
    [InlineData(0.985, "1", "98.5 %")]
    [InlineData(1234.5, "1/s", "1234/s")]
    [InlineData(0.00001, "1", "0 %")]
    [InlineData(33554432, "By", "32 MB")]
    [InlineData(0.2289, "{contention}/{request}", "0.229 contentions per request")]
    [InlineData(312, "{work_item}", "312 work items")]
    public void Format_ValueWithUnit_HasThreeDigitsAndPlainWords(double value, string unit, string said) => Quantity.Format(value, unit).ShouldBe(said);

    private sealed class Lines : IProgress<ProgressEvent>
    {
        public List<ProgressEvent> Events { get; } = [];

        public void Report(ProgressEvent value) => Events.Add(value);
    }
}
