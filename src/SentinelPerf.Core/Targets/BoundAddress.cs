using System.Collections.Immutable;

namespace SentinelPerf.Targets;

/// <summary>Which of the addresses that a server says it is bound to is the one to load.</summary>
internal static class BoundAddress
{
    /// <summary>http before https (TLS is not what is under test), loopback before the rest; any-address becomes 127.0.0.1. Null when none is TCP.</summary>
    public static Uri? Choose(IEnumerable<string> addresses) =>
        addresses.Select(Reachable).OfType<Uri>()
            .OrderBy(a => a.Scheme == "http" ? 0 : 1).ThenBy(a => HostPolicy.IsLoopback(a) ? 0 : 1)
            .FirstOrDefault();

    /// <summary>The address that a server prints (<c>Now listening on: http://…</c>): for hosts that the startup hook does not know, such as the old WebHost.</summary>
    public static ImmutableArray<string> Printed(ImmutableArray<string> lines)
    {
        const string Mark = "Now listening on: ";
        return [.. lines.Where(l => l.Contains(Mark, StringComparison.Ordinal)).Select(l => l[(l.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Trim())];
    }

    private static Uri? Reachable(string address)
    {
        // 'http://+:80' and 'http://*:80' are no URIs, 'http://unix:/…' is no TCP.
        var text = address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal);
        return !text.Contains("://unix:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Port > 0 ? uri : null;
    }
}
