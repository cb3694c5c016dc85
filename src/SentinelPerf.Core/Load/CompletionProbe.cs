using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>
/// Measures how late this process handles what has become ready: a ping to ourselves each heartbeat, on the same road as the responses,
/// timed from sending to handling. A delay here would otherwise look like the target's.
/// </summary>
internal abstract class CompletionProbe(RunClock clock) : IDisposable
{
    private readonly LatencyHistogram _delays = new();
    private long _sentAt;
    private int _outstanding;

    /// <summary>Forgets what was measured before; a ping still under way counts for the new trial.</summary>
    public void Reset()
    {
        lock (_delays) _delays.Clear();
    }

    /// <summary>Sends a ping unless one is still under way. Called by the pacer.</summary>
    public void Ping()
    {
        if (Interlocked.CompareExchange(ref _outstanding, 1, 0) != 0) return;
        _sentAt = clock.Nanoseconds();
        SendPing();
    }

    /// <summary>99th percentile of the delays; a ping that is late by now counts with its age. Null: nothing measured.</summary>
    public TimeSpan? DelayP99()
    {
        lock (_delays)
        {
            if (Volatile.Read(ref _outstanding) == 1) _delays.RecordNanoseconds(clock.Nanoseconds() - _sentAt);
            return _delays.Percentile(99);
        }
    }

    /// <summary>Stops pinging.</summary>
    public abstract void Dispose();

    /// <summary>Sends a ping that ends in <see cref="Pong"/>.</summary>
    protected abstract void SendPing();

    /// <summary>A ping has been handled. Any thread.</summary>
    protected void Pong()
    {
        if (Volatile.Read(ref _outstanding) == 0) return;
        // The lock is taken a hundred times a second and never held for long: not part of the path of requests.
        lock (_delays) _delays.RecordNanoseconds(clock.Nanoseconds() - _sentAt);
        Volatile.Write(ref _outstanding, 0);
    }
}

/// <summary>A transport whose completions take a road of their own.</summary>
internal interface ICompletionProbeSource
{
    /// <summary>Makes a probe of that road.</summary>
    CompletionProbe CreateProbe(RunClock clock);
}
