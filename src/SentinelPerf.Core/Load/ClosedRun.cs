namespace SentinelPerf.Load;

/// <summary>A closed-loop trial under way: whoever handles a completion sends the next request.</summary>
internal sealed class ClosedRun(TrialContext context, ClosedTrial trial) : TrialRun(context)
{
    [ThreadStatic] private static bool t_sending;

    private volatile bool _replacing;
    private long _completions;
    private long _arrivals;
    private int _owed;

    protected override TimeSpan SettleTime => trial.Settle;

    protected override TimeSpan DrainTime => trial.DrainLimit;

    protected override long Load()
    {
        _replacing = true;
        for (var i = 0; i < trial.InFlight && !Stopped; i++)
        {
            SendNext();
            if (!WaitUntil(Start)) break; // beats when connecting many takes long
        }
        var end = Start + RunClock.FromTimeSpan(trial.Settle + trial.Scored);
        var latest = Math.Max(end, Start + RunClock.FromTimeSpan(trial.Settle + trial.LongestScored));
        var running = WaitUntil(end);
        while (running && Interlocked.Read(ref _completions) < trial.MinimumCompletions && Context.Clock.Nanoseconds() < latest)
            running = WaitUntil(Math.Min(latest, Context.Clock.Nanoseconds() + 5_000_000));
        var now = Context.Clock.Nanoseconds();
        _replacing = false;
        return now;
    }

    protected override void Count(in LedgerEntry entry, OutcomeKind kind, long now)
    {
        if (now >= WindowStart && (entry.Mark & SessionMark.Continues) == 0) Interlocked.Increment(ref _completions);
    }

    protected override void Replace()
    {
        if (_replacing && !Stopped) SendNext();
    }

    /// <summary>At once: think times are not waited here (<see cref="ClosedTrial"/> says why).</summary>
    protected override void Continue(Session session, long now)
    {
        var slot = _replacing && !Stopped ? Context.Ledger.Take() : -1;
        if (slot < 0)
        {
            Retire(session);
            return;
        }
        session.Advance();
        SendStep(session, slot, due: null);
    }

    protected override bool ShouldEnd(long now)
    {
        for (var owed = Interlocked.Exchange(ref _owed, 0); owed > 0; owed--) Replace();
        return false;
    }

    private void SendNext()
    {
        if (t_sending)
        {
            // The transport completed within Send: it never left this machine. Sending here would nest without end and fail a million times
            // a second; the pacer sends the replacement at its next heartbeat.
            Interlocked.Increment(ref _owed);
            return;
        }
        t_sending = true;
        var slot = Context.Ledger.Take();
        // Without flows every entry is an arrival, and its slot numbers it.
        if (slot >= 0) SendArrival(slot, Context.Mix.HasFlows ? Interlocked.Increment(ref _arrivals) - 1 : slot, due: null);
        t_sending = false;
    }
}
