using System.Diagnostics;

namespace SentinelPerf.Load;

/// <summary>
/// The run's clock: time since the target's start, from one raw timestamp that every room shares. Nanoseconds inside Load, because
/// a due time must be comparable with the kernel's clock without rounding.
/// </summary>
/// <param name="startTimestamp">What <see cref="TimeProvider.GetTimestamp"/> of <see cref="TimeProvider.System"/> (= <see cref="Stopwatch"/>) said at 0.</param>
public readonly struct RunClock(long startTimestamp)
{
    /// <summary>A clock that starts now.</summary>
    public static RunClock StartNew() => new(Stopwatch.GetTimestamp());

    /// <summary>The raw timestamp at 0.</summary>
    public long StartTimestamp => startTimestamp;

    /// <summary>Now.</summary>
    public TimeSpan Now => ToTimeSpan(Nanoseconds());

    /// <summary>Now, in nanoseconds.</summary>
    internal long Nanoseconds()
    {
        var ticks = Stopwatch.GetTimestamp() - startTimestamp;
        return Stopwatch.Frequency == 1_000_000_000 ? ticks : (long)(ticks * (1e9 / Stopwatch.Frequency));
    }

    internal static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    internal static long FromTimeSpan(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
