using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SentinelPerf.Diagnostics;

/// <summary>
/// Takes secrets out of anything that leaves the process: known values (also as they look when escaped for a URL), credentials in URLs and
/// tokens in query strings. Reports, logs, prompts and caches pass through it.
/// </summary>
public sealed partial class SecretMask
{
    /// <summary>What stands in for a secret.</summary>
    public const string Replacement = "***";

    // Shorter values would mask ordinary text everywhere and hide nothing that could not be guessed.
    private const int ShortestMasked = 3;

    private readonly ImmutableArray<string> _values;

    /// <summary>Masks these values beside what looks like a secret by its place.</summary>
    public SecretMask(IEnumerable<string> values) =>
        _values = [.. values.Where(v => v.Length >= ShortestMasked).SelectMany(v => new[] { v, Uri.EscapeDataString(v) })
            .Distinct(StringComparer.Ordinal).OrderByDescending(v => v.Length).ThenBy(v => v, StringComparer.Ordinal)];

    /// <summary>Knows no values; still masks credentials in URLs and tokens in query strings.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>The values, for a room that masks in its own way.</summary>
    public ImmutableArray<string> Values => _values;

    /// <summary>The text without secrets.</summary>
    public string Mask(string text)
    {
        foreach (var value in _values) text = text.Replace(value, Replacement, StringComparison.Ordinal);
        text = UserInfo().Replace(text, "$1" + Replacement + "@");
        return SecretInQuery().Replace(text, "$1" + Replacement);
    }

    /// <summary>Whether a name (of a variable, header or parameter) says that its value is a secret.</summary>
    public static bool LooksSecret(string name) => SecretName().IsMatch(name);

    [GeneratedRegex("token|secret|passw|pwd|api[-_]?key|credential|private|authorization|cookie|connection[-_]?string|session|signature|^auth$|(^|[-_.:])key$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"([a-z][a-z0-9+.\-]*://)[^/@\s?#""'<>]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"([?&](?:[^=&#\s]*(?:token|secret|passw|pwd|api[-_]?key|signature)[^=&#\s]*|sig|key|code)=)[^&#\s""']+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretInQuery();
}
