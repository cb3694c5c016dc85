using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SentinelPerf.Explanation;

/// <summary>Reads numbers with their units from a text, written in digits or in words.</summary>
internal static partial class NumberReader
{
    private const string Units =
        @"%|per ?cent\b|percentage points\b|(?:requests?|req|calls?)?(?: ?/ ?s(?:ec(?:ond)?)?\b)|(?:requests? |calls? )?(?:per|each|every|a) second\b|req/s\b|rps\b|ms\b|milliseconds?\b|msec\b|µs\b|us\b|microseconds?\b|seconds?\b|secs?\b|s\b|minutes?\b|min\b|hours?\b|GiB\b|GB\b|MiB\b|MB\b|KiB\b|KB\b|kB\b|bytes?\b|gigabytes?\b|megabytes?\b|kilobytes?\b|-?fold\b|x\b|×|times\b";

    private static readonly FrozenDictionary<string, double> Words = new Dictionary<string, double>
    {
        ["zero"] = 0, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11,
        ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19,
        ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, double> Scales =
        new Dictionary<string, double> { ["hundred"] = 100, ["thousand"] = 1000, ["million"] = 1e6, ["billion"] = 1e9 }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A number in digits at the start of a text, with its unit.</summary>
    [GeneratedRegex(@"\G[~≈]?(?<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[- ]?(?<u>" + Units + "))?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    public static partial Regex Digits();

    /// <summary>A number in words at the start of a text: 'twenty-five percent', 'three hundred', 'sixtyfold'.</summary>
    [GeneratedRegex(@"\G(?<w>(?:(?:an? |one )?(?:(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion)(?:[- ](?:and )?)?)+)|one(?= (?:%|per ?cent|milli|second|minute|work|time|(?:in|out of) (?:two|three|four|five|six|seven|eight|nine|ten|twenty|\d))))(?<u> ?(?:" + Units + "))?(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    public static partial Regex Spelled();

    [GeneratedRegex(@"\G[^.,;:()0-9]{0,40}?(?:per|each|every) (?<p>second|request)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Per();

    /// <summary>The value of a match of <see cref="Digits"/>; the text after it may name what it counts per.</summary>
    public static StatedNumber OfDigits(Match match, string text)
    {
        var raw = match.Groups["n"].Value.Replace(",", "", StringComparison.Ordinal);
        var point = raw.IndexOf('.', StringComparison.Ordinal);
        var half = 0.5 * Math.Pow(10, point < 0 ? 0 : -(raw.Length - point - 1));
        return Scaled(double.Parse(raw, CultureInfo.InvariantCulture), half, match.Groups["u"].Value, match, text);
    }

    /// <summary>The value of a match of <see cref="Spelled"/>.</summary>
    public static StatedNumber OfWords(Match match, string text)
    {
        double total = 0, part = 0;
        foreach (var word in match.Groups["w"].Value.ToLowerInvariant().Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries))
            if (Words.TryGetValue(word, out var value)) part += value;
            else if (word is "a" or "an" or "one" && part == 0) part = 0;
            else if (Scales.TryGetValue(word, out var scale))
            {
                part = Math.Max(part, 1) * scale;
                if (scale > 100) (total, part) = (total + part, 0);
            }

        if (match.Groups["w"].Value.Equals("one", StringComparison.OrdinalIgnoreCase)) part = 1;
        return Scaled(total + part, 0.5, match.Groups["u"].Value.Trim(), match, text);
    }

    private static StatedNumber Scaled(double value, double half, string unit, Match match, string text)
    {
        var (kind, scale) = Kind(unit.ToLowerInvariant().Trim('-', ' '));
        if (kind is "" or "x" && Per().Match(text, match.Index + match.Length) is { Success: true } per)
            kind = kind == "x" && per.Index != match.Index + match.Length ? kind : per.Groups["p"].Value.Equals("second", StringComparison.OrdinalIgnoreCase) ? "1/s" : "/request";
        return new StatedNumber(value * scale, half * scale, kind);
    }

    private static (string Kind, double Scale) Kind(string unit) => unit switch
    {
        "" => ("", 1),
        "%" or "percent" or "per cent" or "percentage points" => ("1", 0.01),
        "ms" or "msec" or "millisecond" or "milliseconds" => ("s", 0.001),
        "µs" or "us" or "microsecond" or "microseconds" => ("s", 1e-6),
        "s" or "sec" or "secs" or "second" or "seconds" => ("s", 1),
        "min" or "minute" or "minutes" => ("s", 60),
        "hour" or "hours" => ("s", 3600),
        "gb" or "gib" or "gigabyte" or "gigabytes" => ("By", 1 << 30),
        "mb" or "mib" or "megabyte" or "megabytes" => ("By", 1 << 20),
        "kb" or "kib" or "kilobyte" or "kilobytes" => ("By", 1 << 10),
        "byte" or "bytes" => ("By", 1),
        "fold" or "x" or "×" or "times" => ("x", 1),
        _ => ("1/s", 1),
    };
}
