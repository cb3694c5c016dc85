namespace SentinelPerf.Diagnosis.Causes;

/// <summary>The control group's CPU quota is used up, so the target is stopped for parts of each period though the host may be idle.</summary>
internal sealed class CpuThrottling : ICauseRule
{
    public string Cause => CauseIds.CpuThrottling;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
        facts.Throttled is null
            ? [new Indication(null, -1, 2)]
            : Ramp.Of(facts.Throttled, 5, f => Ramp.Signed(f.AtBreak, 0, 0.03, 0.1));
}
