using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SentinelPerf.Load.Raw;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>
/// Sends over <see cref="SocketsHttpHandler"/>: HTTP/1.1 and HTTP/2, http and https, no redirects, no proxy, no cookies, as many connections
/// as arrivals need. Bodies are read to their end and thrown away, unless the request needs its answer.
/// </summary>
public sealed class HandlerSender : IRequestSender
{
    private const int WasteBytes = 64 * 1024;

    // Every response is read into the same bytes: nobody looks at them, so it does not matter who writes where.
    private static readonly byte[] s_waste = new byte[WasteBytes];
    private readonly SenderSetup _setup;
    private readonly HttpMessageInvoker _invoker;
    private readonly HandlerRequest[] _requests;
    private readonly ConcurrentQueue<Call> _idle = new();
    private readonly ConcurrentQueue<ResponseCapture> _captures = new();
    private readonly Lock _callsLock = new();
    private readonly List<Call> _calls = [];
    private readonly int _mostInFlight;
    private int _inFlight;

    /// <summary>Prepares the requests of a plan for a target.</summary>
    /// <param name="setup">For any target.</param>
    public HandlerSender(SenderSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _setup = setup;
        var mostOpen = setup.MostOpen();
        // Over HTTP/1.1 no more connections are open than requests were ever in flight at once; over HTTP/2 many requests share one.
        _mostInFlight = setup.IsMultiplexed ? int.MaxValue : mostOpen;
        var (addresses, port) = (HostAddresses.Find(setup.BaseAddress), setup.BaseAddress.Port);
        _requests = [.. setup.Requests.Select(r => new HandlerRequest(setup, r))];
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null, // no traceparent: it would start a trace in the target for every request
            MaxConnectionsPerServer = setup.IsMultiplexed ? mostOpen : int.MaxValue,
            EnableMultipleHttp2Connections = true,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            ConnectTimeout = setup.Timeout,
            ConnectCallback = (_, cancel) => ConnectAsync(addresses, port, cancel),
            SslOptions = setup.Certificates.Options(setup.BaseAddress),
        });
    }

    /// <inheritdoc/>
    public string Transport => "handler";

    /// <inheritdoc/>
    public void Send(int request, int url, int slot, ICompletionSink sink) => Start(_requests[request], url, null, slot, sink);

    /// <inheritdoc/>
    public void Send(int request, RenderedRequest content, int slot, ICompletionSink sink) => Start(_requests[request], 0, content, slot, sink);

    private void Start(HandlerRequest prepared, int url, RenderedRequest? content, int slot, ICompletionSink sink)
    {
        if (Interlocked.Increment(ref _inFlight) > _mostInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            sink.Complete(slot, DescriptorBudget.Spent(_mostInFlight));
            return;
        }
        var call = _idle.TryDequeue(out var idle) && !idle.Aborted ? idle : NewCall();
        _ = RunAsync(call, prepared, url, content, slot, sink); // ends in sink.Complete, whatever happens
    }

    /// <inheritdoc/>
    public void AbortInFlight()
    {
        lock (_callsLock)
        {
            foreach (var call in _calls) call.Abort();
        }
    }

    /// <summary>Closes every connection; requests still in flight complete as aborted.</summary>
    public void Dispose()
    {
        AbortInFlight();
        _invoker.Dispose();
    }

    /// <summary>The name is resolved once: the resolver answers one question after the other, and would turn what it cannot resolve into timeouts.</summary>
    private static async ValueTask<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancel)
    {
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task RunAsync(Call call, HandlerRequest prepared, int url, RenderedRequest? content, int slot, ICompletionSink sink)
    {
        RequestOutcome outcome;
        ResponseCapture? capture = null;
        try
        {
            var cancel = call.Begin(_setup.Timeout);
            string? fault = null;
            using var message = content is null ? prepared.CreateMessage(url) : prepared.TryRender(content, out fault);
            if (message is null) outcome = new(OutcomeKind.Protocol, 0, $"the request was not sent: {fault}");
            else
            {
                using var response = await _invoker.SendAsync(message, cancel).ConfigureAwait(false);
                if (prepared.Plan.NeedsResponse) capture = Capture(response);
                await ReadAsync(response.Content, capture, cancel).ConfigureAwait(false);
                var status = (int)response.StatusCode;
                outcome = SuccessRule.Judge(prepared.Plan, status, capture?.Finish(status));
                if (SuccessRule.RefusesWhoWeAre(prepared.Plan, outcome)) _setup.Headers.Refused();
            }
        }
        catch (Exception e) // a transport reports; it never throws into the engine
        {
            outcome = TransportErrors.Classify(e, call.Aborted);
        }
        Return(call);
        Interlocked.Decrement(ref _inFlight);
        sink.Complete(slot, outcome);
        if (capture is null) return;
        capture.Clear();
        _captures.Enqueue(capture);
    }

    private ResponseCapture Capture(HttpResponseMessage response)
    {
        if (!_captures.TryDequeue(out var capture)) capture = new();
        foreach (var (name, values) in response.Headers.NonValidated)
            foreach (var value in values) capture.Add(name, value);
        foreach (var (name, values) in response.Content.Headers.NonValidated)
            foreach (var value in values) capture.Add(name, value);
        return capture;
    }

    private static async ValueTask ReadAsync(HttpContent content, ResponseCapture? capture, CancellationToken cancel)
    {
        var body = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        while (true)
        {
            var room = capture?.Room() ?? default;
            var read = await body.ReadAsync(room.IsEmpty ? s_waste : room, cancel).ConfigureAwait(false);
            if (read == 0) return;
            capture?.Advance(read, kept: !room.IsEmpty);
        }
    }

    private Call NewCall()
    {
        var call = new Call();
        lock (_callsLock) _calls.Add(call);
        return call;
    }

    private void Return(Call call)
    {
        if (call.TryReset())
        {
            _idle.Enqueue(call);
            return;
        }
        lock (_callsLock)
        {
            _calls.Remove(call);
            call.Dispose();
        }
    }

    /// <summary>The cancellation of one request under way; reused until it was really cancelled.</summary>
    private sealed class Call : IDisposable
    {
        private readonly CancellationTokenSource _cancel = new();
        private volatile bool _busy;

        public bool Aborted { get; private set; }

        public CancellationToken Begin(TimeSpan timeout)
        {
            _busy = true;
            _cancel.CancelAfter(timeout);
            return _cancel.Token;
        }

        public void Abort()
        {
            if (!_busy) return;
            Aborted = true;
            _cancel.Cancel();
        }

        public bool TryReset()
        {
            _busy = false;
            return !Aborted && _cancel.TryReset();
        }

        public void Dispose() => _cancel.Dispose();
    }
}
