namespace SentinelPerf.Signals;

/// <summary>
/// Gathers the runtime's own events over one collection of the meters: the longest stop-the-world pause, the time that threads waited for
/// locks (an average number of waiting threads), and how often the thread pool added a thread because it was starved.
/// </summary>
internal sealed class RuntimeEventFrame(ISignalSink sink)
{
    /// <summary>Longest pause of the interval, s.</summary>
    public const string PauseMax = "dotnet.gc.pause/max";

    /// <summary>Threads that waited for a monitor, on average over the interval.</summary>
    public const string LockWaiters = "dotnet.monitor.waiting_threads";

    /// <summary>Threads that the pool added because of starvation, per second; where: <see cref="Starved"/> or <see cref="Blocked"/>.</summary>
    public const string Adjustments = "dotnet.thread_pool.adjustments";

    /// <summary>Queued work made no progress for half a second.</summary>
    public const string Starved = "starvation";

    /// <summary>Pool threads blocked in Task.Wait, Task.Result and the like, which tell the pool so: sync-over-async.</summary>
    public const string Blocked = "cooperative-blocking";

    // ThreadAdjustmentReason of the runtime's event.
    private const int StarvationReason = 6;
    private const int CooperativeBlockingReason = 8;

    private TimeSpan? _suspendedAt;
    private TimeSpan _longestPause;
    private TimeSpan _waited;
    private long _starved;
    private long _blocked;

    /// <summary>The runtime began to stop its threads.</summary>
    public void SuspendStarted(TimeSpan at) => _suspendedAt = at;

    /// <summary>The threads run again.</summary>
    public void Restarted(TimeSpan at)
    {
        if (_suspendedAt is { } since && at - since > _longestPause) _longestPause = at - since;
        _suspendedAt = null;
    }

    /// <summary>A thread got a lock that it had to wait for.</summary>
    public void Waited(TimeSpan duration) => _waited += duration;

    /// <summary>The pool changed its number of threads.</summary>
    public void PoolAdjusted(int reason)
    {
        if (reason == StarvationReason) _starved++;
        else if (reason == CooperativeBlockingReason) _blocked++;
    }

    /// <summary>Ends the interval.</summary>
    public void End(TimeSpan at, TimeSpan interval)
    {
        if (interval > TimeSpan.Zero)
        {
            sink.Record(PauseMax, "s", null, at, _longestPause.TotalSeconds);
            sink.Record(LockWaiters, "{thread}", null, at, _waited / interval);
            sink.Record(Adjustments, "1/s", Starved, at, _starved / interval.TotalSeconds);
            sink.Record(Adjustments, "1/s", Blocked, at, _blocked / interval.TotalSeconds);
        }
        _longestPause = TimeSpan.Zero;
        _waited = TimeSpan.Zero;
        _starved = 0;
        _blocked = 0;
    }
}
