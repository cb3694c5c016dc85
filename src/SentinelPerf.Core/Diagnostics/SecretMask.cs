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

    private ImmutableArray<string> _values;

    /// <summary>Masks these values beside what looks like a secret by its place.</summary>
    public SecretMask(IEnumerable<string> values) => _values = Sorted(values.SelectMany(Forms));

    /// <summary>Knows no values; still masks credentials in URLs and tokens in query strings.</summary>
    public static SecretMask None => new([]);

    /// <summary>The values, for a room that masks in its own way.</summary>
    public ImmutableArray<string> Values => _values;

    /// <summary>Masks this value too from now on, such as a token that was issued meanwhile. Any thread.</summary>
    public void Add(string value) => ImmutableInterlocked.Update(ref _values, static (known, added) => Sorted(known.Concat(Forms(added))), value);

    /// <summary>The text without secrets.</summary>
    public string Mask(string text)
    {
        foreach (var value in _values) text = text.Replace(value, Replacement, StringComparison.Ordinal);
        text = UserInfo().Replace(text, "$1" + Replacement + "@");
        return SecretInQuery().Replace(text, "$1" + Replacement);
    }

    private static IEnumerable<string> Forms(string value) => value.Length < ShortestMasked ? [] : [value, Uri.EscapeDataString(value)];

    // Longest first: a secret that holds another must not leave its rest behind.
    private static ImmutableArray<string> Sorted(IEnumerable<string> values) =>
        [.. values.Distinct(StringComparer.Ordinal).OrderByDescending(v => v.Length).ThenBy(v => v, StringComparer.Ordinal)];

    /// <summary>Whether a name (of a variable, header or parameter) says that its value is a secret.</summary>
    public static bool LooksSecret(string name) => SecretName().IsMatch(name);

    [GeneratedRegex("token|secret|passw|pwd|api[-_]?key|credential|private|authorization|cookie|connection[-_]?string|session|signature|^auth$|(^|[-_.:])key$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"([a-z][a-z0-9+.\-]*://)[^/@\s?#""'<>]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"([?&](?:[^=&#\s]*(?:token|secret|passw|pwd|api[-_]?key|signature)[^=&#\s]*|sig|key|code)=)[^&#\s""']+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretInQuery();
}
