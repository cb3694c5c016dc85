using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;

namespace SentinelPerf.Planning;

/// <summary>
/// What the user calls good service. A trial violates it when (errors + late) / n &gt; 1 − percentile/100, or errors / n &gt; error rate,
/// or the rate is not sustained (completions &lt; 98 % of offered while in-flight grows).
/// </summary>
public sealed record Objective
{
    /// <summary>The default percentile.</summary>
    public const double DefaultPercentile = 99;

    /// <summary>Least <see cref="Percentile"/>.</summary>
    public const double LowestPercentile = 50;

    /// <summary>Greatest <see cref="Percentile"/>: beyond it no run holds enough requests.</summary>
    public const double HighestPercentile = 99.99;

    /// <summary>The default share of errors allowed, 0–1.</summary>
    public const double DefaultErrorRate = 0.01;

    /// <summary>Limit T on the response time at <see cref="Percentile"/>; null: derived from the healthy state as max(10 × median, 100 ms).</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Percentile the limit is for, 50–99.99.</summary>
    public double Percentile { get; init; } = DefaultPercentile;

    /// <summary>Share of errors allowed, 0–1.</summary>
    public double ErrorRate { get; init; } = DefaultErrorRate;

    /// <summary>ε: share of bad requests (errors + late) allowed, 0–1.</summary>
    public double BadShare => 1 - Percentile / 100;

    /// <summary>Every problem of this objective; empty when there is none.</summary>
    public IEnumerable<Problem> Validate()
    {
        if (Latency is { } latency && latency <= TimeSpan.Zero)
            yield return Bad("objective.latency", $"objective.latency is {DurationText.Format(latency)}; valid: longer than 0s");
        if (!(Percentile >= LowestPercentile && Percentile <= HighestPercentile))
            yield return Bad("objective.percentile", FormattableString.Invariant($"objective.percentile is {Percentile}; valid: {LowestPercentile} to {HighestPercentile}"));
        if (!(ErrorRate >= 0 && ErrorRate < 1))
            yield return Bad("objective.errors", FormattableString.Invariant($"objective.errors is {ErrorRate * 100:0.####}%; valid: 0% to below 100%"));
    }

    private static Problem Bad(string setting, string message) => Problem.Error(DiagnosticCodes.BadValue, message) with { Setting = setting };
}
