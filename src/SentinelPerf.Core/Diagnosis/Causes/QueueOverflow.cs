namespace SentinelPerf.Diagnosis.Causes;

/// <summary>
/// The target rejects what it cannot queue: a concurrency limiter or a bounded queue answers 503, and the requests it accepts are served well.
/// </summary>
internal sealed class QueueOverflow : ICauseRule
{
    public string Cause => CauseIds.QueueOverflow;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.RejectedShare, 4, f => Ramp.Signed(f.AtBreak, 0.05, 0.3, 0.75)),
        .. Ramp.Of(facts.AcceptedLateShare, 0.5, f => -Ramp.Signed(f.AtBreak, 0.01, 0.1, 0.5)),
        .. Ramp.Of(facts.ExceptionsPerRequest, 1, f => -ExceptionOnset.Thrown(f)),
    ];
}
