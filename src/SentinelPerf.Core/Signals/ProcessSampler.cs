using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>Samples the target's process: CPU, threads, memory, descriptors, throttling of its control group.</summary>
internal sealed class ProcessSampler(ISignalSink sink)
{
    private ProcessCounters? _last;
    private TimeSpan _lastAt;
    private (double Periods, double Throttled)? _lastThrottling;
    private ControlGroup? _group;
    private readonly RunQueueSampler _wait = new(sink);

    /// <summary>Takes one sample.</summary>
    public void Sample(TimeSpan at, int? processId)
    {
        if (processId is not { } id)
        {
            _last = null;
            return;
        }
        if (ProcessCounters.TryRead(id) is not { } now)
        {
            if (_last is null) sink.RecordMissing(SignalNames.ProcessCpu, ProcFile.Reason($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat"));
            _last = null;
            return;
        }
        if (_last?.ProcessId != id) Begin(id, at);
        Process(at, now);
        _wait.Sample(id, at);
        Descriptors(id, at);
        Throttling(at);
        (_last, _lastAt) = (now, at);
    }

    private void Begin(int id, TimeSpan at)
    {
        _last = null;
        _lastThrottling = null;
        _group = ControlGroup.Find(id);
        sink.Record(SignalNames.ProcessId, "1", null, at, id);
        if (DescriptorLimit(ProcFile.TryRead(FormattableString.Invariant($"/proc/{id}/limits"))) is { } limit)
            sink.Record(SignalNames.ProcessDescriptorLimit, "{file_descriptor}", null, at, limit);
        if (_group?.QuotaCores() is { } quota) sink.Record(SignalNames.CgroupQuota, "{core}", null, at, quota);
        else sink.RecordMissing(SignalNames.CgroupThrottled, OperatingSystem.IsLinux() ? "the target's control group has no CPU quota" : "only Linux has control groups");
    }

    private void Process(TimeSpan at, ProcessCounters now)
    {
        var seconds = (at - _lastAt).TotalSeconds;
        sink.Record(SignalNames.ProcessThreads, "{thread}", null, at, now.Threads);
        sink.Record(SignalNames.ProcessMemory, "By", null, at, now.ResidentBytes);
        if (_last is not { } last || seconds <= 0) return;
        sink.Record(SignalNames.ProcessCpu, "{core}", null, at, Math.Max(0, now.CpuSeconds - last.CpuSeconds) / seconds);
        sink.Record(SignalNames.ProcessMajorFaults, "1/s", null, at, Math.Max(0, now.MajorFaults - last.MajorFaults) / seconds);
    }

    private void Descriptors(int id, TimeSpan at)
    {
        try
        {
            var count = Directory.EnumerateFileSystemEntries(FormattableString.Invariant($"/proc/{id}/fd")).Count();
            sink.Record(SignalNames.ProcessDescriptors, "{file_descriptor}", null, at, count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            sink.RecordMissing(SignalNames.ProcessDescriptors, ProcFile.Reason(FormattableString.Invariant($"/proc/{id}/fd")));
        }
    }

    private void Throttling(TimeSpan at)
    {
        if (_group?.QuotaCores() is null || _group.Throttling() is not { } now) return;
        if (_lastThrottling is { } last && now.Periods > last.Periods)
            sink.Record(SignalNames.CgroupThrottled, "1", null, at, Math.Clamp((now.Throttled - last.Throttled) / (now.Periods - last.Periods), 0, 1));
        _lastThrottling = now;
    }

    /// <summary>The soft limit on open files from /proc/&lt;pid&gt;/limits; null when it is unlimited or not shown.</summary>
    internal static double? DescriptorLimit(string? limits)
    {
        foreach (var line in (limits ?? "").Split('\n'))
            if (line.StartsWith("Max open files", StringComparison.Ordinal)
                && line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
                && double.TryParse(soft, CultureInfo.InvariantCulture, out var value)) return value;
        return null;
    }
}
