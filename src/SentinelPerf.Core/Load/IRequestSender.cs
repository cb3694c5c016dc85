using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>How a request ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>Not resolved yet.</summary>
    None,

    /// <summary>A success by status (and checks).</summary>
    Success,

    /// <summary>Answered with another status: <c>http-503</c>.</summary>
    Status,

    /// <summary>No full answer within the timeout.</summary>
    Timeout,

    /// <summary>Nobody accepts connections there.</summary>
    Refused,

    /// <summary>The connection ended before the answer did.</summary>
    Reset,

    /// <summary>TLS could not be set up.</summary>
    Tls,

    /// <summary>The answer was not HTTP.</summary>
    Protocol,

    /// <summary>The answer failed a check.</summary>
    Check,

    /// <summary>This side ran out of ports, descriptors or could not resolve the host.</summary>
    NoAddress,

    /// <summary>Given up by <see cref="IRequestSender.AbortInFlight"/>.</summary>
    Aborted,
}

/// <summary>The end of one request.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Status">HTTP status; 0 when there was none.</param>
/// <param name="Detail">What went wrong, for a person, without secrets; null for answers.</param>
public readonly record struct RequestOutcome(OutcomeKind Kind, int Status = 0, string? Detail = null)
{
    /// <summary>The answer, when the request <see cref="PlannedRequest.NeedsResponse"/> and one came. Valid until <see cref="ICompletionSink.Complete"/> returns.</summary>
    public CapturedResponse? Response { get; init; }
}

/// <summary>Hears the end of each request.</summary>
public interface ICompletionSink
{
    /// <summary>Called exactly once for each request sent, on any thread, possibly before the sending call returns. Must be short.</summary>
    void Complete(int slot, in RequestOutcome outcome);
}

/// <summary>
/// Sends the requests of one plan to one target. The edge between the engine and a transport (or, in tests of a method, the method's body).
/// </summary>
public interface IRequestSender : IDisposable
{
    /// <summary>Name for reports: <c>raw</c>, <c>handler</c>, <c>method</c>.</summary>
    string Transport { get; }

    /// <summary>Starts one request and returns at once. Never throws, never waits: whatever happens goes to <paramref name="sink"/>.</summary>
    /// <param name="request">Index into the plan's requests.</param>
    /// <param name="url">Index into that request's URLs.</param>
    /// <param name="slot">Handed back on completion.</param>
    /// <param name="sink">Hears the end.</param>
    void Send(int request, int url, int slot, ICompletionSink sink);

    /// <summary>The same for a request that was made for this one time (<see cref="PlannedRequest.Template"/>).</summary>
    /// <param name="request">Index into the plan's requests: method, content type and checks.</param>
    /// <param name="content">URL, headers and body.</param>
    /// <param name="slot">Handed back on completion.</param>
    /// <param name="sink">Hears the end.</param>
    void Send(int request, RenderedRequest content, int slot, ICompletionSink sink) => Send(request, 0, slot, sink);

    /// <summary>Gives up every request in flight; each still completes, as <see cref="OutcomeKind.Aborted"/>. The sender stays usable.</summary>
    void AbortInFlight();
}
