using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SentinelPerf.Core.Tests.Targets;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Load;

public sealed class TransportHttp2Tests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_Http2_SharesConnectionsBeyondTheirLimit(bool tls)
    {
        const int requests = 600;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        await using var server = await WebServer.StartAsync(HttpProtocols.Http2, tls ? _certificates.For("127.0.0.1") : null, async context =>
        {
            if (Interlocked.Increment(ref seen) == requests) all.SetResult();
            await all.Task; // every request is in flight before the first is answered
            await context.Response.WriteAsync(context.Request.Protocol);
        });
        using var sender = RequestSenders.For(Setup(server, mostConnections: 10));
        sender.Transport.ShouldBe("handler");
        var ended = await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => KeptAnswer.SendAsync(sender, 0, null)));
        ended.ShouldAllBe(e => e.Outcome.Kind == OutcomeKind.Success && e.Body == "HTTP/2");
        server.Connections.Count.ShouldBeInRange(2, 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReachAsync_TargetSpeaksOnlyOneOne_IsOneCodedReason(bool tls)
    {
        await using var server = await WebServer.StartAsync(HttpProtocols.Http1, tls ? _certificates.For("127.0.0.1") : null, context => context.Response.WriteAsync("ok"));
        var options = new TargetOptions { Url = server.Address.ToString(), HttpVersion = System.Net.HttpVersion.Version20 };
        var problem = (await Should.ThrowAsync<SentinelException>(() => UrlTarget.ReachAsync(options, TimeProvider.System, Cancel))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Setting).ShouldBe((DiagnosticCodes.Http2NotSpoken.Code, "load.http"));
        problem.Message.ShouldStartWith($"The target does not speak HTTP/2: {server.Address.GetLeftPart(UriPartial.Authority)} answers over HTTP/1.1 only. ");
    }

    [Fact]
    public async Task ReachAsync_ServerThatHangsUpOnThePreface_IsTheSameReason()
    {
        await using var server = new LoopbackServer(async (head, socket, cancel) =>
        {
            if (head.StartsWith("PRI ", StringComparison.Ordinal)) return false;
            await socket.SendAsync(LoopbackServer.Response(200), cancel);
            return true;
        });
        var options = new TargetOptions { Url = server.Address.ToString(), HttpVersion = System.Net.HttpVersion.Version20 };
        (await Should.ThrowAsync<SentinelException>(() => UrlTarget.ReachAsync(options, TimeProvider.System, Cancel))).Problems.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Http2NotSpoken.Code);
    }

    [Fact]
    public async Task ReachAsync_TargetSpeaksOnlyHttp2_IsReached()
    {
        await using var server = await WebServer.StartAsync(HttpProtocols.Http2, null, context => context.Response.WriteAsync("ok"));
        await using var target = await UrlTarget.ReachAsync(new() { Url = server.Address.ToString(), HttpVersion = System.Net.HttpVersion.Version20, Readiness = "/" }, TimeProvider.System, Cancel);
        target.BaseAddress.ShouldBe(server.Address);
    }

    [Fact]
    public async Task Send_Http2Rendered_GoesOutAndIsKept()
    {
        await using var server = await WebServer.StartAsync(HttpProtocols.Http2, null, async context =>
        {
            context.Response.Headers.SetCookie = new(["a=1", "b=2"]);
            using var body = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["X-One"]} {await body.ReadToEndAsync(Cancel)}");
        });
        var setup = Setup(server, 10);
        using var sender = RequestSenders.For(setup with { Requests = [setup.Requests[0] with { Method = "POST" }] });
        var kept = await KeptAnswer.SendAsync(sender, 0, new("/a?b=c", [new("X-One", "1")], "body"));
        kept.Body.ShouldBe("POST /a?b=c 1 body");
        kept.Text.ShouldContain("SET-COOKIE=a=1;SET-COOKIE=b=2");
    }

    private static SenderSetup Setup(WebServer server, int mostConnections) =>
        new(server.Address, [EngineFixture.Get("/") with { NeedsResponse = true }]) { HttpVersion = System.Net.HttpVersion.Version20, MostConnections = mostConnections };
}
