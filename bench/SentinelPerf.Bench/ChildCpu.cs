using System.Runtime.InteropServices;

namespace SentinelPerf.Bench;

/// <summary>CPU time of all children that have ended and were waited for (getrusage).</summary>
internal static unsafe partial class ChildCpu
{
    private const int Children = -1;

    public static TimeSpan Total()
    {
        var usage = stackalloc long[18]; // struct rusage: two timevals, then fourteen longs
        if (GetUsage(Children, usage) != 0) throw new InvalidOperationException("getrusage failed");
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, long* usage);
}
