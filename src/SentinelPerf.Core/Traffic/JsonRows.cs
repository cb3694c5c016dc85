using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SentinelPerf.Traffic;

/// <summary>Reads a JSON array of objects that all have the same names. Texts lose their quotes, null is empty, anything else stays as it is written.</summary>
internal sealed class JsonRows(string file, string text)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

    /// <summary>The whole table.</summary>
    public DataTable Read()
    {
        try
        {
            var reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) throw Bad(0, "it is no list; valid: [ { \"name\": \"a\" }, … ]");
            return ReadRows(ref reader);
        }
        catch (JsonException broken)
        {
            throw DataTable.Unreadable(file, (int)(broken.LineNumber ?? 0) + 1, "it is not valid JSON");
        }
        catch (InvalidOperationException) // half a surrogate pair, escaped, in a name
        {
            throw DataTable.Unreadable(file, 1, "a name in it is no Unicode text");
        }
    }

    private DataTable ReadRows(ref Utf8JsonReader reader)
    {
        ImmutableArray<string> names = [];
        var rows = ImmutableArray.CreateBuilder<string[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject) throw Bad(start, "an entry is no object; valid: [ { \"name\": \"a\" }, … ]");
            if (rows.Count == DataTable.MostRows) throw Bad(start, string.Create(CultureInfo.InvariantCulture, $"it has more than {DataTable.MostRows} rows"));
            var cells = ReadObject(ref reader);
            if (rows.Count == 0) names = Names(start, cells);
            rows.Add(Row(start, names, cells));
        }
        reader.Read(); // a second value is an error of the reader
        return new(file, names, rows.ToImmutable());
    }

    private static List<KeyValuePair<string, string>> ReadObject(ref Utf8JsonReader reader)
    {
        var cells = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            using var value = JsonDocument.ParseValue(ref reader);
            cells.Add(new(name, value.RootElement.ValueKind == JsonValueKind.Null ? "" : JsonPath.TextOf(value.RootElement)));
        }
        return cells;
    }

    private ImmutableArray<string> Names(long start, List<KeyValuePair<string, string>> cells)
    {
        ImmutableArray<string> names = [.. cells.Select(c => c.Key)];
        if (names.IsEmpty) throw Bad(start, "the first object names no columns");
        return names.FirstOrDefault(n => n.Length == 0 || n.IndexOfAny(['{', '}']) >= 0) is { } odd ? throw Bad(start, $"'{odd}' cannot be the name of a column") : names;
    }

    private string[] Row(long start, ImmutableArray<string> names, List<KeyValuePair<string, string>> cells)
    {
        var row = new string[names.Length];
        foreach (var (name, value) in cells)
        {
            var column = names.IndexOf(name);
            if (column < 0) throw Bad(start, $"the object has '{name}', which the first one does not have");
            if (row[column] is not null) throw Bad(start, $"'{name}' stands twice in the object");
            row[column] = value;
        }
        return Array.IndexOf(row, null) is >= 0 and var missing ? throw Bad(start, $"the object has no '{names[missing]}', which the first one has") : row;
    }

    private Diagnostics.SentinelException Bad(long start, string what) =>
        DataTable.Unreadable(file, _bytes.AsSpan(0, (int)start).Count((byte)'\n') + 1, what);
}
