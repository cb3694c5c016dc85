using System.Collections.Immutable;
using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>
/// Variability of the service below load, cv². Counted within each route: that a mix holds 0.1 ms and 50 ms routes is no tail of any of them,
/// and the queue that breaks mostly stands before one of them. What the mix as a whole does at saturation is measured by the sweep's dispersion.
/// </summary>
internal static class ServiceVariation
{
    private const int LeastSamples = 20;
    private const double NormalQuantile99 = 2.326;

    /// <summary>Beyond this, capacity is a matter of luck.</summary>
    private const double Most = 16;

    /// <summary>Over the pieces of a warm-up after the first (which holds the cold start); null when too few requests tell.</summary>
    /// <param name="pieces">Per piece, what each route did.</param>
    public static double? Of(IReadOnlyList<ImmutableArray<RouteTally>> pieces)
    {
        double requests = 0, time = 0, variance = 0;
        foreach (var route in pieces.Skip(pieces.Count > 1 ? 1 : 0).SelectMany(p => p).GroupBy(r => r.Route))
        {
            var warm = route.Select(r => r.Response).Where(r => r.Count > 1 && r is { SquaredCoefficientOfVariation: not null, Mean: not null }).ToArray();
            var count = warm.Sum(p => p.Count);
            if (count < LeastSamples) continue;
            var mean = warm.Sum(p => p.Count * p.Mean!.Value.TotalSeconds) / count;
            requests += count;
            time += count * mean;
            variance += count * Within(warm, count) * mean * mean;
        }

        return requests > 0 && time > 0 ? variance * requests / (time * time) : null;
    }

    /// <summary>
    /// cv² of one route, each piece about its own mean: a drift is not variability. The sample cv² of a heavy tail is far too low (lognormal
    /// with cv² 9: about 4 from 200 samples), so there the spread of the quantiles takes over: σ = ln(p99 / p50) / 2.326 and cv² = e^σ² − 1,
    /// exact for a lognormal and right to 6 % for an exponential.
    /// </summary>
    private static double Within(LatencySummary[] warm, long count)
    {
        var sample = warm.Sum(p => p.Count * p.SquaredCoefficientOfVariation!.Value) / count;
        var sigma = warm.Sum(p => p.Count * Math.Log(p.P99!.Value.TotalSeconds / Math.Max(1e-9, p.P50!.Value.TotalSeconds))) / count / NormalQuantile99;
        var spread = Math.Min(Most, Math.Exp(sigma * sigma) - 1);
        return spread > SearchDefaults.HeavyTail ? Math.Max(sample, spread) : sample;
    }
}
