using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>Takes a value from an answer.</summary>
public static class ResponseExtractor
{
    /// <summary>Whether the value is there.</summary>
    public static bool TryExtract(Extraction extraction, CapturedResponse response, out string value)
    {
        var found = extraction.Source switch
        {
            ExtractionSource.JsonPath => Json(extraction.Expression, response),
            ExtractionSource.Header => response.Headers.FirstOrDefault(h => h.Key.Equals(extraction.Expression, StringComparison.OrdinalIgnoreCase)).Value,
            ExtractionSource.Cookie => response.Headers.Where(h => h.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) && h.Value.StartsWith(extraction.Expression + "=", StringComparison.Ordinal))
                .Select(h => h.Value[(extraction.Expression.Length + 1)..].Split(';')[0]).FirstOrDefault(),
            _ => Matched(extraction.Expression, response),
        };
        value = found ?? "";
        return found is not null;
    }

    private static string? Json(string path, CapturedResponse response)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            var element = document.RootElement;
            foreach (var name in path.TrimStart('$').Split('.', StringSplitOptions.RemoveEmptyEntries))
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
            return element.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Matched(string expression, CapturedResponse response)
    {
        var match = Regex.Match(Encoding.UTF8.GetString(response.Body.Span), expression, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return !match.Success ? null : match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
    }
}
