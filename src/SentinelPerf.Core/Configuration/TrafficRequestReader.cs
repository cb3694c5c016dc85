using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Reads the list of <c>traffic.requests</c>; weights become shares that sum to 1.</summary>
internal static partial class TrafficRequestReader
{
    private static readonly string[] Names = ["method", "path", "weight", "values", "headers", "body", "contentType", "checks"];

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
            else if (ReadRequest(item, map) is { } request) requests.Add(request);
        }

        if (requests.Count < list.Items.Length) return false;
        var total = requests.Sum(r => r.Share);
        value = [.. requests.Select(r => r with { Share = r.Share / total })];
        return true;
    }

    private static TrafficRequest? ReadRequest(KeyReading reading, MapNode map)
    {
        var request = new TrafficRequest("GET", "", 1) { Explicit = true };
        var good = true;
        foreach (var entry in map.Entries)
        {
            var field = reading with { Path = $"{reading.Path}.{entry.Key}", Node = entry.Value };
            if (entry.Value is TextNode { IsNull: true } && Names.Contains(entry.Key)) continue;
            if (ReadField(field, entry, request) is { } changed) request = changed;
            else good = false;
        }

        if (good && request.Path.Length == 0) good = reading.WrongShape("a mapping with a path: { path: /items }");
        return good ? Finished(request) : null;
    }

    private static TrafficRequest? ReadField(KeyReading field, MapEntry entry, TrafficRequest request)
    {
        switch (entry.Key)
        {
            case "method": return ReadMethod(field) is { } method ? request with { Method = method } : null;
            case "path": return ReadPath(field) is { } path ? request with { Path = path } : null;
            case "weight": return ReadWeight(field) is { } weight ? request with { Share = weight } : null;
            case "values": return ReadMap(field, ReadValues) is { } values ? request with { Values = values.ToImmutableSortedDictionary(v => v.Key, v => v.Value.ToImmutableArray(), StringComparer.Ordinal) } : null;
            case "headers": return ReadMap(field, ReadHeader) is { } headers ? request with { Headers = [.. headers] } : null;
            case "body": return ValueKind.Text(field, out var body) ? request with { Body = body } : null;
            case "contentType": return ValueKind.Text(field, out var type) ? request with { ContentType = type } : null;
            case "checks": return ReadChecks(field) is { } statuses ? request with { SuccessStatuses = statuses } : null;
            default:
                UnknownKeys.Report(field.Context.Problems, entry.KeyPlace, field.Path, entry.Key, Names);
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

    private static double? ReadWeight(KeyReading field)
    {
        if (!ValueKind.Text(field, out var text)) return null;
        if (ValueKind.TryNumber(text, out var weight) && weight is > 0 and <= 1e9) return weight;
        field.Bad("a number above 0");
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

    private static string[]? ReadValues(KeyReading field)
    {
        var texts = field.Node switch
        {
            TextNode text => [text],
            ListNode list when !list.Items.IsEmpty && list.Items.All(i => i is TextNode) => list.Items.Cast<TextNode>().ToImmutableArray(),
            _ => ImmutableArray<TextNode>.Empty,
        };
        if (texts.IsEmpty)
        {
            field.WrongShape("one value or a list of values: [1, 2, 3]");
            return null;
        }

        return [.. texts.Select(t => t.Text)];
    }

    private static ImmutableArray<int>? ReadChecks(KeyReading field)
    {
        if (field.Node is not MapNode map)
        {
            field.WrongShape("a mapping: { status: [200] }");
            return null;
        }

        ImmutableArray<int>? statuses = [];
        foreach (var entry in map.Entries)
        {
            var check = field with { Path = $"{field.Path}.{entry.Key}", Node = entry.Value };
            if (entry.Key == "status") statuses = ReadStatuses(check);
            else
            {
                UnknownKeys.Report(field.Context.Problems, entry.KeyPlace, check.Path, entry.Key, ["status"]);
                statuses = null;
            }
        }

        return statuses;
    }

    private static ImmutableArray<int>? ReadStatuses(KeyReading check)
    {
        if (!ValueKind.TextList(check, out var texts)) return null;
        var statuses = ImmutableArray.CreateBuilder<int>();
        foreach (var text in texts)
            if (text.Length == 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599)
                statuses.Add(status);
        if (statuses.Count == texts.Length) return statuses.ToImmutable();
        check.Bad("statuses from 100 to 599: [200, 404]");
        return null;
    }

    /// <summary>Values that the path has no place for go to the query; a body that reads like JSON is JSON.</summary>
    private static TrafficRequest Finished(TrafficRequest request)
    {
        var inPath = Parameter().Matches(request.Path).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var json = request.Body?.TrimStart() is ['{' or '[', ..];
        return request with
        {
            QueryParameters = [.. request.Values.Keys.Where(name => !inPath.Contains(name))],
            ContentType = request.ContentType ?? (json ? "application/json" : null),
        };
    }

    [GeneratedRegex(@"\{([^{}:?=*]+)[^{}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
