using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Reads <c>checks</c>: <c>{ status: [200], headers: { ETag: null }, jsonPath: { '$.ok': true }, size: { max: 64KB }, maxTime: 200ms }</c>.</summary>
internal static class ResponseCheckReader
{
    private static readonly string[] Names = ["status", "headers", "jsonPath", "size", "maxTime"];

    /// <summary>The request with its checks; null when one is bad.</summary>
    public static TrafficRequest? Read(KeyReading field, TrafficRequest request)
    {
        if (field.Node is not MapNode map)
        {
            field.WrongShape("a mapping: { status: [200] }");
            return null;
        }

        var good = true;
        foreach (var entry in map.Entries)
        {
            var check = field with { Path = $"{field.Path}.{entry.Key}", Node = entry.Value };
            if (entry.Value is TextNode { IsNull: true } && Names.Contains(entry.Key)) continue;
            if (ReadOne(check, entry, request) is { } changed) request = changed;
            else good = false;
        }

        return good ? request : null;
    }

    private static TrafficRequest? ReadOne(KeyReading check, MapEntry entry, TrafficRequest request)
    {
        switch (entry.Key)
        {
            case "status": return ReadStatuses(check) is { } statuses ? request with { SuccessStatuses = statuses } : null;
            case "headers": return ReadExpected(check, IsHeader, "the name of a header") is { } headers ? request with { Checks = request.Checks with { Headers = headers } } : null;
            case "jsonPath":
                return ReadExpected(check, p => JsonPath.TryParse(p) is not null, JsonPath.Valid + "; nothing else of JSONPath is read") is { } paths
                    ? request with { Checks = request.Checks with { JsonPaths = paths } } : null;
            case "size": return ReadSize(check, request.Checks) is { } sized ? request with { Checks = sized } : null;
            case "maxTime":
                if (!ValueKind.Duration(check, out var time)) return null;
                if (time > TimeSpan.Zero) return request with { Checks = request.Checks with { LongestTime = time } };
                check.Bad("a duration longer than 0s");
                return null;
            default:
                UnknownKeys.Report(check.Context.Problems, entry.KeyPlace, check.Path, entry.Key, Names);
                return null;
        }
    }

    /// <summary>Whether a text can be the name of a header (RFC 9110, 5.1).</summary>
    public static bool IsHeader(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

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

    private static ImmutableArray<ExpectedValue>? ReadExpected(KeyReading check, Predicate<string> isPlace, string valid)
    {
        if (check.Node is not MapNode map)
        {
            check.WrongShape("a mapping of places to values; null stands for any value");
            return null;
        }

        var expected = ImmutableArray.CreateBuilder<ExpectedValue>();
        foreach (var entry in map.Entries)
        {
            var place = check with { Path = $"{check.Path}.{entry.Key}", Node = entry.Value };
            if (!isPlace(entry.Key)) (check with { Node = new TextNode(entry.KeyPlace, entry.Key, Quoted: true) }).Bad(valid);
            else if (entry.Value is TextNode { IsNull: true }) expected.Add(new(entry.Key, null));
            else if (ValueKind.Text(place, out var value)) expected.Add(new(entry.Key, value));
        }

        return expected.Count == map.Entries.Length ? expected.ToImmutable() : null;
    }

    private static ResponseChecks? ReadSize(KeyReading check, ResponseChecks checks)
    {
        if (check.Node is not MapNode map)
        {
            if (check.Node is not TextNode)
            {
                check.WrongShape("{ min: 1, max: 64KB }, or one size that every body has");
                return null;
            }

            return ValueKind.Size(check, out var exact) ? checks with { SmallestBytes = exact, LargestBytes = exact } : null;
        }

        var good = true;
        foreach (var entry in map.Entries)
        {
            var bound = check with { Path = $"{check.Path}.{entry.Key}", Node = entry.Value };
            if (entry.Key is not ("min" or "max"))
            {
                UnknownKeys.Report(check.Context.Problems, entry.KeyPlace, bound.Path, entry.Key, ["min", "max"]);
                good = false;
            }
            else if (!ValueKind.Size(bound, out var bytes)) good = false;
            else checks = entry.Key == "min" ? checks with { SmallestBytes = bytes } : checks with { LargestBytes = bytes };
        }

        if (!good) return null;
        if (!(checks.SmallestBytes > checks.LargestBytes)) return checks;
        (check with { Node = new TextNode(check.Node.Place, "min above max", Quoted: true) }).Bad("min not above max");
        return null;
    }
}
