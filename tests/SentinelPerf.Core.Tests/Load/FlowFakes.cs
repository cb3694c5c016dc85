using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>One request as a transport got it.</summary>
internal sealed record SentRequest(int Request, RenderedRequest? Content, long At);

/// <summary>A transport in memory: answers at once, as the test says, on the thread that sends or on another.</summary>
internal sealed class ScriptedSender(Func<SentRequest, RequestOutcome> answer, bool inline = true) : IRequestSender
{
    public ConcurrentQueue<SentRequest> Sent { get; } = new();

    public string Transport => "scripted";

    public static RequestOutcome Ok(string body = "{}", params KeyValuePair<string, string>[] headers) => new(OutcomeKind.Success, 200)
    {
        Response = new() { Status = 200, Headers = [.. headers], Body = System.Text.Encoding.UTF8.GetBytes(body), BodyBytes = body.Length },
    };

    public int Count(int request) => Sent.Count(s => s.Request == request);

    public void Send(int request, int url, int slot, ICompletionSink sink) => Send(request, null!, slot, sink);

    public void Send(int request, RenderedRequest content, int slot, ICompletionSink sink)
    {
        var sent = new SentRequest(request, content, System.Diagnostics.Stopwatch.GetTimestamp());
        Sent.Enqueue(sent);
        if (inline) sink.Complete(slot, answer(sent));
        else ThreadPool.QueueUserWorkItem(_ => sink.Complete(slot, answer(sent)));
    }

    public void AbortInFlight()
    {
    }

    public void Dispose()
    {
    }
}

/// <summary>Sends over HttpClient and hands answers over, one request at a time on each connection: what a transport does, in few lines.</summary>
internal sealed class ClientSender(Uri address, ImmutableArray<PlannedRequest> requests) : IRequestSender
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    public string Transport => "client";

    public void Send(int request, int url, int slot, ICompletionSink sink) =>
        Send(request, new RenderedRequest(requests[request].Urls[url], requests[request].Headers, requests[request].Body), slot, sink);

    public void Send(int request, RenderedRequest content, int slot, ICompletionSink sink) => _ = SendAsync(request, content, slot, sink);

    public void AbortInFlight() => _client.CancelPendingRequests();

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(int request, RenderedRequest content, int slot, ICompletionSink sink)
    {
        RequestOutcome outcome;
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Parse(requests[request].Method), new Uri(address, content.Url)) { Version = HttpVersion.Version11 };
            foreach (var (name, value) in content.Headers) message.Headers.TryAddWithoutValidation(name, value);
            using var response = await _client.SendAsync(message);
            var status = (int)response.StatusCode;
            outcome = new(status < 400 ? OutcomeKind.Success : OutcomeKind.Status, status)
            {
                Response = new()
                {
                    Status = status, Body = await response.Content.ReadAsByteArrayAsync(),
                    Headers = [.. response.Headers.SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v)))],
                },
            };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            outcome = new(OutcomeKind.Reset, 0, e.Message);
        }
        sink.Complete(slot, outcome);
    }
}

/// <summary>A template of the test.</summary>
internal sealed class ScriptedTemplate(Func<RenderContext, RenderedRequest> render) : RequestTemplate
{
    public ScriptedTemplate(Func<RenderContext, string> url) : this(context => new RenderedRequest(url(context), [], null))
    {
    }

    public override RenderedRequest Render(in RenderContext context) => render(context);
}
