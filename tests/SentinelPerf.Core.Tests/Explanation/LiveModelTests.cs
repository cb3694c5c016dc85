using SentinelPerf.Chat;
using SentinelPerf.Core.Tests.Diagnosis;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Explanation;

/// <summary>Asks a model that really runs on this machine, when there is one.</summary>
public sealed class LiveModelTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Explain_LiveModel_SaysNothingThatTheEvidenceDoesNot()
    {
        using var http = new HttpClient { BaseAddress = new Uri(ExplainOptions.DefaultEndpoint + "/"), Timeout = TimeSpan.FromSeconds(2) };
        IReadOnlyList<string> models = [];
        try
        {
            models = await OllamaChatClient.ListModelsAsync(http, TestContext.Current.CancellationToken);
        }
        catch (ChatException e)
        {
            Assert.Skip(e.Message);
        }

        Assert.SkipUnless(models.Any(m => m.StartsWith("qwen2.5:", StringComparison.Ordinal)), "the model server has no qwen2.5");
        foreach (var (cause, run) in Scenarios.All)
        {
            var input = new ExplanationInput(run.Diagnose(), run.Search(), run.Plan);
            var (result, _) = await new Explainer(new ExplainOptions { Timeout = TimeSpan.FromMinutes(3), Cache = new ChatCacheOptions { Kind = ChatCacheKind.None } }, null, TimeProvider.System)
                .ExplainAsync(input, TimeSpan.Zero, TestContext.Current.CancellationToken);
            output.WriteLine($"{cause}: {result.Source}, {result.Rejected.Length} struck out, {result.Usage.TokensPerSecond:0.#} tokens/s");
            result.Steps.ShouldNotBeEmpty();
            result.Steps.SelectMany(s => s.Evidence).ShouldBeSubsetOf(input.Diagnosis.Evidence.Select(e => e.Id));
        }
    }
}
