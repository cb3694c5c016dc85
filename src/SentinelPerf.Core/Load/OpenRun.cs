namespace SentinelPerf.Load;

/// <summary>An open-model trial under way: every arrival is sent when it is due, whatever the target does.</summary>
internal sealed class OpenRun : TrialRun
{
    /// <summary>A completion may be stamped and not yet visible; an entry counts as overdue only this long after it is.</summary>
    private const long VisibilitySlack = 20_000_000;

    private readonly OpenTrial _trial;
    private readonly ArrivalSchedule _schedule;
    private readonly LiveArrivals? _live;
    private readonly ThinkQueue? _thinking;
    private readonly long _settle;
    private readonly long _length;
    private long _mostScored;
    private int _arrived;
    private int _stepsDue;
    private int _matured;
    private long _overdue;
    private long _errorsInTime;
    private long _errorsLate;
    private long _oldestAtCap;

    /// <param name="context">What it runs with.</param>
    /// <param name="trial">What is asked for.</param>
    /// <param name="schedule">The arrivals; not looked at when the rate is live.</param>
    /// <param name="live">The arrivals of a live rate; null: there is none.</param>
    public OpenRun(TrialContext context, OpenTrial trial, ArrivalSchedule schedule, LiveArrivals? live = null) : base(context)
    {
        (_trial, _schedule, _live) = (trial, schedule, live);
        (_settle, _length) = (RunClock.FromTimeSpan(trial.Settle), RunClock.FromTimeSpan(trial.Settle + trial.Scored));
        if (context.Mix.HasFlows) _thinking = new();
        PlannedScored = _mostScored = MostScored();
    }

    /// <summary>Most requests that the trial can send.</summary>
    public int MostRequests { get; private set; }

    /// <summary>Scored requests if the trial runs to its end. With flows: the most there may be, as known when it was decided, or at the end.</summary>
    public long PlannedScored { get; private set; }

    /// <summary>Arrivals left out because the cap was reached.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Age of the oldest request when the cap was reached first; null: never reached.</summary>
    public TimeSpan? OldestAtCap => LeftOut == 0 ? null : RunClock.ToTimeSpan(_oldestAtCap);

    /// <summary>Arrivals in all.</summary>
    public int Arrivals => _live is null ? _schedule.Count : _arrived;

    /// <summary>Requests due before the load ended: arrivals, and the steps that followed.</summary>
    public int DueByEnd => (_live is null ? FirstAtOrAfter(_schedule.Due, WindowEnd - Start) : _arrived) + _stepsDue;

    protected override TimeSpan SettleTime => _trial.Settle;

    protected override TimeSpan DrainTime
    {
        get
        {
            var wait = _trial.Limits.Latency + _trial.Grace;
            return wait > _trial.DrainLimit ? wait : _trial.DrainLimit;
        }
    }

    protected override long Load() => _live is null ? FollowSchedule() : Follow(_live);

    private long FollowSchedule()
    {
        for (var i = 0; i < _schedule.Count; i++)
        {
            var due = Start + _schedule[i];
            // Ended early: what is due but not sent yet belongs to the time after the trial, else it would seem to have been left out.
            if (!WaitUntil(due)) return Math.Min(due, Context.Clock.Nanoseconds());
            Arrive(due);
        }
        var end = Start + _length;
        return WaitUntil(end) ? end : Context.Clock.Nanoseconds();
    }

    private long Follow(LiveArrivals live)
    {
        while (true)
        {
            var now = Context.Clock.Nanoseconds() - Start;
            // What was due under the old rate is sent first.
            if (live.Next > now) live.Follow(now);
            var until = Math.Min(Math.Min(live.Next, _length), Math.Max(now, 0) + BeatNanoseconds);
            if (!WaitUntil(Start + until)) return Context.Clock.Nanoseconds();
            if (until == _length) return Start + _length;
            if (until < live.Next) continue;
            Arrive(Start + until);
            live.Advance();
        }
    }

    private void Arrive(long due)
    {
        var slot = Context.Ledger.Take();
        if (InFlight >= Context.MaxInFlight) LeaveOut(slot, due);
        else SendArrival(slot, _arrived, due);
        _arrived++;
        Sampled();
    }

    protected override void Count(in LedgerEntry entry, OutcomeKind kind, long now)
    {
        if (kind == OutcomeKind.Success || entry.Due < WindowStart) return;
        if (now - entry.Due <= LatencyLimit) Interlocked.Increment(ref _errorsInTime);
        else Interlocked.Increment(ref _errorsLate);
    }

    protected override void Replace() { }

