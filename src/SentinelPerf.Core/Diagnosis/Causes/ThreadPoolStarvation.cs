namespace SentinelPerf.Diagnosis.Causes;

/// <summary>
/// Pool threads are blocked, mostly in Task.Result or Task.Wait, while queued work waits and CPU is left. A healthy app keeps about as many
/// threads as cores and an empty queue. Threads that pile up behind a lock look alike: the lock's own signals tell.
/// </summary>
internal sealed class ThreadPoolStarvation : ICauseRule
{
    public string Cause => CauseIds.ThreadPoolStarvation;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.PoolQueue, 2.5, f => Known(facts) * Ramp.Signed(f.AtBreak, 0, 1, 10), "pool"),
        .. Ramp.Of(facts.PoolThreads, 2, f => Known(facts) * Ramp.Up(f.Rise / (facts.Cores ?? 2), 1, 4), "pool"),
        .. Ramp.Of(facts.PoolBlocked, 1.8, f => Ramp.Up(f.Rise, 0.3, 2)),
        .. CpuSaturation.Against(facts, 2.5, idleBonus: 0.3),
        .. Ramp.Of(facts.ContentionsPerRequest, 3, f => -LockContention.Contended(f), "lock"),
        .. Ramp.Of(facts.LockWaiters, 3, f => -LockContention.Waiting(f), "lock"),
        .. Ramp.Of(facts.RejectedShare, 1.5, f => -Ramp.Up(f.AtBreak, 0.4, 0.8)),
    ];

    /// <summary>A queue also builds up on a full machine and behind a lock: where CPU or locks were not seen, it counts a third.</summary>
    private static double Known(FactSheet facts) => facts is { CpuShare: null, CpuWait: null } or { ContentionsPerRequest: null, LockWaiters: null } ? 0.35 : 1;
}
