namespace SentinelPerf.Diagnosis.Causes;

/// <summary>The target's process ended under load. Its exit and last lines say why; everything else is how it got there.</summary>
internal sealed class Crash : ICauseRule
{
    public string Cause => CauseIds.Crash;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
        facts.Exits is null
            ? [new Indication(null, -1, 3)]
            : [new Indication(facts.Exits, 1, 8), .. Ramp.Of(facts.RefusedShare, 1, f => Ramp.Up(f.AtBreak, 0.3, 0.9))];
}
