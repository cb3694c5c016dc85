namespace SentinelPerf.Load;

/// <summary>Goes once through a flow before the load, as one user who does not think.</summary>
internal sealed class FlowProbe(SessionScript script, IRequestSender sender) : ISessionOwner
{
    private TaskCompletionSource<RequestOutcome> _done = new();

    /// <summary>The step that did not succeed and what came of it; null: all did.</summary>
    public async Task<(int Step, RequestOutcome Outcome)?> RunAsync(int flow, CancellationToken cancel)
    {
        var session = new Session(script);
        session.Begin(this, flow, bits: (ulong)flow, arrivedAt: 0);
        await using var whenCancelled = cancel.UnsafeRegister(static s => ((IRequestSender)s!).AbortInFlight(), sender);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var content = session.Prepare(out var url);
            if (content is null) sender.Send(session.Request, url, 0, session);
            else sender.Send(session.Request, content, 0, session);
            var outcome = await _done.Task.WaitAsync(cancel);
            cancel.ThrowIfCancellationRequested();
            if (outcome.Kind != OutcomeKind.Success) return (session.Step, outcome);
            if (session.AtLastStep) return null;
            session.Advance();
        }
    }

    /// <summary>The answer is read here: it is gone when this returns.</summary>
    void ISessionOwner.Complete(Session session, int slot, in RequestOutcome outcome)
    {
        try
        {
            _done.TrySetResult(session.Accept(in outcome));
        }
        catch (Exception e) // a defect, for the caller: the transport's thread must not end by it
        {
            _done.TrySetException(e);
        }
    }
}
