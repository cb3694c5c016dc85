namespace SentinelPerf.Diagnosis.Causes;

/// <summary>
/// The generator or the host gave up first: the search says so, or clients see latency that the server does not, while the target has CPU to
/// spare and nothing queued. Requests that wait before the server looks at them (a starved pool, a full machine) look alike and are excluded.
/// </summary>
internal sealed class GeneratorLimited : ICauseRule
{
    public string Cause => CauseIds.GeneratorLimited;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        facts.VoidShare is null ? new Indication(null, -1, 0.5) : new Indication(facts.VoidShare, 1, 6),
        .. Ramp.Of(facts.ServerDuration, 3, f => Disagreement(facts, f)),
        .. Ramp.Of(facts.NoAddressShare, 4, f => Ramp.Up(f.AtBreak, 0.2, 0.6)),
    ];

    private static double Disagreement(FactSheet facts, Fact server)
    {
        if (facts.ResponseMedian is not { } client || server.Ratio(0.1) is not { } inside || client.Ratio(0.1) is not { } outside) return 0;
        if (facts.CpuShare is not { AtBreak: < 0.7 } || facts.PoolQueue is not { AtBreak: < 1 }) return -0.3;
        return Math.Min(Ramp.Up(outside, 3, 8), 1 - Ramp.Up(inside, 1.2, 2));
    }
}
