namespace SentinelPerf.Diagnosis.Causes;

/// <summary>
/// The target uses all the CPU that it can get. The commonest case, and the dull one: on a full machine pool queues, threads and lock waits
/// rise too, as symptoms. A healthy app shows it at its limit; at lower load its share is low.
/// </summary>
internal sealed class CpuSaturation : ICauseRule
{
    public string Cause => CauseIds.CpuSaturation;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.CpuShare, 3.5, f => Ramp.Signed(f.AtBreak, 0.6, 0.78, 0.9)),
        .. Ramp.Of(facts.CpuPerRequest, 0.4, f => f.Ratio(0.01) is { } r ? -Ramp.Signed(r, 1.1, 1.5, 3) : 0),
        .. Ramp.Of(facts.Throttled, 2.5, f => -Ramp.Up(f.AtBreak, 0.03, 0.1)),
        .. Ramp.Of(facts.GcPauseShare, 1.5, f => -Ramp.Up(f.AtBreak, 0.1, 0.3)),
    ];
}
