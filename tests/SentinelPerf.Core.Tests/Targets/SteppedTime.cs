namespace SentinelPerf.Core.Tests.Targets;

/// <summary>A clock whose timers fire when it is moved.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private readonly Lock _lock = new();
    private TimeSpan _now;

    public TimeSpan Now
    {
        get
        {
            lock (_lock) return _now;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(t => t.Due <= _now)];
            foreach (var timer in due) timer.Due = TimeSpan.MaxValue;
        }
        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Moves the clock second by second until something is so.</summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, CancellationToken cancel)
    {
        while (!condition())
        {
            Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 5 && !condition(); i++) await Task.Delay(5, cancel);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock) _timers.Add(timer);
        return timer;
    }

    private sealed class Timer(SteppedTime time, Action fire) : ITimer
    {
        public TimeSpan Due { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock) Due = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : time._now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
