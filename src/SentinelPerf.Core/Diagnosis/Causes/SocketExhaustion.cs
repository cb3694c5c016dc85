namespace SentinelPerf.Diagnosis.Causes;

/// <summary>The target has no descriptor left for another connection.</summary>
internal sealed class SocketExhaustion : ICauseRule
{
    public string Cause => CauseIds.SocketExhaustion;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
        Ramp.Of(facts.DescriptorShare, 5, f => Ramp.Signed(f.AtBreak, 0.5, 0.8, 0.95));
}
