using System.Collections.Immutable;
using SentinelPerf.Signals;

namespace SentinelPerf.Diagnosis;

/// <summary>An observed fact that a cause rests on.</summary>
/// <param name="Id">E1, E2, …</param>
/// <param name="Signal">Signal or client-side figure.</param>
/// <param name="Unit">UCUM unit.</param>
/// <param name="Healthy">Value in the healthy state; null: not measured.</param>
/// <param name="AtBreak">Value at the break; null: not measured.</param>
/// <param name="AtSeconds">When it changed, on the run's clock; null: not known.</param>
/// <param name="Where">Route, type, pool, host it names.</param>
public sealed record Evidence(string Id, string Signal, string Unit, double? Healthy, double? AtBreak, double? AtSeconds, string? Where);

/// <summary>A cause with its score.</summary>
/// <param name="Cause">Cause id: <c>thread-pool-starvation</c>, …, <c>unknown</c>.</param>
/// <param name="Confidence">p of the softmax, 0–1 ('score' until calibrated).</param>
/// <param name="Evidence">Ids of the evidence for it.</param>
/// <param name="Contradictions">Ids of the evidence against it.</param>
public sealed record RankedCause(string Cause, double Confidence, ImmutableArray<string> Evidence, ImmutableArray<string> Contradictions);

/// <summary>Why the target broke.</summary>
public sealed record DiagnosisResult
{
    /// <summary>First cause, <c>unknown</c> when none reaches the margin; null when there was nothing to diagnose.</summary>
    public string? Cause { get; init; }

    /// <summary>Its confidence, 0–1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether confidence was fitted on fault injection (else it is a score).</summary>
    public bool Calibrated { get; init; }

    /// <summary>The state outlived the load.</summary>
    public bool Metastable { get; init; }

    /// <summary>All causes that were scored, best first.</summary>
    public ImmutableArray<RankedCause> Ranked { get; init; } = [];

    /// <summary>The facts.</summary>
    public ImmutableArray<Evidence> Evidence { get; init; } = [];

    /// <summary>What could not be seen.</summary>
    public ImmutableArray<MissingSignal> Missing { get; init; } = [];

    /// <summary>Nothing to diagnose.</summary>
    public static DiagnosisResult None { get; } = new();
}
