namespace SentinelPerf.Load;

/// <summary>What a trial runs with.</summary>
internal sealed record TrialContext(
    RunClock Clock, TrialLedger Ledger, IRequestSender Sender, RequestMix Mix, GeneratorWatch Watch, TrialLimits Limits, ulong Seed, int MaxInFlight);

/// <summary>
/// One trial under way: a dedicated thread that paces, beats and drains, and the completions that come back on other threads. A trial runs
/// once; afterwards its public members say what happened.
/// </summary>
internal abstract class TrialRun(TrialContext context) : ICompletionSink
{
    private const long BeatNanoseconds = 10_000_000;
    private const long DrainPollNanoseconds = 1_000_000;
    private const long AbortPatienceNanoseconds = 2_000_000_000;

    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PreciseWait _wait = null!;
    private int _inFlight;
    private volatile bool _cancelled;
    private volatile bool _targetDied;
    private bool _windowOpen;
    private double _areaAtLeast;
    private double _areaAtMost;
    private long _areaStart;
    private long _areaFrom;
    private int _inFlightBefore;

    protected TrialContext Context => context;

    protected bool Stopped => _cancelled || _targetDied;

    protected int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Start of the trial, nanoseconds on the run's clock.</summary>
    public long Start { get; private set; }

    /// <summary>Start of the scored window.</summary>
    public long WindowStart { get; private set; }

    /// <summary>End of the scored window: as planned, or when the trial ended early.</summary>
    public long WindowEnd { get; private set; }

    /// <summary>When the trial was over, drain included.</summary>
    public long End { get; private set; }

    /// <summary>Nothing was left in flight when the drain limit came.</summary>
    public bool Drained { get; private set; }

    /// <summary>Every request has ended, so nobody writes to the ledger any more.</summary>
    public bool Settled => InFlight == 0;

    public bool TargetDied => _targetDied;

    public bool DecidedEarly { get; protected set; }

    /// <summary>Bounds of ∫ in-flight dt as the pacer saw it live, from the window's start until it looked last.</summary>
    public LiveInFlight SeenInFlight => new(_areaStart, _areaFrom, _areaAtLeast, _areaAtMost);

    protected abstract TimeSpan SettleTime { get; }

    protected abstract TimeSpan DrainTime { get; }

    /// <summary>Runs the trial to its end.</summary>
    /// <exception cref="OperationCanceledException">When cancelled: sending has stopped and every request in flight was given up.</exception>
    public async Task ExecuteAsync(CancellationToken targetExited, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await using var whenCancelled = cancel.UnsafeRegister(static run => ((TrialRun)run!)._cancelled = true, this);
        await using var whenDied = targetExited.UnsafeRegister(static run => ((TrialRun)run!)._targetDied = true, this);
        new Thread(Body) { IsBackground = true, Name = "SentinelPerf pacer" }.Start();
        await _finished.Task;
        cancel.ThrowIfCancellationRequested();
    }

