using System.Globalization;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>What a trial runs with.</summary>
internal sealed record TrialContext(
    RunClock Clock, TrialLedger Ledger, IRequestSender Sender, RequestMix Mix, GeneratorWatch Watch, TrialLimits Limits, ulong Seed, int MaxInFlight)
{
    /// <summary>Makes sessions; null: the plan has no flows.</summary>
    public SessionScript? Sessions { get; init; }
}

/// <summary>
/// One trial under way: a dedicated thread that paces, beats and drains, and the completions that come back on other threads. A trial runs
/// once; afterwards its public members say what happened.
/// </summary>
internal abstract class TrialRun(TrialContext context) : ICompletionSink, ISessionOwner
{
    /// <summary>The pacer looks around at least this often.</summary>
    protected const long BeatNanoseconds = 10_000_000;

    private const long DrainPollNanoseconds = 1_000_000;
    private const long AbortPatienceNanoseconds = 2_000_000_000;

    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PreciseWait _wait = null!;
    private int _inFlight;

    /// <summary>Answers of sessions that are being read: no longer in flight, but not in the ledger yet either.</summary>
    private int _beingRead;
    private volatile bool _cancelled;
    private volatile bool _targetDied;
    private volatile Exception? _defect;
    private bool _windowOpen;
    private double _areaAtLeast;
    private double _areaAtMost;
    private long _areaStart;
    private long _areaFrom;
    private int _inFlightBefore;

    protected TrialContext Context => context;

    /// <summary>T, nanoseconds.</summary>
    protected long LatencyLimit { get; } = RunClock.FromTimeSpan(context.Limits.Latency);

    protected bool Stopped => _cancelled || _targetDied || _defect is not null;

