namespace SentinelPerf.Signals;

/// <summary>Takes what collectors and samplers see. Safe for concurrent use.</summary>
internal interface ISignalSink
{
    /// <summary>Takes one value.</summary>
    void Record(string name, string unit, string? where, TimeSpan at, double value);

    /// <summary>Takes note that a signal cannot be had; the first reason for a signal stays.</summary>
    void RecordMissing(string signal, string reason);
}
