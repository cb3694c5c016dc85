using Microsoft.Extensions.AI;
using SentinelPerf.Chat;
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

    [Fact]
    public async Task ExplainAsync_ClientThatThrowsAnything_LeavesItToTheRules()
    {
        string? nothing = null;
        foreach (var fault in new Func<CancellationToken, string>[] { _ => nothing!.Trim(), _ => throw new OperationCanceledException("two\nlines") })
        {
            using var client = new OwnClient(fault);
            var outcome = await AskAsync(client, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            outcome.Result.Source.ShouldBe("rules");
            outcome.Problems.ShouldHaveSingleItem().Message.ShouldNotContain("\n");
        }
    }

    [Fact]
    public async Task ExplainAsync_ClientThatDoesNotEvenTellItsName_LeavesItToTheRules()
    {
        using var client = new OwnClient(_ => "") { Service = () => throw new InvalidOperationException("no") };
        (await AskAsync(client, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Result.Source.ShouldBe("rules");
    }

    [Fact]
    public async Task ExplainAsync_ClientThatBlocksItsThread_EndsWithTheTimeout()
    {
        using var go = new ManualResetEventSlim();
        var answered = false;
        // Bounded, so that without a thread of its own this fails instead of hanging.
        using var client = new OwnClient(_ => { go.Wait(TimeSpan.FromSeconds(20), CancellationToken.None); answered = true; return ""; });
        try
        {
            var outcome = await AskAsync(client, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            answered.ShouldBeFalse();
            outcome.Result.Source.ShouldBe("rules");
            outcome.Problems.ShouldHaveSingleItem().Message.ShouldContain("explain.timeout");
        }
        finally
        {
            go.Set();
        }
    }

    [Fact]
    public async Task ExplainAnywayAsync_CancelledWhileTheModelThinks_IsTheRulesAtOnce()
    {
        using var asked = new SemaphoreSlim(0);
        using var cancel = new CancellationTokenSource();
        using var client = new OwnClient(stop => { asked.Release(); stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)); throw new OperationCanceledException(stop); });
        var explaining = new Explainer(Options(client, TimeSpan.FromMinutes(10)), null, TimeProvider.System).ExplainAnywayAsync(Input(), TimeSpan.Zero, cancel.Token);
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        (await explaining.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Result.Source.ShouldBe("rules");
        await Should.ThrowAsync<OperationCanceledException>(() => AskAsync(client, TimeSpan.FromMinutes(10), cancel.Token));
    }

    private static Task<ExplanationOutcome> AskAsync(IChatClient client, TimeSpan timeout, CancellationToken cancel) =>
        new Explainer(Options(client, timeout), null, TimeProvider.System).ExplainAsync(Input(), TimeSpan.Zero, cancel);

    private static ExplainOptions Options(IChatClient client, TimeSpan timeout) =>
        new() { Mode = ExplainMode.Llm, Client = client, Timeout = timeout, Cache = new ChatCacheOptions { Kind = ChatCacheKind.None } };

    private static ExplanationInput Input() => new(Scenarios.LockContention.Diagnose(), Scenarios.LockContention.Search(), Scenarios.LockContention.Plan);

    /// <summary>A client of a user's, on whose thread anything may happen.</summary>
    private sealed class OwnClient(Func<CancellationToken, string> answer) : IChatClient
    {
        public Func<object?> Service { get; init; } = () => null;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(cancellationToken))));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new[] { new ChatResponseUpdate(ChatRole.Assistant, answer(cancellationToken)) }.ToAsyncEnumerable();

        public object? GetService(Type serviceType, object? serviceKey = null) => Service();

        public void Dispose() { }
    }

    private sealed class Lines : IProgress<ProgressEvent>
    {
        public List<ProgressEvent> Events { get; } = [];

        public void Report(ProgressEvent value) => Events.Add(value);
    }
}
