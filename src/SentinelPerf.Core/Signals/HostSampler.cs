using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>Samples the machine: busy CPU, steal, pressure.</summary>
internal sealed class HostSampler(ISignalSink sink)
{
    private HostCounters? _last;
    private TimeSpan _lastAt;
    private double? _lastPressure;

    /// <summary>Takes one sample.</summary>
    public void Sample(TimeSpan at)
    {
        Sample(at, HostCounters.TryRead(), ParsePressure(ProcFile.TryRead("/proc/pressure/cpu")));
    }

    /// <summary>Takes one sample from counters already read.</summary>
    internal void Sample(TimeSpan at, HostCounters? counters, double? pressureSeconds)
    {
        var seconds = (at - _lastAt).TotalSeconds;
        if (counters is not { } now) sink.RecordMissing(SignalNames.HostCpu, ProcFile.Reason("/proc/stat"));
        else if (_last is { } last && seconds > 0 && now.Total > last.Total)
        {
            sink.Record(SignalNames.HostCpu, "{core}", null, at, Math.Max(0, now.Busy - last.Busy) / seconds);
            sink.Record(SignalNames.HostSteal, "1", null, at, Math.Clamp((now.Steal - last.Steal) / (now.Total - last.Total), 0, 1));
        }
        if (pressureSeconds is null) sink.RecordMissing(SignalNames.HostCpuPressure, ProcFile.Reason("/proc/pressure/cpu"));
        else if (_lastPressure is { } before && seconds > 0)
            sink.Record(SignalNames.HostCpuPressure, "1", null, at, Math.Clamp((pressureSeconds.Value - before) / seconds, 0, 1));
        (_last, _lastAt, _lastPressure) = (counters, at, pressureSeconds);
    }

    /// <summary>Seconds of 'some' pressure so far; null when the kernel does not tell.</summary>
    internal static double? ParsePressure(string? text)
    {
        if (text is null || !text.StartsWith("some ", StringComparison.Ordinal)) return null;
        var from = text.IndexOf("total=", StringComparison.Ordinal);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return from >= 0 && end > from && double.TryParse(text.AsSpan(from + 6, end - from - 6), CultureInfo.InvariantCulture, out var microseconds)
            ? microseconds / 1e6 : null;
    }
}
