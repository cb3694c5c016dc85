namespace SentinelPerf.Load;

/// <summary>Puts a request's path under the base path of the target.</summary>
internal static class RequestUri
{
    /// <summary><c>http://host/base</c> and <c>/items/1?x=y</c> make <c>http://host/base/items/1?x=y</c>; <c>/</c> alone is the base path as it was written.</summary>
    public static Uri Of(Uri baseAddress, string pathAndQuery) => new(Join(baseAddress, pathAndQuery));

    /// <summary>The same; null when it makes no URL, or one of another host.</summary>
    public static Uri? TryOf(Uri baseAddress, string pathAndQuery) =>
        Uri.TryCreate(Join(baseAddress, pathAndQuery), UriKind.Absolute, out var uri) && uri.Authority == baseAddress.Authority ? uri : null;

    private static string Join(Uri baseAddress, string pathAndQuery)
    {
        var written = baseAddress.GetLeftPart(UriPartial.Path);
        return pathAndQuery == "/" ? written : written.TrimEnd('/') + pathAndQuery;
    }
}
