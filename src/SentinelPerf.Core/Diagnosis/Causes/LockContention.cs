namespace SentinelPerf.Diagnosis.Causes;

/// <summary>
/// Requests wait for one lock: contended acquisitions per request rise many times and threads stand in line, while CPU is left.
/// A healthy app at its limit sees few contentions per request, however many requests it serves.
/// </summary>
internal sealed class LockContention : ICauseRule
{
    public string Cause => CauseIds.LockContention;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.ContentionsPerRequest, 3.8, f => Contended(f) is > 0 and var c ? c : Flat(f, facts.LockWaiters), "lock"),
        .. Ramp.Of(facts.LockWaiters, 3.8, Waiting, "lock"),
        .. CpuSaturation.Against(facts, 2.5, idleBonus: 0.2),
        .. Ramp.Of(facts.RejectedShare, 1, f => -Ramp.Up(f.AtBreak, 0.4, 0.8)),
    ];

    /// <summary>Contentions per request: at least a tenth, and five times the healthy figure.</summary>
    public static double Contended(Fact perRequest) =>
        Math.Min(Ramp.Up(perRequest.AtBreak, 0.03, 0.12), Ramp.Up(perRequest.Ratio(0.01) ?? 5, 2, 5));

    /// <summary>Threads that wait for a lock at any time: half a thread is much, beside a healthy nothing.</summary>
    public static double Waiting(Fact waiters) => Ramp.Up(waiters.Rise, 0.15, 0.8);

    private static double Flat(Fact perRequest, Fact? waiters) =>
        perRequest.AtBreak < 0.03 && (waiters is null || Waiting(waiters) == 0) ? -Ramp.Up(0.03 - perRequest.AtBreak, 0, 0.02) : 0;
}
