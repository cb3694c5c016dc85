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
        .. facts.CpuShare is null ? Ramp.Of(facts.CpuWait, 3.2, f => Starving(facts, f) is > 0 and var s ? s : -0.5) : [],
        .. Ramp.Of(facts.CpuPerRequest, 0.4, f => f.Ratio(0.01) is { } r ? -Ramp.Signed(r, 1.1, 1.5, 3) : 0),
        .. Ramp.Of(facts.Throttled, 2.5, f => -Ramp.Up(f.AtBreak, 0.03, 0.1)),
        .. Ramp.Of(facts.GcPauseShare, 1.5, f => -Ramp.Up(f.AtBreak, 0.1, 0.3)),
    ];

    /// <summary>
    /// How strongly the other causes are contradicted by CPU: a target at its limit shows queues and waits of every kind as symptoms. Little CPU
    /// speaks faintly for those that wait. Where others crowd the machine and the share says nothing, threads that are ready without a core do.
    /// </summary>
    public static IEnumerable<Indication> Against(FactSheet facts, double weight, double idleBonus) => facts.CpuShare is null
        ? Ramp.Of(facts.CpuWait, weight, f => -Starving(facts, f))
        : Ramp.Of(facts.CpuShare, weight, f => f.AtBreak < 0.75 ? idleBonus * (1 - Ramp.Up(f.AtBreak, 0.2, 0.75)) : -Ramp.Up(f.AtBreak, 0.75, 0.9));

    /// <summary>More ready threads than cores that cannot run: a target that waits for anything else has hardly any, even beside a parallel build.</summary>
    private static double Starving(FactSheet facts, Fact wait) => Ramp.Up(wait.AtBreak / (facts.Cores ?? 2), 0.7, 1.6);
}
