using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>Counters of one process, from /proc/&lt;pid&gt;/stat and status.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="CpuSeconds">CPU time since its start, user + system, all threads.</param>
/// <param name="Threads">Threads.</param>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="MajorFaults">Page faults that needed the disk.</param>
internal readonly record struct ProcessCounters(int ProcessId, double CpuSeconds, int Threads, long ResidentBytes, long MajorFaults)
{
    /// <summary>Reads them; null when the process is gone or not readable.</summary>
    public static ProcessCounters? TryRead(int processId) =>
        ProcFile.TryRead(FormattableString.Invariant($"/proc/{processId}/stat")) is { } text ? Parse(processId, text, Environment.SystemPageSize) : null;

    /// <summary>Parses /proc/&lt;pid&gt;/stat. The name in parentheses may hold spaces and parentheses: fields count from the last one.</summary>
    public static ProcessCounters? Parse(int processId, string stat, int pageSize)
    {
        var end = stat.LastIndexOf(')');
        if (end < 0) return null;
        var fields = stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // Numbering of proc(5) minus 3: state is field 3.
        if (fields.Length < 22 || fields[0] is "Z" or "X") return null;
        return new ProcessCounters(processId, (Number(fields[11]) + Number(fields[12])) / ProcFile.TicksPerSecond,
            (int)Number(fields[17]), (long)Number(fields[21]) * pageSize, (long)Number(fields[9]));
    }

    private static double Number(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
