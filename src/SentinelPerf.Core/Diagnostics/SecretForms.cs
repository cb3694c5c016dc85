using System.Text.RegularExpressions;

namespace SentinelPerf.Diagnostics;

/// <summary>
/// Takes out of a line of printable text what looks like a secret by its form, whoever wrote it: an app prints its own headers, tokens and
/// connection strings into its log, and nobody told us their values.
/// </summary>
internal static partial class SecretForms
{
    private const string Masked = SecretMask.Replacement;

    /// <summary>The line without them; idempotent.</summary>
    public static string Mask(string line)
    {
        line = Header().Replace(line, "$1: " + Masked);
        line = Scheme().Replace(line, "$1 " + Masked);
        line = WebToken().Replace(line, Masked);
        return NamedValue().Replace(line, "$1$2" + Masked);
    }

    [GeneratedRegex(@"\b((?:proxy-)?authorization|set-cookie|cookie)\b[""']?\s*[:=].*", RegexOptions.IgnoreCase)]
    private static partial Regex Header();

    [GeneratedRegex(@"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?")]
    private static partial Regex WebToken();

    // Not after '/', so that a route such as '/token: p99 …' keeps its figures.
    [GeneratedRegex(@"(?<![/\w-])([\w-]*(?:password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key|account[-_]?key|signature)[\w-]*|sig)([""']?\s*[:=]\s*[""']?)[^\s""'&;,]+",
        RegexOptions.IgnoreCase)]
    private static partial Regex NamedValue();
}
