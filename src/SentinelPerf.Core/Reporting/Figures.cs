using System.Globalization;

namespace SentinelPerf.Reporting;

/// <summary>Figures as a person reads them: three significant digits, with their unit, the same in every culture. They follow the rules of <see cref="Rounding"/>.</summary>
internal static class Figures
{
    /// <summary>What stands for a figure that was not measured.</summary>
    public const string NotMeasured = "–";

    /// <summary>A rate without its unit: <c>412</c>, <c>41.2</c>, <c>0.41</c>.</summary>
    public static string Rate(double? rate) => rate is { } value && double.IsFinite(value) ? Three(value) : NotMeasured;

    /// <summary>An interval of rates: <c>[398, 425]</c>. The summary has the decimals.</summary>
    public static string Interval(Measurement.Interval interval) => $"[{Rate(interval.Low)}, {Rate(interval.High)}]";

    /// <summary>A time: <c>391 ms</c>, <c>0.42 ms</c>, <c>12.3 s</c>.</summary>
    public static string Time(TimeSpan? time) => time is { } value ? Milliseconds(value.TotalMilliseconds) : NotMeasured;

    /// <summary>A time given in milliseconds.</summary>
    public static string Milliseconds(double value) => Math.Abs(value) >= 10_000 ? Three(value / 1000) + " s" : Three(value) + " ms";

    /// <summary>A moment or a length on the run's clock: <c>41.3 s</c>.</summary>
    public static string Clock(TimeSpan time) => Clock(time.TotalSeconds);

    /// <summary>A moment given in seconds.</summary>
    public static string Clock(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    /// <summary>A share, 0–1, in percent; what is not 0 is never shown as 0, and what is not 1 never as 100 %.</summary>
    public static string Percent(double? share) => share switch
    {
        null => NotMeasured,
        { } value when !double.IsFinite(value) => NotMeasured,
        > 0 and < 0.00001 => "< 0.001 %",
        > 0.9999 and < 1 => "> 99.99 %",
        { } value => (value * 100).ToString(value is > 0.999 and < 1 ? "0.00" : value < 0.01 ? "0.###" : "0.##", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>Bytes: <c>5.31 KB</c> (1 KB = 1024 bytes).</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var unit = 0;
        for (; Math.Abs(bytes) >= 1024 && unit < units.Length - 1; unit++) bytes /= 1024;
        return $"{Three(bytes)} {units[unit]}";
    }

    /// <summary>A value with a UCUM unit: <c>312</c> for <c>{work_item}</c>, <c>0.62 cores</c> for <c>{core}</c>, <c>42.1 ms</c> for <c>s</c>.</summary>
    public static string Value(double? value, string unit) => (value, unit) switch
    {
        (null, _) => NotMeasured,
        ({ } number, _) when !double.IsFinite(number) => NotMeasured,
        ({ } number, "s") => Milliseconds(number * 1000),
        ({ } number, "ms") => Milliseconds(number),
        ({ } number, "By") => Bytes(number),
        ({ } number, "By/s") => Bytes(number) + "/s",
        ({ } number, "%") => Three(number) + " %",
        ({ } number, "" or "1") => Three(number),
        ({ } number, "1/s") => Three(number) + "/s",
        ({ } number, "{core}") => Three(number) + " cores",
        ({ } number, _) when unit.StartsWith('{') => Three(number) + (unit.EndsWith("/s", StringComparison.Ordinal) ? "/s" : ""),
        ({ } number, _) => $"{Three(number)} {unit}",
    };

    /// <summary>An observed figure beside its limit, with as many digits as it takes to tell the two apart.</summary>
    public static string Beside(double observed, double limit, Func<double, string> format) =>
        observed != limit && format(observed) == format(limit) ? format(limit) + (observed > limit ? " and a little" : " less a little") : format(observed);

    /// <summary>Three significant digits; whole numbers from 100 on.</summary>
    public static string Three(double value) => value == 0 ? "0" : Math.Abs(value) < 1e-6 || Math.Abs(value) >= 1e9
        ? value.ToString("0.##e+0", CultureInfo.InvariantCulture)
        : Math.Round(value, Decimals(value), MidpointRounding.AwayFromZero).ToString("0.########", CultureInfo.InvariantCulture);

    private static int Decimals(double value) => value == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 8);
}
