namespace SentinelPerf.Load;

/// <summary>Watches the generator's own work during one trial: heartbeats, garbage collections, CPU, and how late completions are handled.</summary>
internal sealed class GeneratorWatch(RunClock clock, CompletionProbe? probe, ITrialObserver? observer)
{
    private long _lastBeat;
    private long _longestGap;
    private TimeSpan _gcBefore;
    private TimeSpan _longestGc;
    private TimeSpan _cpuAtOpen;
    private long _openedAt;
    private bool _open;

    /// <summary>When the last heartbeat was.</summary>
    public long LastBeat => _lastBeat;

    /// <summary>What the machine around did over the window.</summary>
    public TrialSurroundings Surroundings { get; private set; } = TrialSurroundings.Unknown;

    /// <summary>Own CPU in cores over the window; null until it is closed.</summary>
    public double? CpuCores { get; private set; }

    /// <summary>Own CPU time over the window.</summary>
    public TimeSpan? CpuTime { get; private set; }

    /// <summary>Ports and descriptors left at the window's end; null until it is closed.</summary>
    public LocalResources? Left { get; private set; }

    public TimeSpan LongestGap => RunClock.ToTimeSpan(_longestGap);

    public TimeSpan LongestGcPause => _longestGc;

    public TimeSpan? CompletionDelayP99 { get; private set; }

    public void Begin()
    {
        probe?.Reset();
        _gcBefore = GC.GetTotalPauseDuration();
        _lastBeat = clock.Nanoseconds();
    }

    /// <summary>Called by the pacer at least every 10 ms.</summary>
    public void Beat(long now)
    {
        _longestGap = Math.Max(_longestGap, now - _lastBeat);
        _lastBeat = now;
        // The sum of the pauses between two beats: several collections within 10 ms hurt like one.
        var gc = GC.GetTotalPauseDuration();
        if (gc - _gcBefore > _longestGc) _longestGc = gc - _gcBefore;
        _gcBefore = gc;
        probe?.Ping();
    }

    public void OpenWindow(long now)
    {
        _open = true;
        _openedAt = now;
        observer?.BeginWindow();
        _cpuAtOpen = OwnCpu();
    }

    public void CloseWindow(long now)
    {
        CompletionDelayP99 = probe?.DelayP99();
        if (!_open || now <= _openedAt) return;
        CpuTime = OwnCpu() - _cpuAtOpen;
        CpuCores = CpuTime.Value / RunClock.ToTimeSpan(now - _openedAt);
        if (observer is not null) Surroundings = observer.EndWindow(CpuCores.Value);
        _open = false;
        Left = LocalResources.Read();
    }

    private static TimeSpan OwnCpu() => Environment.CpuUsage.TotalTime;
}
