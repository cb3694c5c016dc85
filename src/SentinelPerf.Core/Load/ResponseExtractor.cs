using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SentinelPerf.Traffic;

namespace SentinelPerf.Load;

/// <summary>Takes values for later steps of a flow out of an answer. Never throws, whatever the answer holds.</summary>
internal static class ResponseExtractor
{
    // Compiled once; the expressions come from the configuration, so they are few.
    private static readonly ConcurrentDictionary<string, Regex?> s_patterns = new(StringComparer.Ordinal);

    /// <summary>The value; false when the answer does not have it, or only an empty one, which no later step could use.</summary>
    public static bool TryExtract(Extraction extraction, CapturedResponse response, out string value)
    {
        value = extraction.Source switch
        {
            ExtractionSource.JsonPath => FromJson(extraction.Expression, response),
            ExtractionSource.Header => FromHeader(extraction.Expression, response),
            ExtractionSource.Cookie => FromCookie(extraction.Expression, response),
            _ => FromBody(extraction.Expression, response),
        } ?? "";
        return value.Length > 0;
    }

    private static string? FromJson(string expression, CapturedResponse response)
    {
        if (JsonPath.TryParse(expression) is not { } path) return null;
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            foreach (var found in path.Find(document.RootElement))
                if (found.ValueKind != JsonValueKind.Null) return JsonPath.TextOf(found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON has no value, nor have names that are no text.
        }
        return null;
    }

    private static string? FromHeader(string name, CapturedResponse response)
    {
        foreach (var header in response.Headers)
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return header.Value.Trim();
        return null;
    }

    // The last one set wins, as in a browser; attributes after the first ';' are not part of the value (RFC 6265, 5.2).
    private static string? FromCookie(string name, CapturedResponse response)
    {
        string? value = null;
        foreach (var header in response.Headers)
        {
            if (!header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)) continue;
            var pair = header.Value.AsSpan();
            if (pair.IndexOf(';') is >= 0 and var end) pair = pair[..end];
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair[..equals].Trim().SequenceEqual(name)) value = pair[(equals + 1)..].Trim().ToString();
        }
        return value;
    }

    private static string? FromBody(string pattern, CapturedResponse response)
    {
        if (s_patterns.GetOrAdd(pattern, static p => ResponsePattern.TryParse(p, out _)) is not { } regex) return null;
        try
        {
            var match = regex.Match(Encoding.UTF8.GetString(response.Body.Span));
            return match.Success ? match.Groups[match.Groups.Count > 1 ? 1 : 0].Value : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
