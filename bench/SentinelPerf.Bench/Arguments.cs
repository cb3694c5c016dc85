using System.Globalization;
using SentinelPerf.Measurement;

namespace SentinelPerf.Bench;

/// <summary>A command line that makes no sense; its message is what the user is told.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The words behind a mode: positions, <c>--name value</c> and flags.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads them; anything that is not named here is an error.</summary>
    /// <param name="words">What stands behind the mode.</param>
    /// <param name="positions">Most words without a name.</param>
    /// <param name="valued">Options that take a value.</param>
    /// <param name="flags">Options that take none.</param>
    /// <exception cref="UsageException">An unknown option, a missing value, a word too many.</exception>
    public Arguments(IReadOnlyList<string> words, int positions, string[] valued, params string[] flags)
    {
        var found = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal)) found.Add(words[i]);
            else if (flags.Contains(words[i])) _values[words[i]] = "";
            else if (!valued.Contains(words[i])) throw new UsageException($"'{words[i]}' is no option here; there is {string.Join(", ", [.. valued, .. flags])}");
            else if (i + 1 == words.Count) throw new UsageException($"{words[i]} needs a value");
            else _values[words[i]] = words[++i];
        }
        if (found.Count > positions) throw new UsageException($"'{found[positions]}' is one word too many");
        Positions = found;
    }

    /// <summary>Words without a name.</summary>
    public IReadOnlyList<string> Positions { get; }

    /// <summary>Whether the option was given.</summary>
    public bool Has(string option) => _values.ContainsKey(option);

    /// <summary>A text; null when the option was not given.</summary>
    public string? Text(string option) => _values.GetValueOrDefault(option);

    /// <summary>A whole number ≥ 1.</summary>
    public int Whole(string option, int preset) => Text(option) is { } text ? Whole(option, text) : preset;

    /// <summary>The same for a text that stands elsewhere.</summary>
    public static int Whole(string what, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1
            ? value
            : throw new UsageException($"{what} is '{text}', no whole number of 1 or more");

    /// <summary>A positive duration.</summary>
    public TimeSpan Time(string option, TimeSpan preset) => Text(option) is not { } text ? preset
        : DurationText.TryParse(text, out var value) && value > TimeSpan.Zero ? value
        : throw new UsageException($"{option} is '{text}'; valid: {DurationText.Valid}");
}
