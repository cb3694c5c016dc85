namespace SentinelPerf.Reporting;

/// <summary>
/// Rounds figures for reports without letting them lie: what is not zero stays not zero, interval ends move outward, an observed value
/// stays on its side of its limit, and what is no number is 'not measured'.
/// </summary>
internal static class Rounding
{
    private const int Digits = 4;

    /// <summary>A rate: one decimal from 100 on, four significant digits below.</summary>
    public static double? Rate(double? value) => At(value, Step(value), Math.Round);

    /// <summary>The low end of an interval of rates: never above the true one.</summary>
    public static double? RateDown(double? value) => At(value, Step(value), Math.Floor);

    /// <summary>The high end of an interval of rates: never below the true one.</summary>
    public static double? RateUp(double? value) => At(value, Step(value), Math.Ceiling);

    /// <summary>Four significant digits.</summary>
    public static double? Figure(double? value) => At(value, SignificantStep(value, Digits), Math.Round);

    /// <summary>A share, 0–1, with four significant digits; only a true 1 is 1.</summary>
    public static double? Share(double? value) => Figure(value) is { } rounded && (rounded != 1 || value == 1) ? rounded : Finite(value);

    /// <summary>Seconds on the run's clock, to the millisecond.</summary>
    public static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    /// <summary>A time in milliseconds with four significant digits.</summary>
    public static double? Milliseconds(TimeSpan? time) => Figure(time?.TotalMilliseconds);

    /// <summary>An observed value that stays on the side of <paramref name="limit"/> where it was measured.</summary>
    public static double Beside(double observed, double limit)
    {
        var rounded = Figure(observed) ?? 0;
        return Math.Sign(rounded.CompareTo(limit)) == Math.Sign(observed.CompareTo(limit)) ? rounded : Finite(observed) ?? 0;
    }

    /// <summary>The value, or null when it is NaN or infinite: JSON has neither.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static double Step(double? value) => value is { } rate && Math.Abs(rate) >= 100 ? 0.1 : SignificantStep(value, Digits);

    private static double SignificantStep(double? value, int digits) =>
        value is { } number && number != 0 && double.IsFinite(number) ? Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(number))) - digits + 1) : 1;

    private static double? At(double? value, double step, Func<decimal, decimal> round)
    {
        if (Finite(value) is not { } number) return null;
        // Decimal keeps 0.1 steps exact; beyond its range a double has no decimals to round.
        if (Math.Abs(number) > 1e15 || (number != 0 && Math.Abs(number) < 1e-15)) return number;
        var unit = (decimal)step;
        return unit == 0 ? number : (double)(round((decimal)number / unit) * unit);
    }
}
