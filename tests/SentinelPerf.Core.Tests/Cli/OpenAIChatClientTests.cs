using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.AI;
using SentinelPerf.Chat;
using SentinelPerf.Cli;
using SentinelPerf.Configuration;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Cli;

public sealed class OpenAIChatClientTests
{
    [Fact]
    public async Task GetResponse_StreamOfAServer_IsWholeWithItsCounts()
    {
        const string Stream = """
            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"{\"a\":"},"finish_reason":null}]}

            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"1}"},"finish_reason":"stop"}]}

            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}

            data: [DONE]


            """;
        var (response, request) = await AskAsync(200, "text/event-stream", Stream);
        response.Text.ShouldBe("{\"a\":1}");
        response.Usage!.InputTokenCount.ShouldBe(12);
        request.ShouldContain("json_schema");
    }

    [Theory]
    [InlineData(401, ChatFailure.Unauthorized)]
    [InlineData(404, ChatFailure.ModelAbsent)]
    [InlineData(503, ChatFailure.Busy)]
    [InlineData(408, ChatFailure.Busy)]
    [InlineData(400, ChatFailure.Refused)]
    [InlineData(500, ChatFailure.Unexpected)]
    public async Task GetResponse_ErrorOfTheServer_IsToldApart(int status, ChatFailure failure) =>
        (await Should.ThrowAsync<ChatException>(() => AskAsync(status, "application/json", """{"error":{"message":"no"}}"""))).Failure.ShouldBe(failure);

    [Fact]
    public async Task GetResponse_NobodyListens_IsServerAbsent() =>
        (await Should.ThrowAsync<ChatException>(() => Client("http://127.0.0.1:9/v1").GetResponseAsync("why?", null, TestContext.Current.CancellationToken))).Failure.ShouldBe(ChatFailure.ServerAbsent);

    [Theory]
    [InlineData("http://127.0.0.1:8080/v1", false)]
    [InlineData("http://localhost:8080/v1", false)]
    [InlineData("https://models.example/v1", true)]
    public void Handler_ServerOnThisMachine_UsesNoProxy(string endpoint, bool proxy)
    {
        using var handler = OpenAIChatClient.Handler(new Uri(endpoint));
        handler.UseProxy.ShouldBe(proxy);
    }

    [Fact]
    public async Task GetResponse_Schema_HasNothingThatStrictSchemasDoNotKnow()
    {
        var (_, request) = await AskAsync(200, "text/event-stream", "data: [DONE]\n\n");
        request.ShouldContain("\"strict\":true");
        request.ShouldNotContain("maxLength");
    }

    [Fact]
    public void Connect_OtherProvider_LeavesTheOptions() => OpenAIChatClient.Connect(new SentinelOptions()).Explain.Client.ShouldBeNull();

    private static IChatClient Client(string endpoint) =>
        OpenAIChatClient.Connect(new SentinelOptions { Explain = new ExplainOptions { Provider = ExplainProvider.OpenAI, Model = "m", Endpoint = endpoint, ApiKey = "key" } }).Explain.Client!;

    private static async Task<(ChatResponse Response, string Request)> AskAsync(int status, string type, string body)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        using var server = new HttpListener();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var served = ServeAsync(server, status, type, body);
        var response = await Client($"http://127.0.0.1:{port}/v1").GetResponseAsync("why?", ExplanationPrompt.Options, TestContext.Current.CancellationToken);
        return (response, await served);
    }

    private static async Task<string> ServeAsync(HttpListener server, int status, string type, string body)
    {
        var context = await server.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var request = await reader.ReadToEndAsync();
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
        return request;
    }
}