    /// <summary>
    /// The next step is due when the think time is over, but no sooner than the pacer is sure to look: within a beat. So it is never sent
    /// late by its own due time, and only the pacer sends. What would be due after the end is not sent, and no sample.
    /// </summary>
    protected override void Continue(Session session, long now)
    {
        session.NextDue = now + Math.Max(RunClock.FromTimeSpan(session.Think), BeatNanoseconds);
        if (session.NextDue < Start + _length) _thinking!.Add(session);
        else Retire(session);
    }

    /// <summary>Steps that a session will not send any more are taken from the number that may yet be scored.</summary>
    protected override void Retire(Session session)
    {
        var lost = Context.Mix.MostRequests(session.Flow, session.Step + 1, session.ArrivedAt, _length);
        if (lost > 0) Interlocked.Add(ref _mostScored, -lost);
        base.Retire(session);
    }

    protected override long SendSteps(long now)
    {
        if (_thinking is null) return long.MaxValue;
        while (_thinking.TryTake(now, out var session))
        {
            var slot = Context.Ledger.Take();
            session.Advance();
            _stepsDue++;
            if (session.NextDue < WindowStart) Interlocked.Decrement(ref _mostScored);
            if (InFlight < Context.MaxInFlight) SendStep(session, slot, session.NextDue);
            else
            {
                Context.Ledger[slot].Mark = SessionMark.Later;
                LeaveOut(slot, session.NextDue);
                Retire(session);
            }
            Sampled();
        }
        return _thinking.NextDue;
    }

    /// <summary>
    /// Bad so far = answered with an error in time + not answered in time. The second is counted by a cursor that passes each entry once,
    /// T after it was due: late successes, late errors and the unresolved alike.
    /// </summary>
    /// <remarks>
    /// How many requests sessions will send is not known before they end, so with flows the bad are held against the most that can come of
    /// those under way. The number at the end is that or less, and fewer requests allow no more bad ones: an early FAIL is a FAIL at the end.
    /// </remarks>
    protected override bool ShouldEnd(long now)
    {
        if (!_trial.StopWhenDecided || _live is not null) return false;
        var ripe = now - LatencyLimit - VisibilitySlack;
        // Steps may stand a little before arrivals that were due earlier: they are counted a moment later, never left out.
        for (var count = Context.Ledger.Count; _matured < count; _matured++)
        {
            ref var entry = ref Context.Ledger[_matured];
            if (entry.Due > ripe) break;
            if (entry.Due < WindowStart || entry.Sent == 0) continue;
            var done = Volatile.Read(ref entry.Done);
            if (done == 0 || done - entry.Due > LatencyLimit) _overdue++;
        }
        PlannedScored = Interlocked.Read(ref _mostScored);
        var inTime = Interlocked.Read(ref _errorsInTime);
        return DecidedEarly = inTime + _overdue >= TrialLimits.BadToFail(_trial.Limits.BadShare, PlannedScored)
            || inTime + Interlocked.Read(ref _errorsLate) >= TrialLimits.BadToFail(_trial.Limits.ErrorShare, PlannedScored);
    }

    private long MostScored()
    {
        if (_live is not null)
        {
            // Only so that most of the ledger need not be made while it runs.
            MostRequests = (int)Math.Min(1e6, _trial.Live!.PerSecond * _length * 1e-9 * Context.Mix.RequestsPerArrival);
            return 0;
        }
        if (_thinking is null)
        {
            MostRequests = _schedule.Count;
            return _schedule.Count - FirstAtOrAfter(_schedule.Due, _settle);
        }
        var most = 0L;
        for (var i = 0; i < _schedule.Count; i++)
        {
            var requests = Context.Mix.MostRequests(Context.Mix.Draw(Context.Seed, i).Flow, 0, _schedule[i], _length);
            MostRequests += requests;
            most += _schedule[i] < _settle ? requests - 1 : requests;
        }
        return most;
    }

    private void LeaveOut(int slot, long due)
    {
        ref var entry = ref Context.Ledger[slot];
        entry.Due = due;
        if (LeftOut++ > 0) return;
        for (var i = 0; i < slot; i++)
        {
            ref var older = ref Context.Ledger[i];
            if (older.Sent == 0 || Volatile.Read(ref older.Done) != 0) continue;
            // From its send: a burst that a stalled pacer caught up with is old by its due times, and no fault of the target.
            _oldestAtCap = Context.Clock.Nanoseconds() - older.Sent;
            return;
        }
    }

    private static int FirstAtOrAfter(ReadOnlySpan<long> sorted, long value)
    {
        var index = sorted.BinarySearch(value);
        if (index < 0) return ~index;
        while (index > 0 && sorted[index - 1] >= value) index--;
        return index;
    }
}
