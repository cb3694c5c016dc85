using System.Text.Json;
using Microsoft.Extensions.AI;
using SentinelPerf.Chat;

namespace SentinelPerf.Core.Tests.Chat;

public sealed class OllamaChatClientTests : IAsyncLifetime
{
    private readonly FakeOllama _server = FakeOllama.Start();
    private HttpClient _http = null!;

    public ValueTask InitializeAsync()
    {
        _http = new HttpClient { BaseAddress = new Uri(_server.Endpoint + "/") };
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task GetResponse_StreamedAnswer_IsWholeWithItsCounts()
    {
        _server.Says("{\"steps\": \"größer\"}");
        var response = await Client().GetResponseAsync("why?", new ChatOptions { Temperature = 0, MaxOutputTokens = 50, ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}""")) }, Cancel);
        response.Text.ShouldBe("{\"steps\": \"größer\"}");
        response.Usage!.InputTokenCount.ShouldBe(120);
        response.Usage.OutputTokenCount.ShouldBe(40);
        var sent = _server.Chats.ShouldHaveSingleItem();
        sent["model"]!.GetValue<string>().ShouldBe("qwen2.5:7b");
        sent["stream"]!.GetValue<bool>().ShouldBeTrue();
        sent["keep_alive"]!.GetValue<string>().ShouldBe("5m");
        sent["format"]!["type"]!.GetValue<string>().ShouldBe("object");
        sent["options"]!["num_predict"]!.GetValue<int>().ShouldBe(50);
        sent["messages"]![0]!["content"]!.GetValue<string>().ShouldBe("why?");
    }

    [Theory]
    [InlineData(404, "model 'qwen2.5:7b' not found", ChatFailure.ModelAbsent)]
    [InlineData(500, "model requires more system memory (5.6 GiB) than is available (2.1 GiB)", ChatFailure.OutOfMemory)]
    [InlineData(500, "llama runner process has terminated: cudaMalloc failed: out of memory", ChatFailure.OutOfMemory)]
    [InlineData(503, "llm server loading model", ChatFailure.Loading)]
    [InlineData(500, "timed out waiting for llama runner to start", ChatFailure.Loading)]
    [InlineData(503, "server busy, please try again. maximum pending requests exceeded", ChatFailure.Busy)]
    [InlineData(401, "unauthorized", ChatFailure.Unauthorized)]
    [InlineData(500, "something else", ChatFailure.Unexpected)]
    [InlineData(400, "invalid format", ChatFailure.Refused)]
    [InlineData(429, "slow down", ChatFailure.Busy)]
    [InlineData(408, "too slow", ChatFailure.Busy)]
    public async Task GetResponse_ErrorOfTheServer_IsToldApart(int status, string error, ChatFailure failure)
    {
        _server.Fails(status, error);
        var thrown = await Should.ThrowAsync<ChatException>(() => Client().GetResponseAsync("why?", null, Cancel));
        thrown.Failure.ShouldBe(failure);
        thrown.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task GetResponse_ErrorInTheMiddle_IsNoAnswer()
    {
        _server.Sends(FakeOllama.Part("half"), """{"error":"llama runner process has terminated: out of memory"}""");
        (await Should.ThrowAsync<ChatException>(() => Client().GetResponseAsync("why?", null, Cancel))).Failure.ShouldBe(ChatFailure.OutOfMemory);
    }

    [Fact]
    public async Task GetResponse_StreamThatEndsEarlyOrIsNoJson_IsNoAnswer()
    {
        _server.Sends(FakeOllama.Part("half")).Sends("<html>");
        (await Should.ThrowAsync<ChatException>(() => Client().GetResponseAsync("why?", null, Cancel))).Failure.ShouldBe(ChatFailure.Unexpected);
        (await Should.ThrowAsync<ChatException>(() => Client().GetResponseAsync("why?", null, Cancel))).Failure.ShouldBe(ChatFailure.Unexpected);
    }

    [Fact]
    public async Task ListModels_NobodyListens_SaysHowToStartIt()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9/") };
        var thrown = await Should.ThrowAsync<ChatException>(() => OllamaChatClient.ListModelsAsync(http, Cancel));
        thrown.Failure.ShouldBe(ChatFailure.ServerAbsent);
        thrown.Message.ShouldContain("ollama serve");
    }

    [Theory]
    [InlineData("<html>hello</html>")]
    [InlineData("[]")]
    [InlineData("{\"models\":3}")]
    public async Task ListModels_SomethingElseListens_IsToldInOneLine(string tags)
    {
        _server.Tags = tags;
        var thrown = await Should.ThrowAsync<ChatException>(() => OllamaChatClient.ListModelsAsync(_http, Cancel));
        thrown.Failure.ShouldBe(ChatFailure.Unexpected);
        thrown.Message.ShouldContain("no Ollama server");
    }

    [Fact]
    public async Task ListModels_HugeList_IsNotReadToItsEnd()
    {
        _server.Tags = "{\"models\":[{\"name\":\"" + new string('a', 3 << 20) + "\"}]}";
        (await Should.ThrowAsync<ChatException>(() => OllamaChatClient.ListModelsAsync(_http, Cancel))).Failure.ShouldBe(ChatFailure.Unexpected);
    }

    [Fact]
    public async Task GetResponse_LineWithoutEnd_IsNotReadToItsEnd()
    {
        _server.SendsALineOf64Megabytes();
        (await Should.ThrowAsync<ChatException>(() => Client().GetResponseAsync("why?", null, Cancel))).Failure.ShouldBe(ChatFailure.TooLong);
        _server.SentAll.ShouldBeFalse();
    }

    [Theory]
    [InlineData("qwen2.5:7b", "qwen2.5:7b,llama3:8b", "qwen2.5:7b")]
    [InlineData("qwen2.5:7b", "qwen2.5:7b-instruct-q4_K_M", "qwen2.5:7b-instruct-q4_K_M")]
    [InlineData("qwen2.5:7b", "qwen2.5:0.5b,qwen2.5:3b,qwen2.5:14b,llama3:8b", "qwen2.5:3b")]
    [InlineData("llama3", "llama3:latest", "llama3:latest")]
    [InlineData("qwen2.5:7b", "llama3:8b", null)]
    [InlineData("mistral:7b", "qwen2.5:3b", null)]
    public void Pick_ModelsThatAreThere_TakesTheNamedOrASmallerOfTheFamily(string wanted, string present, string? picked)
    {
        if (picked is not null) ModelChoice.Pick(wanted, present.Split(',')).ShouldBe(picked);
        else Should.Throw<ChatException>(() => ModelChoice.Pick(wanted, present.Split(','))).Failure.ShouldBe(ChatFailure.ModelAbsent);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OllamaChatClient Client() => new(_http, "qwen2.5:7b");
}
