using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>Counters of the whole machine since its start, from the first line of /proc/stat, in seconds over all cores.</summary>
/// <param name="Idle">Idle, waiting for disks included.</param>
/// <param name="Steal">Taken by the hypervisor for others.</param>
/// <param name="Interrupts">Spent in interrupts, hard and soft.</param>
/// <param name="Total">All of it.</param>
internal readonly record struct HostCounters(double Idle, double Steal, double Interrupts, double Total)
{
    /// <summary>
    /// Busy time. Taken as what is not idle: the kernel measures idle time exactly, but shares busy time out by sampling at its tick,
    /// which misses short work that timers start.
    /// </summary>
    public double Busy => Total - Idle - Steal;

    /// <summary>Reads them; null on other systems.</summary>
    public static HostCounters? TryRead() => ProcFile.TryRead("/proc/stat") is { } text ? Parse(text) : null;

    /// <summary>Parses /proc/stat: user nice system idle iowait irq softirq steal (guest time is part of user).</summary>
    public static HostCounters? Parse(string stat)
    {
        var fields = stat.Split('\n', 2)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 9 || fields[0] != "cpu") return null;
        Span<double> seconds = stackalloc double[8];
        double total = 0;
        for (var i = 0; i < 8; i++)
        {
            if (!double.TryParse(fields[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out var ticks)) return null;
            total += seconds[i] = ticks / ProcFile.TicksPerSecond;
        }
        return new HostCounters(seconds[3] + seconds[4], seconds[7], seconds[5] + seconds[6], total);
    }
}