    protected int InFlight => Volatile.Read(ref _inFlight) - Volatile.Read(ref _beingRead);

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
    public bool Settled => Volatile.Read(ref _inFlight) == 0;

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
        Record(ref entry, WithinTime(in outcome, in entry, now), now);
        // A closed loop replaces the request before it is counted out, so that in-flight never seems to be 0.
        Replace();
        Interlocked.Decrement(ref _inFlight);
    }

    void ISessionOwner.Complete(Session session, int slot, in RequestOutcome outcome)
    {
        var now = context.Clock.Nanoseconds();
        Interlocked.Increment(ref _beingRead);
        ref var entry = ref context.Ledger[slot];
        var judged = Read(session, WithinTime(in outcome, in entry, now));
        var success = judged.Kind == OutcomeKind.Success;
        var goesOn = success && !session.AtLastStep;
        if (success && now - entry.Due > LatencyLimit) session.Spoiled = true;
        if (goesOn) entry.Mark |= SessionMark.Continues;
        Record(ref entry, in judged, now);
        if (goesOn) Continue(session, now);
        else
        {
            Retire(session);
            Replace();
        }
        Interlocked.Decrement(ref _inFlight);
        Interlocked.Decrement(ref _beingRead);
    }

    /// <summary>Sends until the load is over; returns the end of the scored window.</summary>
    protected abstract long Load();

    /// <summary>Counts a completion for decisions that cannot wait for scoring.</summary>
    protected abstract void Count(in LedgerEntry entry, OutcomeKind kind, long now);

    /// <summary>A request that stands alone, or a session, has ended: a closed loop sends the next.</summary>
    protected abstract void Replace();

    /// <summary>A session has more to send: now, or when its think time is over. The thread that handled the completion.</summary>
    protected abstract void Continue(Session session, long now);

    /// <summary>A session is over, at its last step or before. Any thread.</summary>
    protected virtual void Retire(Session session) => context.Sessions!.Return(session);

    /// <summary>Sends the steps that are due, beside the arrivals; returns when the next is. The pacer only.</summary>
    protected virtual long SendSteps(long now) => long.MaxValue;

    /// <summary>Called at every heartbeat while load runs; true ends the load.</summary>
    protected abstract bool ShouldEnd(long now);

    /// <summary>Sends what an arrival turns out to be. Any thread.</summary>
    /// <param name="slot">A taken entry.</param>
    /// <param name="number">The arrival's number: draws what it is.</param>
    /// <param name="due">Its due time; null: now.</param>
    protected void SendArrival(int slot, long number, long? due)
    {
        var arrival = context.Mix.Draw(context.Seed, number);
        if (arrival.Flow >= 0)
        {
            var session = context.Sessions!.Rent();
            session.Begin(this, arrival.Flow, arrival.Bits, due - Start ?? 0);
            SendStep(session, slot, due);
            return;
        }
        RenderedRequest? content;
        try
        {
            content = context.Mix.Render(in arrival);
        }
        catch (Exception e) // see Read
        {
            _defect = e;
            return;
        }
        ref var entry = ref context.Ledger[slot];
        (entry.Request, entry.Url) = (arrival.Request, arrival.Url);
        Stamp(ref entry, due);
        if (content is null) context.Sender.Send(entry.Request, entry.Url, slot, this);
        else context.Sender.Send(entry.Request, content, slot, this);
    }

    /// <summary>Sends the current step of a session. Any thread.</summary>
    protected void SendStep(Session session, int slot, long? due)
    {
        RenderedRequest? content;
        ushort url;
        try
        {
            content = session.Prepare(out url);
        }
        catch (Exception e) // see Read
        {
            _defect = e;
            return;
        }
        ref var entry = ref context.Ledger[slot];
        (entry.Request, entry.Url) = ((ushort)session.Request, url);
        entry.Mark = (session.Step > 0 ? SessionMark.Later : SessionMark.None) | (session.Spoiled ? SessionMark.Spoiled : SessionMark.None);
        Stamp(ref entry, due);
        if (content is null) context.Sender.Send(entry.Request, url, slot, session);
        else context.Sender.Send(entry.Request, content, slot, session);
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
            // What is due after the next arrival waits for it: the ledger stays in order, and a trial that ends there has not sent it.
            var step = SendSteps(Math.Min(now, until));
            if (now >= until) return true;
            var next = Math.Min(Math.Min(until, step), context.Watch.LastBeat + BeatNanoseconds);
            _wait.Until(_windowOpen ? next : Math.Min(next, WindowStart));
        }
    }

    /// <summary>To be called after the pacer has sent: in-flight falls from here until it looks again.</summary>
    protected void Sampled() => _inFlightBefore = InFlight;

    /// <summary>Takes from the answer what the session needs.</summary>
    private RequestOutcome Read(Session session, in RequestOutcome outcome)
    {
        try
        {
            return session.Accept(in outcome);
        }
        catch (Exception e) // a defect: the transport's thread must not end by it, nor may the target be blamed; the pacer ends the trial with it
        {
            _defect = e;
            return new(OutcomeKind.Check, outcome.Status, e.Message);
        }
    }

    /// <summary>A success that took longer than its checks allow is none. By service time: what a late pacer or a queue of sends adds is not the request's.</summary>
    private RequestOutcome WithinTime(in RequestOutcome outcome, in LedgerEntry entry, long now)
    {
        if (outcome.Kind != OutcomeKind.Success) return outcome;
        var (took, most) = (now - entry.Sent, context.Mix.LongestTime(entry.Request));
        if (took <= most) return outcome;
        var detail = context.Ledger.DetailOf(OutcomeKind.Check) ?? string.Create(CultureInfo.InvariantCulture, $"took {took / 1e6:0.#} ms, at most {most / 1e6:0.###} ms");
        return new(OutcomeKind.Check, outcome.Status, detail);
    }

    private void Record(ref LedgerEntry entry, in RequestOutcome outcome, long now)
    {
        entry.Status = (short)outcome.Status;
        entry.Outcome = outcome.Kind;
        if (outcome.Detail is not null) context.Ledger.KeepFirstDetail(outcome.Kind, outcome.Detail);
        Count(in entry, outcome.Kind, now);
        Volatile.Write(ref entry.Done, now);
    }

    private void Stamp(ref LedgerEntry entry, long? due)
    {
        Interlocked.Increment(ref _inFlight);
        var now = context.Clock.Nanoseconds();
        entry.Due = due ?? now;
        entry.Sent = now;
    }

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
            ThrowIfDefect();
            context.Watch.CloseWindow(context.Clock.Nanoseconds());
            Drain();
            End = context.Clock.Nanoseconds();
            ThrowIfDefect();
            _finished.SetResult();
        }
        catch (Exception e) // a defect: the thread must not take the process with it, the caller gets it
        {
            context.Sender.AbortInFlight();
            _finished.SetException(e);
        }
    }

    private void ThrowIfDefect()
    {
        if (_defect is { } defect) throw new InvalidOperationException("A request could not be made or its answer not be read: " + defect.Message, defect);
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
        Drained = Settled;
        if (Drained) return;
        context.Sender.AbortInFlight();
        WaitForNothingInFlight(context.Clock.Nanoseconds() + AbortPatienceNanoseconds, stopOnCancel: false);
    }

    private void WaitForNothingInFlight(long deadline, bool stopOnCancel)
    {
        while (!Settled && !(stopOnCancel && _cancelled))
        {
            var now = context.Clock.Nanoseconds();
            if (now >= deadline) return;
            _wait.Until(Math.Min(deadline, now + DrainPollNanoseconds));
        }
    }
}
