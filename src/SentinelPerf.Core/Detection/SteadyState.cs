using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>Whether a warm-up has come to rest.</summary>
internal static class SteadyState
{
    /// <summary>Bins of 250 ms that the drift is taken from: 3 s.</summary>
    private const int DriftBins = 12;

    private const double NoiseDeviations = 2;

    /// <summary>
    /// Steady: MSER-5 cuts less than half of the bins' medians, and the last 3 s drift less than 10 % (Theil–Sen). Where bins hold few
    /// requests, both are asked only for what chance does not explain: else an exponential service at 50/s would warm up for ever (two of
    /// five runs of pure noise in the simulator). Fewer than ten bins with answers (a slow target) show neither; they count as steady.
    /// </summary>
    public static bool Holds(IEnumerable<TrialBin> bins)
    {
        var answered = bins.Where(b => b.P50 is not null).ToArray();
        if (answered.Length < 2 * RobustStatistics.MserBatch) return true;
        var medians = answered.Select(b => b.P50!.Value.TotalMilliseconds).ToArray();
        return !StillInitial(medians) && !Drifts(answered[^Math.Min(DriftBins, answered.Length)..]);
    }

    private static bool StillInitial(double[] medians)
    {
        var cut = RobustStatistics.Mser5(medians);
        if (2 * cut < medians.Length) return false;
        var level = RobustStatistics.Median(medians[cut..]);
        return Math.Abs(RobustStatistics.Median(medians[..cut]) - level) > SearchDefaults.SteadyDrift * level;
    }

    private static bool Drifts(TrialBin[] last)
    {
        double[] at = [.. last.Select(b => b.At.TotalSeconds)];
        double[] medians = [.. last.Select(b => b.P50!.Value.TotalMilliseconds)];
        var slope = RobustStatistics.TheilSenSlope(at, medians);
        var level = RobustStatistics.Median(medians);
        // 1.48 · median absolute deviation estimates the standard deviation; the slope times the span has about the same.
        var noise = 1.48 * RobustStatistics.Median([.. at.Zip(medians, (t, m) => Math.Abs(m - level - slope * (t - at[at.Length / 2])))]);
        return Math.Abs(slope) * (at[^1] - at[0]) > Math.Max(SearchDefaults.SteadyDrift * level, NoiseDeviations * noise);
    }
}
