namespace SentinelPerf.Diagnosis.Causes;

/// <summary>The heap grows with the requests served and does not return after load. Without a recovery phase it cannot be told from a cache that fills.</summary>
internal sealed class MemoryLeak : ICauseRule
{
    private const double Megabyte = 1024 * 1024;

    public string Cause => CauseIds.MemoryLeak;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.Heap, 1.5, f => Math.Min(Ramp.Up(f.Ratio(8 * Megabyte) ?? 0, 3, 8), Ramp.Up(f.Rise, 64 * Megabyte, 256 * Megabyte)) is > 0 and var grown ? grown : -0.7),
        .. Ramp.Of(facts.HeapAfterLoad, 2, f => Math.Min(Ramp.Up(f.Ratio(8 * Megabyte) ?? 0, 3, 8), Ramp.Up(f.Rise, 64 * Megabyte, 256 * Megabyte)) is > 0 and var kept ? kept : -1),
    ];
}