    public void Complete(int slot, in RequestOutcome outcome)
    {
        var now = context.Clock.Nanoseconds();
        ref var entry = ref context.Ledger[slot];
        entry.Status = (short)outcome.Status;
        entry.Outcome = outcome.Kind;
        if (outcome.Detail is not null) context.Ledger.KeepFirstDetail(outcome.Kind, outcome.Detail);
        Count(in entry, outcome.Kind, now);
        Volatile.Write(ref entry.Done, now);
        // A closed loop replaces the request before it is counted out, so that in-flight never seems to be 0.
        Replace();
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>Sends until the load is over; returns the end of the scored window.</summary>
    protected abstract long Load();

    /// <summary>Counts a completion for decisions that cannot wait for scoring.</summary>
    protected abstract void Count(in LedgerEntry entry, OutcomeKind kind, long now);

    /// <summary>A request has ended: a closed loop sends the next.</summary>
    protected abstract void Replace();

    /// <summary>Called at every heartbeat while load runs; true ends the load.</summary>
    protected abstract bool ShouldEnd(long now);

    /// <summary>Sends the request of an entry. Any thread.</summary>
    /// <param name="slot">A taken entry.</param>
    /// <param name="due">Its due time; null: now.</param>
    protected void Send(int slot, long? due)
    {
        ref var entry = ref context.Ledger[slot];
        (entry.Request, entry.Url) = context.Mix.Draw(context.Seed, slot);
        Interlocked.Increment(ref _inFlight);
        var now = context.Clock.Nanoseconds();
        entry.Due = due ?? now;
        entry.Sent = now;
        context.Sender.Send(entry.Request, entry.Url, slot, this);
    }

    /// <summary>Waits on the pacer thread, beating; false: the load is over.</summary>
    protected bool WaitUntil(long until)
    {
        while (true)
        {
            var now = context.Clock.Nanoseconds();
            if (!_windowOpen && now >= WindowStart) OpenWindow(now);
            SampleInFlight(now);
            if (now - context.Watch.LastBeat >= BeatNanoseconds)
            {
                context.Watch.Beat(now);
                if (ShouldEnd(now)) return false;
            }
            if (Stopped) return false;
            if (now >= until) return true;
            var next = Math.Min(until, context.Watch.LastBeat + BeatNanoseconds);
            _wait.Until(_windowOpen ? next : Math.Min(next, WindowStart));
        }
    }

    /// <summary>To be called after the pacer has sent: in-flight falls from here until it looks again.</summary>
    protected void Sampled() => _inFlightBefore = InFlight;

    private void Body()
    {
        try
        {
            using var wait = new PreciseWait(context.Clock);
            _wait = wait;
            context.Watch.Begin();
            Start = context.Clock.Nanoseconds();
            WindowStart = Start + RunClock.FromTimeSpan(SettleTime);
            WindowEnd = Math.Max(Load(), WindowStart);
            context.Watch.CloseWindow(context.Clock.Nanoseconds());
            Drain();
            End = context.Clock.Nanoseconds();
            _finished.SetResult();
        }
        catch (Exception e) // a defect: the thread must not take the process with it, the caller gets it
        {
            context.Sender.AbortInFlight();
            _finished.SetException(e);
        }
    }

    private void OpenWindow(long now)
    {
        _windowOpen = true;
        context.Watch.OpenWindow(now);
        _areaStart = _areaFrom = context.Clock.Nanoseconds();
        _inFlightBefore = InFlight;
    }

    /// <summary>Between two looks the pacer sends nothing, so in-flight only falls: from what it was after the last send to what it is now.</summary>
    private void SampleInFlight(long now)
    {
        var inFlight = InFlight;
        if (_windowOpen && now > _areaFrom)
        {
            _areaAtLeast += (double)Math.Min(inFlight, _inFlightBefore) * (now - _areaFrom);
            _areaAtMost += (double)Math.Max(inFlight, _inFlightBefore) * (now - _areaFrom);
            _areaFrom = now;
        }
        _inFlightBefore = inFlight;
    }

    private void Drain()
    {
        var limit = _targetDied ? TimeSpan.FromSeconds(1) : DrainTime;
        var deadline = context.Clock.Nanoseconds() + RunClock.FromTimeSpan(limit);
        WaitForNothingInFlight(deadline, stopOnCancel: true);
        Drained = InFlight == 0;
        if (Drained) return;
        context.Sender.AbortInFlight();
        WaitForNothingInFlight(context.Clock.Nanoseconds() + AbortPatienceNanoseconds, stopOnCancel: false);
    }

    private void WaitForNothingInFlight(long deadline, bool stopOnCancel)
    {
        while (InFlight > 0 && !(stopOnCancel && _cancelled))
        {
            var now = context.Clock.Nanoseconds();
            if (now >= deadline) return;
            _wait.Until(Math.Min(deadline, now + DrainPollNanoseconds));
        }
    }
}
