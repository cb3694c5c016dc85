using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>Turns a histogram into the summary that a record carries.</summary>
public static class LatencySummaries
{
    /// <summary>Summary of everything recorded; <see cref="LatencySummary.Empty"/> when nothing was.</summary>
    public static LatencySummary From(LatencyHistogram histogram) => histogram.Count == 0
        ? LatencySummary.Empty
        : new(histogram.Count, histogram.Mean, histogram.Percentile(50), histogram.Percentile(90), histogram.Percentile(99),
            histogram.Percentile(99.9), histogram.Max, histogram.SquaredCoefficientOfVariation);
}
