namespace SentinelPerf.Diagnosis.Causes;

/// <summary>What the target calls became slow, and that explains most of its own slowness. Waiting for a connection of its own pool does not count.</summary>
internal sealed class DownstreamLatency : ICauseRule
{
    public string Cause => CauseIds.DownstreamLatency;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
        facts.OutboundDuration is null
            ? [new Indication(null, -1, 1)]
            : Ramp.Of(facts.OutboundDuration, 4, f => Risen(facts, f));

    private static double Risen(FactSheet facts, Fact outbound)
    {
        var rise = outbound.Rise - Math.Max(0, facts.OutboundQueueTime?.Rise ?? 0);
        if (outbound.Ratio(0.5) is not { } ratio || ratio < 1.5) return -1;
        var share = facts.ServerDuration is { Rise: > 0 } server ? Ramp.Up(rise / server.Rise, 0.4, 0.6) : 0.5;
        return Math.Min(Ramp.Up(ratio, 1.5, 2), share);
    }
}
