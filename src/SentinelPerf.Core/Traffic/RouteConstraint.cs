using System.Globalization;
using System.Text.RegularExpressions;

namespace SentinelPerf.Traffic;

/// <summary>A route constraint as ASP.NET Core writes it: <c>int</c>, <c>length(2,5)</c>, <c>regex(^a+$)</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">What stands in its parentheses; empty when it has none.</param>
internal readonly record struct RouteConstraint(string Name, string Arguments)
{
    // A pattern from outside must not be able to hang a run.
    private static readonly TimeSpan MostMatchTime = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads one.</summary>
    public static RouteConstraint Parse(string text)
    {
        var open = text.IndexOf('(');
        return open > 0 && text.EndsWith(')') ? new(text[..open].Trim(), text[(open + 1)..^1]) : new(text.Trim(), "");
    }

    /// <summary>Whether this one is known; an unknown one (an app's own) is left to the probe.</summary>
    public bool Satisfies(string value) => Name switch
    {
        "int" => int.TryParse(value, CultureInfo.InvariantCulture, out _),
        "long" => long.TryParse(value, CultureInfo.InvariantCulture, out _),
        "decimal" => decimal.TryParse(value, CultureInfo.InvariantCulture, out _),
        "double" or "float" => double.TryParse(value, CultureInfo.InvariantCulture, out _),
        "bool" => bool.TryParse(value, out _),
        "guid" => Guid.TryParse(value, out _),
        "datetime" => DateTime.TryParse(value, CultureInfo.InvariantCulture, out _),
        "alpha" => value.All(char.IsAsciiLetter),
        "required" => value.Length > 0,
        "file" => value[(value.LastIndexOf('/') + 1)..].Contains('.'),
        "nonfile" => !value[(value.LastIndexOf('/') + 1)..].Contains('.'),
        "minlength" => value.Length >= Bound(0, 0),
        "maxlength" => value.Length <= Bound(0, int.MaxValue),
        "length" => value.Length >= Bound(0, 0) && value.Length <= Bound(Arguments.Contains(',') ? 1 : 0, int.MaxValue),
        "min" or "max" or "range" => IsWithin(value),
        "regex" => Matches(value),
        _ => true,
    };

    /// <summary>Lowest and highest number allowed.</summary>
    public (decimal Low, decimal High) NumberBounds => Name switch
    {
        "min" => (Bound(0, decimal.MinValue), decimal.MaxValue),
        "max" => (decimal.MinValue, Bound(0, decimal.MaxValue)),
        "range" => (Bound(0, decimal.MinValue), Bound(1, decimal.MaxValue)),
        _ => (decimal.MinValue, decimal.MaxValue),
    };

    /// <summary>Shortest and longest text allowed.</summary>
    public (int Low, int High) LengthBounds => Name switch
    {
        "minlength" => ((int)Bound(0, 0), int.MaxValue),
        "maxlength" => (0, (int)Bound(0, int.MaxValue)),
        "length" => ((int)Bound(0, 0), (int)Bound(Arguments.Contains(',') ? 1 : 0, int.MaxValue)),
        _ => (0, int.MaxValue),
    };

    private decimal Bound(int index, decimal otherwise) =>
        Arguments.Split(',') is var all && index < all.Length && decimal.TryParse(all[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)
            ? bound : otherwise;

    private bool IsWithin(string value)
    {
        var (low, high) = NumberBounds;
        return decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high;
    }

    private bool Matches(string value)
    {
        try
        {
            return Regex.IsMatch(value, Arguments, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MostMatchTime);
        }
        catch (Exception problem) when (problem is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
