using System.Globalization;
using System.Text;

namespace SentinelPerf.Load;

/// <summary>
/// The cookies of one session, as a browser keeps them that knows a single host (RFC 6265 without domains): by name and path; Max-Age ≤ 0
/// or an Expires that is over takes one away. How long others last does not matter: a session is over in seconds.
/// </summary>
internal sealed class SessionCookies
{
    private readonly List<Cookie> _cookies = [];

    public void Clear() => _cookies.Clear();

    /// <summary>Takes in the value of one Set-Cookie header; what is no cookie is left alone.</summary>
    /// <param name="setCookie">The header's value.</param>
    /// <param name="requestPath">Path that was asked for, query or not.</param>
    /// <param name="now">To tell what is expired.</param>
    public void Take(string setCookie, string requestPath, DateTimeOffset now)
    {
        var parts = setCookie.Split(';', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) return;
        var (name, value) = (parts[0][..equals].TrimEnd(), parts[0][(equals + 1)..].TrimStart());
        var path = DefaultPath(requestPath);
        bool? expiredByAge = null;
        var expired = false;
        foreach (var part in parts.AsSpan(1))
        {
            var (key, text) = Attribute(part);
            if (key.Equals("Path", StringComparison.OrdinalIgnoreCase)) path = text.StartsWith('/') ? text : DefaultPath(requestPath);
            else if (key.Equals("Max-Age", StringComparison.OrdinalIgnoreCase) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var age))
                expiredByAge = age <= 0;
            else if (key.Equals("Expires", StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
                expired = until <= now;
        }
        _cookies.RemoveAll(c => c.Name == name && c.Path == path);
        if (!(expiredByAge ?? expired)) _cookies.Add(new(name, value, path));
    }

    /// <summary>The value of the Cookie header for a path; null: none. Longer paths come first.</summary>
    public string? For(string requestPath)
    {
        if (_cookies.Count == 0) return null;
        var path = WithoutQuery(requestPath);
        StringBuilder? header = null;
        foreach (var cookie in _cookies.Where(c => Matches(c.Path, path)).OrderByDescending(c => c.Path.Length))
            (header is null ? header = new() : header.Append("; ")).Append(cookie.Name).Append('=').Append(cookie.Value);
        return header?.ToString();
    }

    private static (string Key, string Value) Attribute(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (part, "") : (part[..equals].TrimEnd(), part[(equals + 1)..].Trim());
    }

    /// <summary>RFC 6265, 5.1.4: up to the last slash, without it.</summary>
    private static string DefaultPath(string requestPath)
    {
        var path = WithoutQuery(requestPath);
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    private static bool Matches(string cookiePath, string path) =>
        path.StartsWith(cookiePath, StringComparison.Ordinal) && (path.Length == cookiePath.Length || cookiePath[^1] == '/' || path[cookiePath.Length] == '/');

    private static string WithoutQuery(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? path : path[..query];
    }

    private readonly record struct Cookie(string Name, string Value, string Path);
}
