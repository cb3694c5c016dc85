using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>Whether a warm-up has come to rest.</summary>
internal static class SteadyState
{
    /// <summary>Bins of 250 ms that the drift is taken from: 3 s.</summary>
    private const int DriftBins = 12;

    /// <summary>
    /// Steady: MSER-5 cuts less than half of the bins' medians, and the last 3 s drift less than 10 % (Theil–Sen). Fewer than
    /// ten bins with answers (a slow target) show neither; they count as steady.
    /// </summary>
    public static bool Holds(IEnumerable<TrialBin> bins)
    {
        var answered = bins.Where(b => b.P50 is not null).ToArray();
        if (answered.Length < 2 * RobustStatistics.MserBatch) return true;
        var medians = answered.Select(b => b.P50!.Value.TotalMilliseconds).ToArray();
        if (2 * RobustStatistics.Mser5(medians) >= medians.Length) return false;
        var last = answered[^Math.Min(DriftBins, answered.Length)..];
        var slope = RobustStatistics.TheilSenSlope([.. last.Select(b => b.At.TotalSeconds)], [.. last.Select(b => b.P50!.Value.TotalMilliseconds)]);
        var drift = Math.Abs(slope) * (last[^1].At - last[0].At).TotalSeconds;
        return drift < SearchDefaults.SteadyDrift * RobustStatistics.Median([.. last.Select(b => b.P50!.Value.TotalMilliseconds)]);
    }
}
