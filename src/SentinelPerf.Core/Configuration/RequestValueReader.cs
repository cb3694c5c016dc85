using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Planning;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Reads <c>values</c> of a request: a list, one value, <c>{ range: [1, 1000] }</c>, <c>{ random: uuid }</c> or <c>{ data: users.id }</c>.</summary>
internal static class RequestValueReader
{
    private const string Valid = "one value, a list of values, { range: [1, 1000] }, { random: int, min: 1, max: 6 }, { random: uuid }, { random: text, length: 8 } or { data: users.id }";
    private static readonly string[] Kinds = ["range", "random", "data"];

    /// <summary>The request with its values; null when one is bad.</summary>
    public static TrafficRequest? Read(KeyReading field, TrafficRequest request)
    {
        if (field.Node is not MapNode map)
        {
            field.WrongShape("a mapping of names to values");
            return null;
        }

        var good = true;
        foreach (var entry in map.Entries)
        {
            var value = field with { Path = $"{field.Path}.{entry.Key}", Node = entry.Value };
            if (ReadOne(value, entry.Key, request) is { } changed) request = changed;
            else good = false;
        }

        return good ? request : null;
    }

    private static TrafficRequest? ReadOne(KeyReading value, string name, TrafficRequest request)
    {
        switch (value.Node)
        {
            case TextNode text: return WithList(value, name, request, [text.Text]);
            case ListNode list when !list.Items.IsEmpty && list.Items.All(i => i is TextNode):
                return WithList(value, name, request, [.. list.Items.Select(i => ((TextNode)i).Text)]);
            case MapNode map when Fields(value, map) is { } fields: return Made(value, name, request, fields);
            case MapNode: return null;
            default:
                value.WrongShape(Valid);
                return null;
        }
    }

    private static TrafficRequest WithList(KeyReading value, string name, TrafficRequest request, ImmutableArray<string> texts)
    {
        foreach (var text in texts) value.Context.Secrets.AddByName(name, text);
        return request with { Values = request.Values.SetItem(name, texts) };
    }

    /// <summary>The parts by name; null when one does not belong there.</summary>
    private static Dictionary<string, KeyReading>? Fields(KeyReading value, MapNode map)
    {
        var kind = map.Entries.FirstOrDefault(e => Kinds.Contains(e.Key))?.Key;
        string[] valid = kind switch { "range" => ["range", "step"], "random" => ["random", "min", "max", "length"], "data" => ["data"], _ => [.. Kinds, "step", "min", "max", "length"] };
        var fields = map.Entries.ToDictionary(e => e.Key, e => value with { Path = $"{value.Path}.{e.Key}", Node = e.Value }, StringComparer.Ordinal);
        var unknown = map.Entries.Where(e => !valid.Contains(e.Key)).ToList();
        foreach (var entry in unknown) UnknownKeys.Report(value.Context.Problems, entry.KeyPlace, $"{value.Path}.{entry.Key}", entry.Key, valid);
        if (unknown.Count > 0) return null;
        if (kind is not null) return fields;
        value.WrongShape(Valid);
        return null;
    }

    private static TrafficRequest? Made(KeyReading value, string name, TrafficRequest request, Dictionary<string, KeyReading> fields)
    {
        if (fields.TryGetValue("data", out var data))
            return ReadColumn(data) is { } column ? request with { Columns = request.Columns.SetItem(name, column) } : null;
        if (fields.TryGetValue("range", out var range))
        {
            if (ReadRange(range, fields.GetValueOrDefault("step")) is not { } numbers) return null;
            // Few enough to be written out are sent without making anything while load runs.
            return numbers.Count <= UrlFiller.MostExplicit
                ? request with { Values = request.Values.SetItem(name, [.. Enumerable.Range(0, (int)numbers.Count).Select(i => numbers.At(i))]) }
                : request with { Generated = request.Generated.SetItem(name, numbers) };
        }

        return ReadRandom(value, fields) is { } random ? request with { Generated = request.Generated.SetItem(name, random) } : null;
    }

    private static string? ReadColumn(KeyReading data)
    {
        if (!ValueKind.Text(data, out var text)) return null;
        if (text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < text.Length - 1) return text;
        data.Bad("a source of traffic.data and one of its columns: users.name");
        return null;
    }

    private static NumberRange? ReadRange(KeyReading range, KeyReading? step)
    {
        const string TwoNumbers = "two whole numbers, the least first: [1, 1000]";
        if (range.Node is not ListNode { Items: [TextNode first, TextNode last] })
        {
            range.WrongShape(TwoNumbers);
            return null;
        }

        if (!Whole(first.Text, out var least) || !Whole(last.Text, out var most) || least > most)
        {
            (range with { Node = new TextNode(range.Node.Place, $"[{first.Text}, {last.Text}]", Quoted: true) }).Bad(TwoNumbers);
            return null;
        }

        return Number(step, 1, "a whole number above 0", n => n > 0, out var distance) ? new NumberRange(least, most, distance) : null;
    }

    private static ValueGenerator? ReadRandom(KeyReading value, Dictionary<string, KeyReading> fields)
    {
        var kind = fields["random"];
        if (!ValueKind.Text(kind, out var text)) return null;
        string[] valid = text switch { "int" => ["random", "min", "max"], "text" => ["random", "length"], _ => ["random"] };
        switch (text)
        {
            case "int" or "text" or "uuid" when fields.Keys.Except(valid).FirstOrDefault() is { } odd:
                fields[odd].Bad($"nothing: random {text} has {(valid.Length == 1 ? "no such key" : "only " + string.Join(", ", valid[1..]))}");
                return null;
            case "uuid": return new RandomUuid();
            case "text":
                return Number(fields.GetValueOrDefault("length"), RandomText.DefaultLength, FormattableString.Invariant($"a number of characters from 1 to {RandomText.MostLength}"),
                    n => n is >= 1 and <= RandomText.MostLength, out var length) ? new RandomText((int)length) : null;
            case "int":
                if (!Number(fields.GetValueOrDefault("min"), 0, "a whole number", _ => true, out var least)) return null;
                return Number(fields.GetValueOrDefault("max"), Math.Max(least, int.MaxValue), "a whole number not below min", n => n >= least, out var most) ? new NumberRange(least, most) : null;
            default:
                kind.Bad("int, uuid, text");
                return null;
        }
    }

    private static bool Number(KeyReading? field, long otherwise, string valid, Predicate<long> allowed, out long number)
    {
        number = otherwise;
        if (field is null) return true;
        return ValueKind.Text(field, out var text) && (Whole(text, out number) && allowed(number) || field.Bad(valid));
    }

    private static bool Whole(string text, out long number) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
