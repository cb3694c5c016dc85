namespace SentinelPerf.Load;

/// <summary>An open-model trial under way: every arrival is sent when it is due, whatever the target does.</summary>
internal sealed class OpenRun : TrialRun
{
    /// <summary>A completion may be stamped and not yet visible; an entry counts as overdue only this long after it is.</summary>
    private const long VisibilitySlack = 20_000_000;

    /// <summary>Fewer bad requests never decide a trial (MEASUREMENT: slow targets).</summary>
    public const int FewestBad = 3;

    private readonly OpenTrial _trial;
    private readonly ArrivalSchedule _schedule;
    private readonly long _latencyLimit;
    /// <summary>1 − 0.9 is a little less than 0.1: without it a trial would end as decided one bad request too early.</summary>
    private const double RoundingSlack = 1e-9;

    private readonly long _badAllowed;
    private readonly long _errorsAllowed;
    private int _sent;
    private int _matured;
    private long _overdue;
    private long _errorsInTime;
    private long _errorsLate;
    private long _oldestAtCap;

    public OpenRun(TrialContext context, OpenTrial trial, ArrivalSchedule schedule) : base(context)
    {
        (_trial, _schedule) = (trial, schedule);
        _latencyLimit = RunClock.FromTimeSpan(trial.Limits.Latency);
        var settle = RunClock.FromTimeSpan(trial.Settle);
        PlannedScored = schedule.Count - FirstAtOrAfter(schedule.Due, settle);
        _badAllowed = Math.Max(FewestBad - 1, (long)Math.Floor(trial.Limits.BadShare * PlannedScored + RoundingSlack));
        _errorsAllowed = Math.Max(FewestBad - 1, (long)Math.Floor(trial.Limits.ErrorShare * PlannedScored + RoundingSlack));
    }

    /// <summary>Scored requests if the trial runs to its end.</summary>
    public int PlannedScored { get; }

    /// <summary>Arrivals left out because the cap was reached.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Age of the oldest request when the cap was reached first; null: never reached.</summary>
    public TimeSpan? OldestAtCap => LeftOut == 0 ? null : RunClock.ToTimeSpan(_oldestAtCap);

    /// <summary>Arrivals due before the load ended.</summary>
    public int DueByEnd => FirstAtOrAfter(_schedule.Due, WindowEnd - Start);

    protected override TimeSpan SettleTime => _trial.Settle;

    protected override TimeSpan DrainTime
    {
        get
        {
            var wait = _trial.Limits.Latency + _trial.Grace;
            return wait > _trial.DrainLimit ? wait : _trial.DrainLimit;
        }
    }

    protected override long Load()
    {
        for (var i = 0; i < _schedule.Count; i++)
        {
            var due = Start + _schedule[i];
            // Ended early: what is due but not sent yet belongs to the time after the trial, else it would seem to have been left out.
            if (!WaitUntil(due)) return Math.Min(due, Context.Clock.Nanoseconds());
            var slot = Context.Ledger.Take();
            if (InFlight >= Context.MaxInFlight) LeaveOut(slot, due);
            else Send(slot, due);
            _sent = i + 1;
            Sampled();
        }
        var end = Start + RunClock.FromTimeSpan(_trial.Settle + _trial.Scored);
        return WaitUntil(end) ? end : Context.Clock.Nanoseconds();
    }

    protected override void Count(in LedgerEntry entry, OutcomeKind kind, long now)
    {
        if (kind == OutcomeKind.Success || entry.Due < WindowStart) return;
        if (now - entry.Due <= _latencyLimit) Interlocked.Increment(ref _errorsInTime);
        else Interlocked.Increment(ref _errorsLate);
    }

    protected override void Replace() { }

    /// <summary>
    /// Bad so far = answered with an error in time + not answered in time. The second is counted by a cursor that passes each entry once,
    /// T after it was due: late successes, late errors and the unresolved alike.
    /// </summary>
    protected override bool ShouldEnd(long now)
    {
        var ripe = now - _latencyLimit - VisibilitySlack;
        for (; _matured < _sent; _matured++)
        {
            ref var entry = ref Context.Ledger[_matured];
            if (entry.Due > ripe) break;
            if (entry.Due < WindowStart || entry.Sent == 0) continue;
            var done = Volatile.Read(ref entry.Done);
            if (done == 0 || done - entry.Due > _latencyLimit) _overdue++;
        }
        var inTime = Interlocked.Read(ref _errorsInTime);
        var bad = inTime + _overdue > _badAllowed || inTime + Interlocked.Read(ref _errorsLate) > _errorsAllowed;
        return DecidedEarly = bad && _trial.StopWhenDecided;
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
