using System.Collections.Immutable;
using SentinelPerf.Load.Raw;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>Chooses the transport for a target: raw sockets for plain HTTP/1.1 on Linux, SocketsHttpHandler for https, HTTP/2 and elsewhere.</summary>
public static class RequestSenders
{
    /// <summary>Makes the transport.</summary>
    public static IRequestSender For(SenderSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return setup.BaseAddress.Scheme == Uri.UriSchemeHttp && !setup.IsMultiplexed && RawSender.IsSupported ? new RawSender(setup) : new HandlerSender(setup);
    }

    /// <summary>A factory for <see cref="TrialEngineSetup.Connect"/>, with the defaults of <see cref="SenderSetup"/>.</summary>
    /// <param name="requests">The plan's requests.</param>
    /// <param name="headers">Headers of every request, such as those of authentication. Secrets.</param>
    /// <param name="timeout">A request that takes longer is an error.</param>
    public static Func<Uri, IRequestSender> For(
        ImmutableArray<PlannedRequest> requests, ImmutableArray<KeyValuePair<string, string>> headers, TimeSpan timeout) =>
        address => For(new SenderSetup(address, requests) { Headers = new(headers), Timeout = timeout });

    /// <summary>Sends one request and waits for its end.</summary>
    /// <param name="sender">The transport.</param>
    /// <param name="request">Index into the plan's requests.</param>
    /// <param name="url">Index into that request's URLs.</param>
    /// <param name="cancel">Gives up everything that the sender has in flight.</param>
    public static async Task<RequestOutcome> SendAsync(this IRequestSender sender, int request, int url, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var single = new SingleCompletion();
        await using var whenCancelled = cancel.UnsafeRegister(static s => ((IRequestSender)s!).AbortInFlight(), sender);
        sender.Send(request, url, 0, single);
        return await EndAsync(single, cancel);
    }

    /// <summary>The same for a request made for this one time.</summary>
    /// <param name="sender">The transport.</param>
    /// <param name="request">Index into the plan's requests.</param>
    /// <param name="content">URL, headers and body.</param>
    /// <param name="cancel">Gives up everything that the sender has in flight.</param>
    public static async Task<RequestOutcome> SendAsync(this IRequestSender sender, int request, RenderedRequest content, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var single = new SingleCompletion();
        await using var whenCancelled = cancel.UnsafeRegister(static s => ((IRequestSender)s!).AbortInFlight(), sender);
        sender.Send(request, content, 0, single);
        return await EndAsync(single, cancel);
    }

    private static async Task<RequestOutcome> EndAsync(SingleCompletion single, CancellationToken cancel)
    {
        var outcome = await single.Task.WaitAsync(cancel);
        cancel.ThrowIfCancellationRequested();
        return outcome;
    }

    private sealed class SingleCompletion : ICompletionSink
    {
        private readonly TaskCompletionSource<RequestOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<RequestOutcome> Task => _done.Task;

        // What was captured is the transport's again once this returns.
        public void Complete(int slot, in RequestOutcome outcome) => _done.TrySetResult(outcome with { Response = null });
    }
}
