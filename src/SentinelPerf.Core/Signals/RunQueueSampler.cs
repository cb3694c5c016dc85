using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>
/// Samples how long the target's threads stood ready without a core (the second field of /proc/&lt;pid&gt;/task/*/schedstat, nanoseconds).
/// About 10 µs a thread; a process with very many threads is left out rather than made slower.
/// </summary>
internal sealed class RunQueueSampler(ISignalSink sink)
{
    private const int MostThreads = 300;

    private Dictionary<string, long> _last = [];
    private int _process;
    private TimeSpan _lastAt;

    /// <summary>Takes one sample.</summary>
    public void Sample(int processId, TimeSpan at)
    {
        var now = Read(processId);
        if (now is null) return;
        var seconds = (at - _lastAt).TotalSeconds;
        if (processId == _process && seconds > 0 && _last.Count > 0)
            sink.Record(SignalNames.ProcessCpuWait, "{thread}", null, at, Waited(_last, now) / 1e9 / seconds);
        (_last, _process, _lastAt) = (now, processId, at);
    }

    /// <summary>Nanoseconds waited between two samples by the threads that lived through both.</summary>
    internal static long Waited(Dictionary<string, long> before, Dictionary<string, long> after)
    {
        long sum = 0;
        foreach (var (thread, waited) in after)
            if (before.TryGetValue(thread, out var earlier)) sum += Math.Max(0, waited - earlier);
        return sum;
    }

    private Dictionary<string, long>? Read(int processId)
    {
        var waited = new Dictionary<string, long>(_last.Count + 8);
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
            sink.RecordMissing(SignalNames.ProcessCpuWait, ProcFile.Reason(FormattableString.Invariant($"/proc/{processId}/task")));
            return null;
        }
        return waited;
    }
}
