using System.Globalization;

namespace SentinelPerf.Measurement;

/// <summary>Rates as people read them: three figures, no exponent, never culture-dependent.</summary>
public static class RateText
{
    /// <summary>A rate: <c>412</c>, <c>41.2</c>, <c>4.12</c>.</summary>
    public static string Format(double rate) => Format(rate, Decimals(rate));

    /// <summary>A rate with its interval: <c>412 req/s [398, 425]</c>.</summary>
    public static string Format(double? rate, Interval interval, RateUnit? unit = null) => Format(rate, interval, interval.High, unit);

    /// <summary>The same, with as many decimals as it takes to tell the ends of the interval from <paramref name="limit"/>.</summary>
    public static string Format(double? rate, Interval interval, double limit, RateUnit? unit = null)
    {
        var decimals = DecimalsBeside(limit, interval.Low, interval.High);
        var ends = $"[{Format(interval.Low, decimals)}, {Format(interval.High, decimals)}]";
        unit ??= RateUnit.Requests;
        return rate is { } value ? $"{Format(value, decimals)} {unit.Symbol} {ends}" : $"{ends} {unit.Symbol}";
    }

    /// <summary>A limit, with as many decimals as it takes to tell it from what stands beside it.</summary>
    public static string FormatLimit(double limit, params ReadOnlySpan<double> beside) => Trim(Format(limit, DecimalsBeside(limit, beside)));

    private static int DecimalsBeside(double limit, params ReadOnlySpan<double> others)
    {
        var decimals = Decimals(limit);
        foreach (var other in others)
            while (decimals < 6 && other != limit && Format(other, decimals) == Format(limit, decimals)) decimals++;
        return decimals;
    }

    private static int Decimals(double rate) => Math.Abs(rate) switch { >= 100 => 0, >= 10 => 1, _ => 2 };

    private static string Format(double rate, int decimals) => rate.ToString("F" + decimals, CultureInfo.InvariantCulture);

    private static string Trim(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
