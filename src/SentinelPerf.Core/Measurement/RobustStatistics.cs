namespace SentinelPerf.Measurement;

/// <summary>Statistics that a few wild values cannot move. Pure functions; none changes its input.</summary>
public static class RobustStatistics
{
    /// <summary>Batch size of <see cref="Mser5"/> (White, 1997).</summary>
    public const int MserBatch = 5;

    /// <summary>Median; NaN when empty.</summary>
    public static double Median(IReadOnlyList<double> values) => Quantile(values, 0.5);

    /// <summary>Quantile by linear interpolation between order statistics (Hyndman and Fan, type 7); NaN when empty.</summary>
    /// <param name="values">Any order.</param>
    /// <param name="p">0–1.</param>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="p"/> is outside 0–1.</exception>
    public static double Quantile(IReadOnlyList<double> values, double p)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!(p is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A quantile needs 0 ≤ p ≤ 1.");
        if (values.Count == 0) return double.NaN;
        var sorted = values.Order().ToArray();
        var place = p * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>Theil–Sen slope: the median of the slopes of all pairs, so that up to 29 % of the points may be wild; NaN below two distinct x.</summary>
    public static double TheilSenSlope(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        CheckPairs(x, y);
        var slopes = new List<double>(x.Count * (x.Count - 1) / 2);
        for (var i = 0; i < x.Count; i++)
            for (var j = i + 1; j < x.Count; j++)
                if (x[i] != x[j]) slopes.Add((y[j] - y[i]) / (x[j] - x[i]));
        return Median(slopes);
    }

    /// <summary>Least-squares slope; NaN below two distinct x.</summary>
    public static double LeastSquaresSlope(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        CheckPairs(x, y);
        if (x.Count < 2) return double.NaN;
        var meanX = x.Average();
        var meanY = y.Average();
        double covariance = 0, variance = 0;
        for (var i = 0; i < x.Count; i++)
        {
            covariance += (x[i] - meanX) * (y[i] - meanY);
            variance += (x[i] - meanX) * (x[i] - meanX);
        }
        return variance > 0 ? covariance / variance : double.NaN;
    }

    /// <summary>
    /// MSER-5: how many leading values to cut so that the mean of the rest has the least standard error
    /// (White 1997: minimise Σ(Z − Z̄)² / (m − d)² over batches of five). A cut of half or more means 'not yet steady'.
    /// </summary>
    /// <returns>Values to cut, a multiple of five; 0 below four batches.</returns>
    public static int Mser5(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var batches = values.Chunk(MserBatch).Where(c => c.Length == MserBatch).Select(c => c.Average()).ToArray();
        var (best, bestError) = (0, double.PositiveInfinity);
        // A few batches can lie close together by chance and would win too often, so at least three stay.
        for (var cut = 0; cut <= batches.Length - 3; cut++)
        {
            var rest = batches[cut..];
            var mean = rest.Average();
            var error = rest.Sum(z => (z - mean) * (z - mean)) / ((double)rest.Length * rest.Length);
            if (error < bestError) (best, bestError) = (cut, error);
        }
        return best * MserBatch;
    }

    /// <summary>
    /// Mann–Kendall test for a trend (Mann 1945, Kendall 1975): the standard normal deviate of the number of rising less that of falling pairs, with
    /// the correction for ties. 2.33 is a rise at 1 % on one side; 0 without a trend or below three values.
    /// </summary>
    public static double MannKendall(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var n = values.Count;
        long score = 0;
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++) score += values[j].CompareTo(values[i]);
        var ties = values.GroupBy(v => v).Sum(g => Spread(g.Count()));
        var variance = (Spread(n) - ties) / 18;
        return n < 3 || variance <= 0 || score == 0 ? 0 : (score - Math.Sign(score)) / Math.Sqrt(variance);

        static double Spread(double m) => m * (m - 1) * (2 * m + 5);
    }

    private static void CheckPairs(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count) throw new ArgumentException($"x has {x.Count} values, y {y.Count}; they are pairs.", nameof(y));
    }
}
