using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using SentinelPerf.Traffic;

namespace SentinelPerf.Planning;

/// <summary>Says which routes are no part of the load, and why.</summary>
internal static class RouteFilter
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("-_.~ ");

    // Words that end or destroy something, as a segment of a path or a word in it: /orders/{id}/cancel, /admin/shut-down, /signOut.
    private static readonly ImmutableHashSet<string> DangerousWords =
    [
        "logout", "logoff", "signout", "signoff", "shutdown", "stop", "kill", "terminate", "restart", "reboot", "exit", "quit", "abort", "crash", "delete", "remove",
        "destroy", "drop", "purge", "wipe", "erase", "clear", "reset", "truncate", "cancel", "unsubscribe", "deactivate", "disable", "revoke", "flush", "evict",
        "invalidate", "uninstall", "rollback",
    ];

    private static readonly string[] FrameworkRoots = ["/openapi", "/swagger", "/scalar", "/redoc", "/api-docs", "/_framework", "/_blazor", "/_content", "/_vs", "/.well-known"];

    private static readonly ImmutableHashSet<string> HealthSegments =
        ["health", "healthz", "healthcheck", "health-check", "health-checks", "healthchecks", "hc", "livez", "readyz", "liveness", "readiness", "metrics"];

    private static readonly ImmutableHashSet<string> HealthPaths = ["/ping", "/live", "/ready", "/alive"];

    /// <summary>Whether the user's own pattern leaves the path out; <c>*</c> stands for anything.</summary>
    public static string? Excluded(string path, ImmutableArray<string> patterns)
    {
        foreach (var pattern in patterns)
            if (Matches(path.AsSpan(), pattern.AsSpan())) return $"excluded by '{pattern}' of traffic.exclude";
        return null;
    }

    /// <summary>Why a route that nobody named is not sent; null when it may be.</summary>
    public static string? Unsuitable(TrafficRequest request, bool unsafeMethods)
    {
        if (request.Method != "GET" && !unsafeMethods) return $"{request.Method} is not sent unless traffic names it or load.unsafeMethods is true";
        foreach (var root in FrameworkRoots)
            if (request.Path.StartsWith(root, StringComparison.OrdinalIgnoreCase) && (request.Path.Length == root.Length || request.Path[root.Length] is '/' or '.'))
                return "belongs to the framework, not to the users' traffic";
        if (DangerousWord(request.Path) is { } word) return $"looks as if it ended or destroyed something ('{word}'); name it in traffic to send it";
        if (request.Unfilled.Count > 0) return string.Join("; ", request.Unfilled.Values);
        return request.NeedsBody && request.Body is null ? "reads a body, and OpenAPI shows no example of it; give one in traffic" : null;
    }

    /// <summary>Whether the route is a probe for machines: a health check or metrics.</summary>
    public static bool IsHealth(string path) =>
        HealthPaths.Contains(path.ToLowerInvariant()) || path.ToLowerInvariant().Split('/').Any(HealthSegments.Contains);

    private static string? DangerousWord(string path)
    {
        foreach (var segment in path.Split('/').Where(s => !s.Contains('{')))
        {
            var words = Words(segment);
            foreach (var word in words.Append(string.Concat(words)))
                if (DangerousWords.Contains(word)) return word;
            for (var i = 1; i < words.Count; i++)
                if (DangerousWords.Contains(words[i - 1] + words[i])) return words[i - 1] + words[i];
        }
        return null;
    }

    /// <summary>shut-Down, shutDown and shut_down are the words 'shut' and 'down'.</summary>
    private static List<string> Words(string segment)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var letter in segment + '-')
        {
            var ends = Separators.Contains(letter);
            if (word.Length > 0 && (ends || char.IsUpper(letter) && !char.IsUpper(word[^1])))
            {
                words.Add(word.ToString().ToLowerInvariant());
                word.Clear();
            }
            if (!ends) word.Append(letter);
        }
        return words;
    }

    private static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        var star = pattern.IndexOf('*');
        if (star < 0) return text.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        if (!text.StartsWith(pattern[..star], StringComparison.OrdinalIgnoreCase)) return false;
        var rest = pattern[(star + 1)..];
        if (rest.IsEmpty) return true;
        for (var from = star; from <= text.Length; from++)
            if (Matches(text[from..], rest)) return true;
        return false;
    }
}
