using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>
/// How long each thread of a process stood ready without a core since it began (the second field of /proc/&lt;pid&gt;/task/*/schedstat, nanoseconds).
/// About 10 µs a thread; a process with very many threads is left out rather than made slower.
/// </summary>
internal static class ThreadWaits
{
    private const int MostThreads = 300;

    /// <summary>Reads them; null when the process is not readable or has too many threads.</summary>
    public static Dictionary<string, long>? TryRead(int processId, out bool readable)
    {
        var waited = new Dictionary<string, long>(64);
        readable = true;
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(FormattableString.Invariant($"/proc/{processId}/task")))
            {
                if (waited.Count >= MostThreads) return null;
                if (ProcFile.TryRead(Path.Combine(thread, "schedstat"))?.Split(' ') is [_, var nanoseconds, ..]
                    && long.TryParse(nanoseconds, CultureInfo.InvariantCulture, out var value)) waited[thread] = value;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            readable = false;
            return null;
        }
        return waited;
    }

    /// <summary>Nanoseconds waited between two readings by the threads that lived through both.</summary>
    public static long Between(Dictionary<string, long> before, Dictionary<string, long> after)
    {
        long sum = 0;
        foreach (var (thread, waited) in after)
            if (before.TryGetValue(thread, out var earlier)) sum += Math.Max(0, waited - earlier);
        return sum;
    }
}
