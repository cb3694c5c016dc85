using SentinelPerf.Detection;
using SentinelPerf.Measurement;

namespace SentinelPerf.Pipeline;

/// <summary>What diagnosis and cost rest on: the search where it saw a break; else the load test that broke, seen as a search that found it.</summary>
internal static class TestsAsSearch
{
    /// <summary>The basis; null: nothing was measured.</summary>
    public static SearchResult? Basis(SearchResult? search, LoadTestSeries? tests, RateUnit unit)
    {
        if (tests is null || search?.BreakingPoint.FirstViolation is not null) return search;
        var broke = tests.Tests.OrderByDescending(t => t.Outcome).FirstOrDefault(t => t.FirstViolation is not null);
        if (broke is null && search is not null) return search;
        return new SearchResult
        {
            BreakingPoint = new BreakingPoint
            {
                Status = SearchStatus.NotRun,
                FirstViolation = broke?.FirstViolation,
                Crashed = broke?.Trials.Any(t => t.Record.TargetDied) ?? false,
                Recovery = broke?.Recovery ?? RecoveryOutcome.NotTested,
            },
            Trials = broke is null ? [.. tests.Tests.SelectMany(t => t.Trials)] : broke.Trials,
            Unit = unit,
            LatencyLimit = tests.LatencyLimit,
            LatencyLimitDerived = tests.LatencyLimitDerived,
            Healthy = tests.Healthy,
            Breaking = broke?.Breaking,
        };
    }
}
