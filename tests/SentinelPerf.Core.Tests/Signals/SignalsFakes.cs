using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

/// <summary>A clock that moves only when told.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(TimeSpan by) => _ticks += by.Ticks;
}

/// <summary>Keeps what is recorded.</summary>
internal sealed class MemorySink : ISignalSink
{
    public List<(string Name, string Unit, string? Where, TimeSpan At, double Value)> Values { get; } = [];

    public Dictionary<string, string> Missing { get; } = [];

    public double this[string name, string? where = null] => Values.Last(v => v.Name == name && v.Where == where).Value;

    public void Record(string name, string unit, string? where, TimeSpan at, double value) => Values.Add((name, unit, where, at, value));

    public void RecordMissing(string signal, string reason) => Missing.TryAdd(signal, reason);
}
