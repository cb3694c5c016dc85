using MathNet.Numerics.Distributions;

namespace SentinelPerf.Measurement;

/// <summary>The standard normal distribution, as a table: the search evaluates it a million times in a run.</summary>
public static class StandardNormal
{
    private const double Reach = 8;
    private const int StepsPerUnit = 256;
    private static readonly double[] Table = [.. Enumerable.Range(0, (int)(2 * Reach * StepsPerUnit) + 2).Select(i => Normal.CDF(0, 1, i / (double)StepsPerUnit - Reach))];

    /// <summary>Φ(z), within 1e-6 by linear interpolation; 0 and 1 beyond ± 8.</summary>
    public static double Cdf(double z)
    {
        if (double.IsNaN(z)) return double.NaN;
        if (z <= -Reach) return 0;
        if (z >= Reach) return 1;
        var place = (z + Reach) * StepsPerUnit;
        var below = (int)place;
        return Table[below] + (place - below) * (Table[below + 1] - Table[below]);
    }
}
