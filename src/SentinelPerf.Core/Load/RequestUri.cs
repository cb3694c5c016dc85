namespace SentinelPerf.Load;

/// <summary>Puts a request's path under the base path of the target.</summary>
internal static class RequestUri
{
    /// <summary><c>http://host/base</c> and <c>/items/1?x=y</c> make <c>http://host/base/items/1?x=y</c>; <c>/</c> alone is the base path as it was written.</summary>
    public static Uri Of(Uri baseAddress, string pathAndQuery)
    {
        var written = baseAddress.GetLeftPart(UriPartial.Path);
        return new Uri(pathAndQuery == "/" ? written : written.TrimEnd('/') + pathAndQuery);
    }
}
