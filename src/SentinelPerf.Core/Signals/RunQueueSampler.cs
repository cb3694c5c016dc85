namespace SentinelPerf.Signals;

/// <summary>Samples how long the target's threads stood ready without a core.</summary>
internal sealed class RunQueueSampler(ISignalSink sink)
{
    private Dictionary<string, long> _last = [];
    private int _process;
    private TimeSpan _lastAt;

    /// <summary>Takes one sample.</summary>
    public void Sample(int processId, TimeSpan at)
    {
        if (ThreadWaits.TryRead(processId, out var readable) is not { } now)
        {
            if (!readable) sink.RecordMissing(SignalNames.ProcessCpuWait, ProcFile.Reason(FormattableString.Invariant($"/proc/{processId}/task")));
            return;
        }
        var seconds = (at - _lastAt).TotalSeconds;
        if (processId == _process && seconds > 0 && _last.Count > 0)
            sink.Record(SignalNames.ProcessCpuWait, "{thread}", null, at, ThreadWaits.Between(_last, now) / 1e9 / seconds);
        (_last, _process, _lastAt) = (now, processId, at);
    }
}
