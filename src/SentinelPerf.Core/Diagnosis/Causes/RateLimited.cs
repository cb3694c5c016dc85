namespace SentinelPerf.Diagnosis.Causes;

/// <summary>The target, or something before it, limits the rate: most bad answers are 429 and the accepted requests are served as ever.</summary>
internal sealed class RateLimited : ICauseRule
{
    public string Cause => CauseIds.RateLimited;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.RateLimitedShare, 4, f => Ramp.Signed(f.AtBreak, 0.05, 0.3, 0.75)),
        .. Ramp.Of(facts.AcceptedLateShare, 1, f => -Ramp.Signed(f.AtBreak, 0.01, 0.1, 0.5)),
        .. Ramp.Of(facts.ServerErrorShare, 1.5, f => -Ramp.Up(f.AtBreak, 0.1, 0.4)),
    ];
}
