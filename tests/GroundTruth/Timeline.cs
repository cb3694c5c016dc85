using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SentinelPerf.GroundTruth;

/// <summary>
/// Sends answers at absolute times, from one thread of its own. A late wake-up delays one answer and never the next, so that a server's
/// capacity is what its numbers say; a timer per request would add its lateness to every one.
/// </summary>
internal sealed partial class Timeline : IDisposable
{
    private readonly Queue<(long Due, Connection Connection, ReadOnlyMemory<byte> Answer)> _queue = new();
    private readonly Thread _thread;
    private bool _closed;

    public Timeline()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "timeline" };
        _thread.Start();
    }

    /// <summary>Ticks of the stopwatch.</summary>
    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Answers at <paramref name="due"/>, on the stopwatch's clock; calls come in the order of their due times.</summary>
    public void Answer(long due, Connection connection, ReadOnlyMemory<byte> answer)
    {
        lock (_queue)
        {
            _queue.Enqueue((due, connection, answer));
            if (_queue.Count == 1) Monitor.Pulse(_queue);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_queue)
        {
            _closed = true;
            Monitor.Pulse(_queue);
        }
    }

    private void Run()
    {
        if (OperatingSystem.IsLinux()) _ = SetTimerSlack(29, 1, 0, 0, 0);
        while (true)
        {
            (long Due, Connection Connection, ReadOnlyMemory<byte> Answer) next;
            lock (_queue)
            {
                while (_queue.Count == 0 && !_closed) Monitor.Wait(_queue);
                if (_closed) return;
                next = _queue.Dequeue();
            }
            SleepUntil(next.Due);
            next.Connection.Answer(next.Answer);
        }
    }

    private static void SleepUntil(long due)
    {
        while (due - Stopwatch.GetTimestamp() is > 0 and var left)
        {
            if (!OperatingSystem.IsLinux())
            {
                Thread.Sleep((int)Math.Ceiling(1000.0 * left / Stopwatch.Frequency));
                continue;
            }
            // The stopwatch on Linux is CLOCK_MONOTONIC (1) in nanoseconds; 1 is TIMER_ABSTIME.
            var until = new TimeSpec { Seconds = (nint)(due / 1_000_000_000), Nanoseconds = (nint)(due % 1_000_000_000) };
            _ = ClockNanosleep(1, 1, until, 0);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec until, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetTimerSlack(int option, nuint nanoseconds, nuint unused3, nuint unused4, nuint unused5);
}
