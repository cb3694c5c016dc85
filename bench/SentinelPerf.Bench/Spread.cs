using System.Globalization;

namespace SentinelPerf.Bench;

/// <summary>Values of several rounds as min–median–max.</summary>
internal static class Spread
{
    public static string Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{Round(sorted[0])}–{Round(sorted[sorted.Length / 2])}–{Round(sorted[^1])}");
    }

    /// <summary>Ratios of what was measured in the same round.</summary>
    public static string OfRatios(IEnumerable<double> above, IEnumerable<double> below) => Of(above.Zip(below, (a, b) => a / b));

    // Three digits are what a shared machine gives; large numbers whole instead of with an exponent.
    private static string Round(double value) => value.ToString(Math.Abs(value) >= 100 ? "F0" : "G3", CultureInfo.InvariantCulture);
}
