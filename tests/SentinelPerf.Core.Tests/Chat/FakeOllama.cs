using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SentinelPerf.Core.Tests.Chat;

/// <summary>Speaks Ollama's documented API (https://github.com/ollama/ollama/blob/main/docs/api.md): <c>/api/tags</c>, and <c>/api/chat</c> as a stream of JSON lines.</summary>
internal sealed class FakeOllama : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly ConcurrentQueue<Func<HttpListenerResponse, CancellationToken, Task>> _replies = new();

    private int _pieces;

    private FakeOllama(int port)
    {
        Endpoint = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Endpoint + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Endpoint { get; }

    public string[] Models { get; set; } = ["qwen2.5:7b"];

    /// <summary>What is sent as the list of models instead of it.</summary>
    public string? Tags { get; set; }

    /// <summary>Whether all of <see cref="SendsALineOf64Megabytes"/> was taken.</summary>
    public bool SentAll => Volatile.Read(ref _pieces) == 1024;

    /// <summary>Bodies of all chat requests.</summary>
    public ConcurrentQueue<JsonNode> Chats { get; } = new();

    public static FakeOllama Start()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new FakeOllama(port);
    }

    /// <summary>The next answer, in pieces of a few characters.</summary>
    public FakeOllama Says(string answer)
    {
        _replies.Enqueue(async (response, cancel) =>
        {
            for (var at = 0; at < answer.Length; at += 7) await LineAsync(response, Part(answer.Substring(at, Math.Min(7, answer.Length - at))), cancel);
            await LineAsync(response, Done, cancel);
        });
        return this;
    }

    /// <summary>The next answer is an error.</summary>
    public FakeOllama Fails(int status, string error)
    {
        _replies.Enqueue(async (response, cancel) =>
        {
            response.StatusCode = status;
            await LineAsync(response, $"{{\"error\":{JsonSerializer.Serialize(error)}}}", cancel);
        });
        return this;
    }

    /// <summary>The next answer is made of these lines and ends.</summary>
    public FakeOllama Sends(params string[] lines)
    {
        _replies.Enqueue(async (response, cancel) =>
        {
            foreach (var line in lines) await LineAsync(response, line, cancel);
        });
        return this;
    }

    /// <summary>The next answer begins and never ends.</summary>
    public FakeOllama Hangs()
    {
        _replies.Enqueue(async (response, cancel) =>
        {
            await LineAsync(response, Part("{"), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        return this;
    }

    /// <summary>The next answer goes on for ever.</summary>
    public FakeOllama Babbles()
    {
        _replies.Enqueue(async (response, cancel) =>
        {
            for (var i = 0; i < 4096 && !cancel.IsCancellationRequested; i++) await LineAsync(response, Part(new string('a', 1024)), cancel);
        });
        return this;
    }

    /// <summary>The next answer is one line of up to 64 MB.</summary>
    public FakeOllama SendsALineOf64Megabytes()
    {
        _replies.Enqueue(async (response, cancel) =>
        {
            var piece = new byte[64 * 1024];
            Array.Fill(piece, (byte)'a');
            for (var i = 0; i < 1024; i++)
            {
                await response.OutputStream.WriteAsync(piece, cancel);
                _pieces++;
            }
        });
        return this;
    }

    public static string Part(string text) => $"{{\"model\":\"qwen2.5:7b\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{{\"role\":\"assistant\",\"content\":{JsonSerializer.Serialize(text)}}},\"done\":false}}";

    public const string Done =
        "{\"model\":\"qwen2.5:7b\",\"created_at\":\"2026-01-01T00:00:01Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"total_duration\":5000000,\"load_duration\":1000000,\"prompt_eval_count\":120,\"prompt_eval_duration\":1000000,\"eval_count\":40,\"eval_duration\":2000000}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                var context = await _listener.GetContextAsync();
                _ = AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            context.Response.SendChunked = true;
            if (context.Request.Url!.AbsolutePath == "/api/tags")
                await LineAsync(context.Response, Tags ?? new JsonObject { ["models"] = new JsonArray([.. Models.Select(m => new JsonObject { ["name"] = m, ["model"] = m, ["size"] = 1 })]) }.ToJsonString(), _stop.Token);
            else
            {
                Chats.Enqueue((await JsonNode.ParseAsync(context.Request.InputStream))!);
                context.Response.ContentType = "application/x-ndjson";
                if (_replies.TryDequeue(out var reply)) await reply(context.Response, _stop.Token);
            }

            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            context.Response.Abort();
        }
    }

    private static async Task LineAsync(HttpListenerResponse response, string line, CancellationToken cancel)
    {
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancel);
        await response.OutputStream.FlushAsync(cancel);
    }
}
