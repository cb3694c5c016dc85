using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;
using SentinelPerf.Traffic;

namespace SentinelPerf.Load;

/// <summary>Says whether an answer is what the request's checks want, beside its status and time, which others see. Never throws.</summary>
internal static class ResponseJudge
{
    private const int MostCharacters = 80;

    /// <summary>What is wrong with an answer, in one line that can stand in a report; null: nothing.</summary>
    /// <param name="request">The request, with its checks.</param>
    /// <param name="response">Its answer.</param>
    public static string? Failure(PlannedRequest request, CapturedResponse response)
    {
        var checks = request.Checks;
        foreach (var expected in checks.Headers)
            if (HeaderFailure(expected, response) is { } failure) return failure;
        if (checks.SmallestBytes is { } least && response.BodyBytes < least)
            return string.Create(CultureInfo.InvariantCulture, $"the body has {response.BodyBytes} bytes, fewer than {least}");
        if (checks.LargestBytes is { } most && response.BodyBytes > most)
            return string.Create(CultureInfo.InvariantCulture, $"the body has {response.BodyBytes} bytes, more than {most}");
        return checks.JsonPaths.IsEmpty ? null : JsonFailure(checks.JsonPaths, response);
    }

    private static string? HeaderFailure(ExpectedValue expected, CapturedResponse response)
    {
        string? seen = null;
        foreach (var (name, value) in response.Headers)
        {
            if (!name.Equals(expected.Place, StringComparison.OrdinalIgnoreCase)) continue;
            if (expected.Value is null || HeaderMatches(name, value.Trim(), expected.Value)) return null;
            seen ??= value.Trim();
        }
        return seen is null ? $"header {expected.Place} is missing" : Differs($"header {expected.Place}", expected, seen, "");
    }

    // 'application/json' means the type: 'application/json; charset=utf-8' is one too (RFC 9110, 8.3).
    private static bool HeaderMatches(string name, string value, string expected) =>
        value.Equals(expected, StringComparison.Ordinal)
        || name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            && (expected.Contains(';') ? value : value.Split(';')[0].TrimEnd()).Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static string? JsonFailure(ImmutableArray<ExpectedValue> paths, CapturedResponse response)
    {
        if (response.BodyBytes > response.Body.Length)
            return string.Create(CultureInfo.InvariantCulture, $"the body has {response.BodyBytes} bytes; JSON paths are checked up to {CapturedResponse.MostBodyBytes}");
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            foreach (var expected in paths)
                if (JsonFailure(expected, document.RootElement) is { } failure) return failure;
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: names that are no text
        {
            return "the body is not JSON";
        }
    }

    private static string? JsonFailure(ExpectedValue expected, JsonElement root)
    {
        if (JsonPath.TryParse(expected.Place) is not { } path) return $"{expected.Place} is no JSON path that can be read";
        JsonElement? seen = null;
        foreach (var found in path.Find(root))
        {
            if (expected.Value is null || JsonMatches(found, expected.Value)) return null;
            seen ??= found;
        }
        return seen switch
        {
            null => $"{expected.Place} is missing",
            // What stands in it is the target's and may be secret.
            { ValueKind: JsonValueKind.Object } => $"{expected.Place} is an object, not '{Cut(expected.Value!)}'",
            { ValueKind: JsonValueKind.Array } => $"{expected.Place} is a list, not '{Cut(expected.Value!)}'",
            { } first => Differs(expected.Place, expected, JsonPath.TextOf(first), first.ValueKind == JsonValueKind.String ? "'" : ""),
        };
    }

    private static bool JsonMatches(JsonElement value, string expected) =>
        JsonPath.TextOf(value).Equals(expected, StringComparison.Ordinal)
        || value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            && decimal.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted) && number == wanted;

    private static string Differs(string place, ExpectedValue expected, string seen, string quote)
    {
        if (SecretMask.LooksSecret(expected.Place)) return $"{place} has another value than the check wants";
        if (quote.Length == 0 && place != expected.Place) quote = "'"; // headers are text
        return $"{place} is {quote}{Cut(seen)}{quote}, not {quote}{Cut(expected.Value!)}{quote}";
    }

    private static string Cut(string text)
    {
        var line = text.Length <= MostCharacters ? text : text[..(MostCharacters - 3)] + "...";
        return string.Create(line.Length, line, static (clean, from) =>
        {
            for (var i = 0; i < clean.Length; i++) clean[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }
}
