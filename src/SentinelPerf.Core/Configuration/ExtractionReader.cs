using System.Collections.Immutable;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Reads <c>extract</c> of a step: <c>{ token: { jsonPath: '$.token' }, place: { header: Location } }</c>.</summary>
internal static class ExtractionReader
{
    private const string Valid = "{ jsonPath: '$.token' }, { header: Location }, { cookie: session } or { regex: 'id=(\\d+)' }";
    private static readonly string[] Names = ["jsonPath", "header", "cookie", "regex"];

    /// <summary>Reads the mapping; every problem is recorded.</summary>
    public static bool Read(KeyReading field, out ImmutableArray<Extraction> value)
    {
        value = [];
        if (field.Node is not MapNode map) return field.WrongShape("a mapping of names to places: { token: { jsonPath: '$.token' } }");
        var read = ImmutableArray.CreateBuilder<Extraction>();
        foreach (var entry in map.Entries)
        {
            var place = field with { Path = $"{field.Path}.{entry.Key}", Node = entry.Value };
            if (!BraceText.IsName(entry.Key)) (field with { Node = new TextNode(entry.KeyPlace, entry.Key, Quoted: true) }).Bad("a name of letters, digits, - and _, such as token");
            else if (ReadOne(place, entry.Key) is { } extraction) read.Add(extraction);
        }

        value = read.ToImmutable();
        return read.Count == map.Entries.Length;
    }

    private static Extraction? ReadOne(KeyReading place, string name)
    {
        if (place.Node is not MapNode { Entries: [var entry] })
        {
            place.WrongShape(Valid);
            return null;
        }

        var field = place with { Path = $"{place.Path}.{entry.Key}", Node = entry.Value };
        if (!Names.Contains(entry.Key))
        {
            UnknownKeys.Report(field.Context.Problems, entry.KeyPlace, field.Path, entry.Key, Names);
            return null;
        }

        if (!ValueKind.Text(field, out var text)) return null;
        var (source, problem) = entry.Key switch
        {
            "jsonPath" => (ExtractionSource.JsonPath, JsonPath.TryParse(text) is null ? JsonPath.Valid + "; nothing else of JSONPath is read" : null),
            "header" => (ExtractionSource.Header, ResponseCheckReader.IsHeader(text) ? null : "the name of a header, such as Location"),
            "cookie" => (ExtractionSource.Cookie, ResponseCheckReader.IsHeader(text) ? null : "the name of a cookie, such as session"),
            _ => (ExtractionSource.Regex, ResponsePattern.TryParse(text, out var bad) is null ? $"a regular expression of .NET ({bad})" : text.Length == 0 ? "a regular expression" : null),
        };
        if (problem is null) return new Extraction(name, source, text);
        field.Bad(problem);
        return null;
    }
}
