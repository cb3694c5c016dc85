using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>
/// Sends over <see cref="SocketsHttpHandler"/>: HTTP/1.1, http and https, no redirects, no proxy, no cookies, as many connections as
/// arrivals need. Bodies are read to their end and thrown away.
/// </summary>
public sealed class HandlerSender : IRequestSender
{
    private const int WasteBytes = 64 * 1024;

    // Every response is read into the same bytes: nobody looks at them, so it does not matter who writes where.
    private static readonly byte[] s_waste = new byte[WasteBytes];
    private readonly HttpMessageInvoker _invoker;
    private readonly PreparedRequest[] _requests;
    private readonly TimeSpan _timeout;
    private readonly ConcurrentQueue<Call> _idle = new();
    private readonly Lock _callsLock = new();
    private readonly List<Call> _calls = [];
    private readonly int _mostInFlight;
    private int _inFlight;

    /// <summary>Prepares the requests of a plan for a target.</summary>
    /// <param name="baseAddress">Where the target answers.</param>
    /// <param name="requests">The plan's requests.</param>
    /// <param name="headers">Headers of every request, such as those of authentication. Secrets.</param>
    /// <param name="timeout">A request that takes longer ends as <see cref="OutcomeKind.Timeout"/>.</param>
    public HandlerSender(Uri baseAddress, ImmutableArray<PlannedRequest> requests, ImmutableArray<KeyValuePair<string, string>> headers, TimeSpan timeout)
        : this(baseAddress, requests, headers, timeout, DescriptorBudget.MostConnections())
    {
    }

    internal HandlerSender(
        Uri baseAddress, ImmutableArray<PlannedRequest> requests, ImmutableArray<KeyValuePair<string, string>> headers, TimeSpan timeout, int mostInFlight)
    {
        _mostInFlight = mostInFlight;
        _timeout = timeout;
        _requests = [.. requests.Select(r => new PreparedRequest(baseAddress, r, headers))];
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null, // no traceparent: it would start a trace in the target for every request
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            ConnectTimeout = timeout,
            SslOptions = new SslClientAuthenticationOptions
            {
                // Self-signed certificates of loopback targets (development certificates) are accepted, any other must be good.
                RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || baseAddress.IsLoopback,
            },
        });
    }

    /// <inheritdoc/>
    public string Transport => "handler";

    /// <inheritdoc/>
    public void Send(int request, int url, int slot, ICompletionSink sink)
    {
        // Over HTTP/1.1 no more connections are open than requests were ever in flight at once.
        if (Interlocked.Increment(ref _inFlight) > _mostInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            sink.Complete(slot, DescriptorBudget.Spent(_mostInFlight));
            return;
        }
        var call = _idle.TryDequeue(out var idle) && !idle.Aborted ? idle : NewCall();
        _ = RunAsync(call, _requests[request], url, slot, sink); // ends in sink.Complete, whatever happens
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

    private async Task RunAsync(Call call, PreparedRequest prepared, int url, int slot, ICompletionSink sink)
    {
        RequestOutcome outcome;
        try
        {
            var cancel = call.Begin(_timeout);
            using var message = prepared.CreateMessage(url);
            using var response = await _invoker.SendAsync(message, cancel).ConfigureAwait(false);
            await DrainAsync(response.Content, cancel).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            outcome = new(prepared.IsSuccess(status) ? OutcomeKind.Success : OutcomeKind.Status, status);
        }
        catch (Exception e) // a transport reports; it never throws into the engine
        {
            outcome = TransportErrors.Classify(e, call.Aborted);
        }
        Return(call);
        Interlocked.Decrement(ref _inFlight);
        sink.Complete(slot, outcome);
    }

    private static async ValueTask DrainAsync(HttpContent content, CancellationToken cancel)
    {
        var body = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        while (await body.ReadAsync(s_waste, cancel).ConfigureAwait(false) > 0) { }
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

    /// <summary>A planned request with everything that is the same each time.</summary>
    private sealed class PreparedRequest(Uri baseAddress, PlannedRequest plan, ImmutableArray<KeyValuePair<string, string>> headers)
    {
        private readonly HttpMethod _method = HttpMethod.Parse(plan.Method);
        private readonly Uri[] _urls = [.. plan.Urls.Select(u => RequestUri.Of(baseAddress, u))];
        private readonly byte[]? _body = plan.Body is null ? null : System.Text.Encoding.UTF8.GetBytes(plan.Body);
        private readonly KeyValuePair<string, string>[] _headers = [.. headers, .. plan.Headers];

        public bool IsSuccess(int status) => SuccessRule.Holds(plan, status);

        public HttpRequestMessage CreateMessage(int url)
        {
            var message = new HttpRequestMessage(_method, _urls[url]) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            if (_body is not null)
            {
                message.Content = new ByteArrayContent(_body);
                message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(plan.ContentType ?? "application/octet-stream");
            }
            foreach (var (name, value) in _headers)
                if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
            return message;
        }
    }
}
