using System.Collections.Immutable;

namespace SentinelPerf.Planning;

/// <summary>A stretch of a test at one rate.</summary>
/// <param name="RatePerSecond">Offered rate, requests/s.</param>
/// <param name="Duration">How long.</param>
public readonly record struct LoadStage(double RatePerSecond, TimeSpan Duration);

/// <summary>What is known of rates before a test.</summary>
/// <param name="ExpectedPerSecond">Expected peak of the target's users, requests/s; null: not known.</param>
/// <param name="CapacityPerSecond">A rate that the target was seen to sustain, at most the capacity, requests/s; null: not known.</param>
public sealed record KnownRates(double? ExpectedPerSecond, double? CapacityPerSecond)
{
    /// <summary>Share of the capacity that a target is taken to serve in peace: the usual headroom of a service that is to survive the loss of one instance in three.</summary>
    public const double CalmShare = 0.7;

    /// <summary>The peak that load holds and stress starts from; without an expected one 70 % of the capacity.</summary>
    public double? PeakPerSecond => ExpectedPerSecond ?? CalmShare * CapacityPerSecond;
}

/// <summary>What a test will offer.</summary>
/// <param name="Kind">Which test.</param>
/// <param name="Duration">Its time in all.</param>
/// <param name="Stages">Rates in order; of a stress test those it would go through without a break. Empty: no rate is known.</param>
public sealed record PlannedTest(LoadTestKind Kind, TimeSpan Duration, ImmutableArray<LoadStage> Stages);
