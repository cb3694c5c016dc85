namespace SentinelPerf.Diagnosis.Causes;

/// <summary>Garbage collection stops the target for much of the time. A healthy app pauses for less than a twentieth of it.</summary>
internal sealed class GcPressure : ICauseRule
{
    public string Cause => CauseIds.GcPressure;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.GcPauseShare, 4.5, f => Ramp.Signed(f.AtBreak, 0.04, 0.07, 0.15)),
        .. Ramp.Of(facts.Gen2Rate, 1, f => Math.Min(Ramp.Up(f.AtBreak, 0.5, 3), Ramp.Up(f.Ratio(0.2) ?? 5, 2, 5))),
        .. Ramp.Of(facts.GcPauseMax, 0.5, f => Ramp.Up(f.AtBreak, 0.2 * facts.LatencyLimit.TotalMilliseconds, 0.5 * facts.LatencyLimit.TotalMilliseconds + 1)),
    ];
}
