using System.Collections.Immutable;
using System.Text.Json;

namespace SentinelPerf.Explanation;

/// <summary>Reads a model's answer strictly: one JSON object of the schema, or nothing.</summary>
internal static class AnswerReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>The answer; null when it is not of the form that was asked for.</summary>
    public static ModelAnswer? Read(string text)
    {
        var json = text.Trim();
        // Models without a schema fence their JSON.
        if (json.StartsWith("```", StringComparison.Ordinal) && json.IndexOf('\n', StringComparison.Ordinal) is var line and > 0 && json.EndsWith("```", StringComparison.Ordinal))
            json = json[line..^3];
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return new ModelAnswer(
                [.. Items(document.RootElement, "steps").Select(s => new ModelStep(Text(s, "text"), Ids(s)))],
                [.. Items(document.RootElement, "recommendations").Select(r => new ModelRecommendation(Text(r, "title"), Text(r, "text"), Ids(r)))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The answer as JSON, to be kept.</summary>
    public static string Write(ModelAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("steps");
            foreach (var s in answer.Steps) Item(json, null, s.Text, s.Evidence);
            json.WriteEndArray();
            json.WriteStartArray("recommendations");
            foreach (var r in answer.Recommendations) Item(json, r.Title, r.Text, r.Evidence);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Item(Utf8JsonWriter json, string? title, string text, ImmutableArray<string> evidence)
    {
        json.WriteStartObject();
        if (title is not null) json.WriteString("title", title);
        json.WriteString("text", text);
        json.WriteStartArray("evidence");
        foreach (var id in evidence) json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) => parent.GetProperty(name).EnumerateArray();

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? throw new JsonException("null");

    private static ImmutableArray<string> Ids(JsonElement item) => [.. item.GetProperty("evidence").EnumerateArray().Select(e => e.GetString() ?? throw new JsonException("null"))];
}
