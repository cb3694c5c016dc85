namespace SentinelPerf.Chat;

/// <summary>Where a Redis server is.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1–65535.</param>
/// <param name="User">For ACLs; null without.</param>
/// <param name="Password">null without.</param>
/// <param name="Database">From 0.</param>
public sealed record RedisAddress(string Host, int Port, string? User, string? Password, int Database)
{
    private const int DefaultPort = 6379;

    /// <summary>Reads <c>redis://[user:password@]host[:port][/database]</c>.</summary>
    public static bool TryParse(string? text, out RedisAddress address)
    {
        address = new RedisAddress("", 0, null, null, 0);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != "redis" || uri.Host.Length == 0) return false;
        var path = uri.AbsolutePath.Trim('/');
        var database = 0;
        if (path.Length > 0 && !int.TryParse(path, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out database)) return false;
        var login = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        address = new RedisAddress(
            uri.Host, uri.Port > 0 ? uri.Port : DefaultPort, login is [{ Length: > 0 } user, ..] ? user : null, login is [_, { Length: > 0 } password] ? password : null, database);
        return true;
    }
}
