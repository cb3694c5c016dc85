using SentinelPerf.Measurement;

namespace SentinelPerf.Bench.Study;

/// <summary>A figure with the interval that sampling leaves it (95 %).</summary>
/// <param name="Value">NaN: not measured.</param>
/// <param name="Low">Low end.</param>
/// <param name="High">High end.</param>
internal readonly record struct Estimate(double Value, double Low, double High)
{
    private const double Z = 1.959964;

    /// <summary>A quantile; its interval lies between order statistics, by the binomial distribution of how many values are below it (normal approximation).</summary>
    public static Estimate Quantile(IReadOnlyList<double> values, double p)
    {
        if (values.Count == 0) return new(double.NaN, double.NaN, double.NaN);
        var sorted = values.Order().ToArray();
        var (mean, spread) = (sorted.Length * p, Z * Math.Sqrt(sorted.Length * p * (1 - p)));
        var low = Math.Clamp((int)Math.Floor(mean - spread), 1, sorted.Length);
        var high = Math.Clamp((int)Math.Ceiling(mean + spread) + 1, 1, sorted.Length);
        return new(RobustStatistics.Quantile(sorted, p), sorted[low - 1], sorted[high - 1]);
    }

    /// <summary>A mean, by the normal distribution.</summary>
    public static Estimate Mean(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return new(double.NaN, double.NaN, double.NaN);
        var mean = values.Average();
        var error = values.Count < 2 ? double.NaN : Z * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count);
        return new(mean, mean - error, mean + error);
    }

    /// <summary>A share of yes among answers (Wilson 1927: stays inside 0–1, and is right near its ends).</summary>
    public static Estimate Share(int yes, int of)
    {
        if (of == 0) return new(double.NaN, double.NaN, double.NaN);
        var share = (double)yes / of;
        var middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of);
        var half = Z / (1 + Z * Z / of) * Math.Sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of));
        return new(share, middle - half, middle + half);
    }

    /// <summary>
    /// Standard deviation within groups, pooled: what repetition gives, whatever the bias of each group. Its interval by the normal
    /// approximation σ/√(2ν).
    /// </summary>
    public static Estimate PooledDeviation(IEnumerable<IReadOnlyList<double>> groups)
    {
        double squares = 0;
        var freedom = 0;
        foreach (var group in groups.Where(g => g.Count > 1))
        {
            var mean = group.Average();
            squares += group.Sum(v => (v - mean) * (v - mean));
            freedom += group.Count - 1;
        }
        if (freedom == 0) return new(double.NaN, double.NaN, double.NaN);
        var deviation = Math.Sqrt(squares / freedom);
        var error = Z * deviation / Math.Sqrt(2.0 * freedom);
        return new(deviation, Math.Max(0, deviation - error), deviation + error);
    }
}
