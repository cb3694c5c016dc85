using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SentinelPerf.Load;

/// <summary>
/// The pacer's wait: the only place that touches the raw clock. On Linux clock_nanosleep(TIMER_ABSTIME) with a timer slack of 1 ns
/// (measured at 2,000/s: p99 lag 0.075 ms for 4 % of a core, where Task.Delay gives 7.6 ms and spinning takes the core). Elsewhere a
/// timed wait that spins the last two milliseconds.
/// </summary>
internal sealed partial class PreciseWait : IDisposable
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;
    private const long SpinNanoseconds = 2_000_000;

    // Stopwatch is CLOCK_MONOTONIC in nanoseconds on Linux; the struct below is that of 64-bit systems.
    private static readonly bool KernelWait = OperatingSystem.IsLinux() && Environment.Is64BitProcess && Stopwatch.Frequency == 1_000_000_000;
    private readonly RunClock _clock;
    private readonly ManualResetEvent? _never;

    /// <summary>To be made on the thread that waits.</summary>
    public PreciseWait(RunClock clock)
    {
        _clock = clock;
        _ = ShortSlice.Take();
        if (KernelWait) _ = PrCtl(SetTimerSlack, 1, 0, 0, 0);
        else _never = new ManualResetEvent(false);
    }

    /// <summary>Waits until the clock shows at least <paramref name="until"/> (nanoseconds). May return a little early only on a signal: check the clock.</summary>
    public void Until(long until)
    {
        if (KernelWait)
        {
            var at = _clock.StartTimestamp + until;
            var spec = new TimeSpec { Seconds = at / 1_000_000_000, Nanoseconds = at % 1_000_000_000 };
            _ = ClockNanosleep(ClockMonotonic, AbsoluteTime, in spec, 0);
            return;
        }
        var left = until - _clock.Nanoseconds();
        if (left > SpinNanoseconds) _never!.WaitOne((int)((left - SpinNanoseconds) / 1_000_000));
        while (_clock.Nanoseconds() < until) Thread.SpinWait(20);
    }

    public void Dispose() => _never?.Dispose();

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec request, nint remain);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint value, nuint a, nuint b, nuint c);
}
