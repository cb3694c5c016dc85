using System.Globalization;
using System.Runtime.InteropServices;

namespace SentinelPerf.Load;

/// <summary>
/// How many connections this process can open and still live: the runtime aborts the whole process when it finds no descriptor for a
/// thread or an assembly, so a share is kept back.
/// </summary>
internal static unsafe partial class DescriptorBudget
{
    private const int Reserve = 200;
    private const int Fewest = 16;
    private const int DescriptorLimit = 7; // RLIMIT_NOFILE

    /// <summary>Connections that may be open at once, by the limit on descriptors (ulimit -n) less those in use and a reserve.</summary>
    public static int MostConnections() => Read() is { } now ? (int)Math.Max(Fewest, now.Left - Reserve) : int.MaxValue;

    /// <summary>Descriptors of this process: free and allowed (ulimit -n); null where the system does not tell or allows any number.</summary>
    public static Remainder? Read()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return null;
        var limits = stackalloc ulong[2];
        if (GetLimit(DescriptorLimit, limits) != 0 || limits[0] > int.MaxValue) return null;
        return new(Math.Max(0, (long)limits[0] - InUse()), (long)limits[0]);
    }

    /// <summary>The end of a request for which there was no descriptor.</summary>
    public static RequestOutcome Spent(int most) => new(OutcomeKind.NoAddress, 0, string.Create(CultureInfo.InvariantCulture,
        $"{most} connections are open, and the limit on descriptors of this process allows no more; raise it with ulimit -n"));

    private static int InUse()
    {
        try
        {
            return Directory.GetFiles("/proc/self/fd").Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limits);
}
