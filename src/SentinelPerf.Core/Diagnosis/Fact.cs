namespace SentinelPerf.Diagnosis;

/// <summary>One figure in the healthy state and at the break.</summary>
/// <param name="Signal">Signal or client-side figure.</param>
/// <param name="Unit">UCUM unit.</param>
/// <param name="Healthy">Value in the healthy state; null: not measured.</param>
/// <param name="AtBreak">Value at the break.</param>
/// <param name="ChangedAt">When it left the healthy level, on the run's clock; null: not found.</param>
/// <param name="Where">Route, type, pool, host it names; null: none.</param>
public sealed record Fact(string Signal, string Unit, double? Healthy, double AtBreak, TimeSpan? ChangedAt = null, string? Where = null)
{
    /// <summary>How many times the healthy value it is, with a floor below which the healthy value counts as noise; null: no healthy value.</summary>
    public double? Ratio(double floor) => Healthy is { } h ? AtBreak / Math.Max(h, floor) : null;

    /// <summary>By how much it rose; the whole value when the healthy one is not known.</summary>
    public double Rise => AtBreak - (Healthy ?? 0);
}
