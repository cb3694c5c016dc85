using System.Globalization;

namespace SentinelPerf.Explanation;

/// <summary>Says a value with its unit, to three significant digits: <c>412 requests/s</c>, <c>98.5 %</c>, <c>31 MB</c>.</summary>
internal static class Quantity
{
    /// <summary>Says it.</summary>
    /// <param name="value">The value, in <paramref name="unit"/>.</param>
    /// <param name="unit">UCUM unit. A share (<c>1</c>) is said in per cent, bytes in megabytes.</param>
    public static string Format(double value, string unit) => unit switch
    {
        "1" => $"{(Math.Abs(value) < 0.0005 ? "0" : Number(value * 100))} %",
        "By" => $"{Number(value / (1024 * 1024))} MB",
        "s" => $"{Number(value)} s",
        "ms" => $"{Number(value)} ms",
        "1/s" => $"{Number(value)}/s",
        _ => $"{Number(value)} {Plain(unit)}",
    };

    /// <summary>Three significant digits, without an exponent; what is far below one in the unit is zero.</summary>
    public static string Number(double value)
    {
        if (Math.Abs(value) < 0.0005) return "0";
        var digits = 2 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits >= 0
            ? Math.Round(value, Math.Min(digits, 15)).ToString("0.######", CultureInfo.InvariantCulture)
            : Math.Round(value).ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary><c>{contention}/{request}</c> → <c>contentions per request</c>.</summary>
    private static string Plain(string unit)
    {
        var parts = unit.Split('/');
        var first = Word(parts[0]) is { Length: > 0 } word ? word + "s" : "";
        return parts.Length == 2 ? $"{first} per {Word(parts[1])}" : first;
    }

    private static string Word(string part) => part.Trim('{', '}').Replace('_', ' ');
}
