using System.Buffers;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>Which headers a request goes out with, and what must never go out: the same for every transport.</summary>
internal static class RequestHead
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> s_breaks = SearchValues.Create("\r\n\0");

    /// <summary>Why a rendered request cannot be sent; null: it can. A line break in a value would smuggle in headers or whole requests.</summary>
    public static string? Fault(RenderedRequest content)
    {
        if (!content.Url.StartsWith('/')) return "its URL does not begin with /";
        if (content.Url.AsSpan().ContainsAny(s_breaks)) return "its URL holds a line break or NUL";
        if (HasDotSegment(content.Url)) return "its path holds '.' or '..' as a segment, which would lead elsewhere";
        foreach (var (name, value) in content.Headers)
            if (Fault(name, value) is { } fault) return fault;
        return null;
    }

    /// <summary>The same for one header. Holds no value: it may be a secret.</summary>
    public static string? Fault(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_token)) return "the name of one of its headers is no token";
        if (value.AsSpan().ContainsAny(s_breaks)) return $"its header {name} holds a line break or NUL";
        return value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') ? $"its header {name} holds a character beyond Latin-1" : null;
    }

    // A value such as ../../admin cannot be percent-encoded away: URLs fold these segments (RFC 3986, 5.2.4).
    private static bool HasDotSegment(ReadOnlySpan<char> url)
    {
        var path = url.IndexOfAny('?', '#') is >= 0 and var end ? url[..end] : url;
        foreach (var segment in path.Split('/'))
            if (path[segment] is "." or "..") return true;
        return false;
    }

    /// <summary>Length and coding of the body and the connection's fate are the transport's own business.</summary>
    public static bool IsFraming(string name) => Is(name, "Content-Length") || Is(name, "Transfer-Encoding") || Is(name, "Connection");

    /// <summary>Whether a request says it itself: its own header displaces what comes from elsewhere.</summary>
    public static bool Has(ReadOnlySpan<KeyValuePair<string, string>> headers, string name)
    {
        foreach (var (other, _) in headers)
            if (Is(name, other)) return true;
        return false;
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
