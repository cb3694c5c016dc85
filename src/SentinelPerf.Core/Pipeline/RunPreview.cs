using System.Collections.Immutable;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Traffic;

namespace SentinelPerf.Pipeline;

/// <summary>What a run would do: the outcome of a dry run, which starts the target to learn its routes but sends it nothing but readiness checks.</summary>
/// <param name="Target">The target.</param>
/// <param name="Traffic">What users do, as far as known.</param>
/// <param name="Plan">What would be sent.</param>
public sealed record RunPreview(TargetFacts Target, TrafficModel Traffic, LoadPlan Plan)
{
    /// <summary>The load tests in the order in which they would run, with their share of the budget and, where they are known, their rates.</summary>
    public ImmutableArray<PlannedTest> Tests { get; init; } = [];
}
