using System.Collections.Immutable;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Reads the list of <c>traffic.requests</c>, and the requests of flows.</summary>
internal static class TrafficRequestReader
{
    private static readonly string[] Names = ["method", "path", "weight", "values", "headers", "body", "contentType", "checks"];
    private static readonly string[] StepNames = [.. Names.Where(n => n != "weight")];

    /// <summary>Reads the list; every problem of every request is recorded.</summary>
    public static bool Read(KeyReading reading, out ImmutableArray<TrafficRequest> value)
    {
        value = [];
        if (reading.Node is not ListNode list) return reading.WrongShape("a list of requests: [{ method: GET, path: /items }]");
        var requests = new List<TrafficRequest>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            var at = FormattableString.Invariant($"{reading.Path}[{i}]");
            var item = reading with { Path = at, Node = list.Items[i] };
            if (list.Items[i] is not MapNode map) item.WrongShape("a mapping: { method: GET, path: /items }");
            else if (ReadRequest(item, map, Names) is { } request) requests.Add(request);
        }

        value = [.. requests];
        return requests.Count == list.Items.Length;
    }

    /// <summary>Reads the request of a step of a flow; null when it is bad.</summary>
    public static TrafficRequest? ReadStep(KeyReading reading)
    {
        if (reading.Node is MapNode map) return ReadRequest(reading, map, StepNames);
        reading.WrongShape("a mapping: { method: GET, path: /items }");
        return null;
    }

    private static TrafficRequest? ReadRequest(KeyReading reading, MapNode map, string[] names)
    {
        var request = new TrafficRequest("GET", "", 1) { Explicit = true };
        var good = true;
        foreach (var entry in map.Entries)
        {
            var field = reading with { Path = $"{reading.Path}.{entry.Key}", Node = entry.Value };
            if (entry.Value is TextNode { IsNull: true } && names.Contains(entry.Key)) continue;
            if (ReadField(field, entry, request, names) is { } changed) request = changed;
            else good = false;
        }

        if (good && request.Path.Length == 0) good = reading.WrongShape("a mapping with a path: { path: /items }");
        return good ? Finished(request) : null;
    }

    private static TrafficRequest? ReadField(KeyReading field, MapEntry entry, TrafficRequest request, string[] names)
    {
        switch (entry.Key)
        {
            case "method": return ReadMethod(field) is { } method ? request with { Method = method } : null;
            case "path": return ReadPath(field) is { } path ? request with { Path = path } : null;
            case "weight" when names.Contains(entry.Key): return ValueKind.Weight(field, out var weight) ? request with { Share = weight } : null;
            case "values": return RequestValueReader.Read(field, request);
            case "headers": return ReadMap(field, ReadHeader) is { } headers ? request with { Headers = [.. headers] } : null;
            case "body": return ValueKind.Text(field, out var body) ? request with { Body = body } : null;
            case "contentType": return ValueKind.Text(field, out var type) ? request with { ContentType = type } : null;
            case "checks": return ResponseCheckReader.Read(field, request);
            default:
                UnknownKeys.Report(field.Context.Problems, entry.KeyPlace, field.Path, entry.Key, names);
                return null;
        }
    }

    private static string? ReadMethod(KeyReading field)
    {
        if (!ValueKind.Text(field, out var text)) return null;
        if (text.Length > 0 && text.All(char.IsAsciiLetter)) return text.ToUpperInvariant();
        field.Bad("an HTTP method such as GET or POST");
        return null;
    }

    private static string? ReadPath(KeyReading field)
    {
        if (!ValueKind.Text(field, out var text)) return null;
        if (text.StartsWith('/') && !text.Any(c => char.IsControl(c) || c == ' ')) return text;
        field.Bad("a path that begins with / and holds no spaces, such as /items/{id}");
        return null;
    }

    private static List<KeyValuePair<string, T>>? ReadMap<T>(KeyReading field, Func<KeyReading, T?> read) where T : class
    {
        if (field.Node is not MapNode map)
        {
            field.WrongShape("a mapping of names to values");
            return null;
        }

        var pairs = new List<KeyValuePair<string, T>>();
        foreach (var entry in map.Entries)
            if (read(field with { Path = $"{field.Path}.{entry.Key}", Node = entry.Value }) is { } value) pairs.Add(new(entry.Key, value));
        return pairs.Count == map.Entries.Length ? pairs : null;
    }

    private static string? ReadHeader(KeyReading field)
    {
        if (!ValueKind.Text(field, out var text)) return null;
        if (text.Any(char.IsControl))
        {
            field.Bad("one line of text");
            return null;
        }

        field.Context.Secrets.AddByName(field.Name, text);
        return text;
    }

    /// <summary>Values that stand nowhere in braces go to the query; a body that reads like JSON is JSON.</summary>
    private static TrafficRequest Finished(TrafficRequest request)
    {
        var json = request.Body?.TrimStart() is ['{' or '[', ..];
        return request.WithQuery() with { ContentType = request.ContentType ?? (json ? "application/json" : null) };
    }
}
