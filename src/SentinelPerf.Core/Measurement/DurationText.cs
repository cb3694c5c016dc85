using System.Globalization;

namespace SentinelPerf.Measurement;

/// <summary>Durations as users write them: a number and a unit (<c>250ms</c>, <c>10s</c>, <c>1.5m</c>, <c>1h</c>), never culture-dependent.</summary>
public static class DurationText
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Valid = "a number with a unit: 250ms, 10s, 1.5m, 1h";

    // Longest unit name first, so that 'ms' is not read as 's'.
    private static readonly (string Name, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration; false when it is not one, is negative or longer than a year.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        foreach (var (name, milliseconds) in Units)
        {
            if (!text.EndsWith(name, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - name.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) continue;
            var total = number * milliseconds;
            if (!(total <= TimeSpan.FromDays(365).TotalMilliseconds)) return false; // NaN too
            duration = TimeSpan.FromMilliseconds(total);
            return true;
        }

        return false;
    }

    /// <summary>Writes a duration in a form that <see cref="TryParse"/> reads: milliseconds below a second, else seconds.</summary>
    public static string Format(TimeSpan duration) => duration != TimeSpan.Zero && duration.Duration() < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");
}
