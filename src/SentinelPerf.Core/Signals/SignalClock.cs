using Microsoft.Diagnostics.Tracing;

namespace SentinelPerf.Signals;

/// <summary>Turns timestamps of one clock into offsets on the run's clock.</summary>
internal sealed class SignalClock(TimeProvider time, long origin)
{
    /// <summary>Now, on the run's clock.</summary>
    public TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>
    /// Offset of an event that carries the target's own monotonic timestamp. On one machine target and generator read the same clock
    /// (CLOCK_MONOTONIC), so the event's time is better than the time of its arrival, which lags by the pipe's buffering.
    /// An implausible offset (another machine, a simulated clock) falls back to now.
    /// </summary>
    public TimeSpan At(long eventTimestamp)
    {
        var now = Now;
        if (time.TimestampFrequency != TimeSpan.TicksPerSecond * 100) return now;
        var at = time.GetElapsedTime(origin, eventTimestamp);
        return at <= now && at >= TimeSpan.Zero && now - at < LongestPlausibleDelay ? at : now;
    }

#pragma warning disable CS0618 // 'Discouraged' because raw ticks need their frequency; here they are compared with ticks of the same clock.
    /// <summary>Offset of an event of the target.</summary>
    public TimeSpan At(TraceEvent e) => At(e.TimeStampQPC);
#pragma warning restore CS0618

    /// <summary>A pipe that is read at all is read within this time.</summary>
    private static readonly TimeSpan LongestPlausibleDelay = TimeSpan.FromSeconds(30);
}
