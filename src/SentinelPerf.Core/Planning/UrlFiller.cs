using System.Collections.Immutable;
using System.Text;
using SentinelPerf.Traffic;

namespace SentinelPerf.Planning;

/// <summary>Writes the URLs of a request: every brace replaced by a value, everything that a URL cannot hold percent-encoded (RFC 3986).</summary>
internal static class UrlFiller
{
    /// <summary>Most URLs for a request that was found; enough to miss a cache of one, few enough to probe.</summary>
    public const int MostFound = 10;

    /// <summary>Most URLs for a request that the user wrote.</summary>
    public const int MostExplicit = 10_000;

    // What may stand in a path or query as it is: unreserved, sub-delims, ':' '@' '/' '?', and '%' of what is encoded already.
    private const string Literal = "-._~!$&'()*+,;=:@/?%";

    /// <summary>All combinations of the values, up to the limit. Every parameter of the template has values.</summary>
    public static ImmutableArray<string> Fill(TrafficRequest request, PathTemplate template)
    {
        ImmutableArray<string> names = [.. template.Parameters.Concat(request.QueryParameters).Distinct(StringComparer.Ordinal)];
        var combinations = names.Aggregate(1L, (product, name) => Math.Min(MostExplicit, product * request.Values[name].Length));
        var most = Math.Min(combinations, request.Explicit ? MostExplicit : MostFound);
        var urls = ImmutableArray.CreateBuilder<string>((int)most);
        for (var number = 0L; number < most; number++) urls.Add(One(request, template, Pick(names, request, number)));
        return [.. urls.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The values of one combination: its number, read with a digit for each parameter.</summary>
    private static Dictionary<string, string> Pick(ImmutableArray<string> names, TrafficRequest request, long number)
    {
        var picked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var values = request.Values[name];
            picked[name] = values[(int)(number % values.Length)];
            number /= values.Length;
        }
        return picked;
    }

    private static string One(TrafficRequest request, PathTemplate template, Dictionary<string, string> values)
    {
        var url = new StringBuilder();
        foreach (var part in template.Parts)
        {
            if (!part.IsParameter) AppendLiteral(url, part.Text);
            else if (part.CatchAll) url.AppendJoin('/', values[part.Text].Split('/').Select(Uri.EscapeDataString));
            else url.Append(Uri.EscapeDataString(values[part.Text]));
        }
        var separator = url.ToString().Contains('?') ? '&' : '?';
        foreach (var name in request.QueryParameters)
        {
            url.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(values[name]));
            separator = '&';
        }
        return url.ToString();
    }

    /// <summary>Literal text of a path or query, with what a URL cannot hold percent-encoded.</summary>
    public static string EncodeLiteral(string text)
    {
        var url = new StringBuilder();
        AppendLiteral(url, text);
        return url.ToString();
    }

    private static void AppendLiteral(StringBuilder url, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && !(i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))) url.Append("%25");
            else if (char.IsAsciiLetterOrDigit(text[i]) || Literal.Contains(text[i])) url.Append(text[i]);
            else if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length) url.Append(Uri.EscapeDataString(text.AsSpan(i++, 2)));
            else url.Append(Uri.EscapeDataString(text[i].ToString()));
        }
    }
}
