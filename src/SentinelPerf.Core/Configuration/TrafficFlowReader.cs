using System.Collections.Immutable;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Reads the list of <c>traffic.flows</c>.</summary>
internal static class TrafficFlowReader
{
    private const string ValidStep = "a mapping with a request: { request: { path: /cart } }";
    private static readonly string[] FlowNames = ["name", "weight", "steps"];
    private static readonly string[] StepNames = ["request", "extract", "think", "checks"];

    /// <summary>Reads the list; every problem of every flow is recorded.</summary>
    public static bool Read(KeyReading reading, out ImmutableArray<TrafficFlow> value)
    {
        value = [];
        if (reading.Node is not ListNode list) return reading.WrongShape("a list of flows: [{ name: buy, steps: [{ request: { path: /cart } }] }]");
        var flows = ImmutableArray.CreateBuilder<TrafficFlow>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            var item = reading with { Path = FormattableString.Invariant($"{reading.Path}[{i}]"), Node = list.Items[i] };
            if (list.Items[i] is not MapNode map) item.WrongShape("a mapping: { name: buy, steps: [{ request: { path: /cart } }] }");
            else if (ReadFlow(item, map, [.. flows.Select(f => f.Name)]) is { } flow) flows.Add(flow);
        }

        value = flows.ToImmutable();
        return flows.Count == list.Items.Length;
    }

    private static TrafficFlow? ReadFlow(KeyReading reading, MapNode map, ImmutableArray<string> taken)
    {
        var (name, weight, good) = ("", 1.0, true);
        ImmutableArray<TrafficStep> steps = [];
        foreach (var entry in map.Entries)
        {
            var field = reading with { Path = $"{reading.Path}.{entry.Key}", Node = entry.Value };
            good &= entry.Key switch
            {
                "name" => ReadName(field, taken, out name),
                "weight" => ValueKind.Weight(field, out weight),
                "steps" => ReadSteps(field, out steps),
                _ => Unknown(field, entry, FlowNames),
            };
        }

        if (good && name.Length == 0) good = reading.WrongShape("a mapping with a name: { name: buy, steps: […] }");
        if (good && steps.IsEmpty) good = reading.WrongShape("a mapping with steps: { name: buy, steps: [{ request: { path: /cart } }] }");
        return good ? new TrafficFlow(name, weight, steps) : null;
    }

    private static bool ReadName(KeyReading field, ImmutableArray<string> taken, out string name)
    {
        if (!ValueKind.Text(field, out name)) return false;
        if (name.Length is 0 or > 100 || name.Any(char.IsControl)) return field.Bad("a text of 1 to 100 characters");
        return !taken.Contains(name) || field.Bad("a name that no other flow has");
    }

    private static bool ReadSteps(KeyReading field, out ImmutableArray<TrafficStep> steps)
    {
        steps = [];
        if (field.Node is not ListNode list || list.Items.IsEmpty) return field.WrongShape("a list of steps: [{ request: { path: /cart } }]");
        var read = ImmutableArray.CreateBuilder<TrafficStep>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            var item = field with { Path = FormattableString.Invariant($"{field.Path}[{i}]"), Node = list.Items[i] };
            if (list.Items[i] is not MapNode map) item.WrongShape(ValidStep);
            else if (ReadStep(item, map) is { } step) read.Add(step);
        }

        steps = read.ToImmutable();
        return read.Count == list.Items.Length;
    }

    private static TrafficStep? ReadStep(KeyReading reading, MapNode map)
    {
        TrafficRequest? request = null;
        ImmutableArray<Extraction> extract = [];
        var (think, good) = (TimeSpan.Zero, true);
        foreach (var entry in map.Entries)
        {
            var field = reading with { Path = $"{reading.Path}.{entry.Key}", Node = entry.Value };
            if (entry.Value is TextNode { IsNull: true } && StepNames.Contains(entry.Key)) continue;
            good &= entry.Key switch
            {
                "request" => (request = TrafficRequestReader.ReadStep(field)) is not null,
                "extract" => ExtractionReader.Read(field, out extract),
                "think" => ValueKind.Duration(field, out think),
                "checks" => true, // once the request is known
                _ => Unknown(field, entry, StepNames),
            };
        }

        if (good && request is null) good = reading.WrongShape(ValidStep);
        if (map.Entries.FirstOrDefault(e => e.Key == "checks") is { Value: not TextNode { IsNull: true } } checks)
        {
            var field = reading with { Path = $"{reading.Path}.checks", Node = checks.Value };
            if (request is not null && (!request.Checks.IsEmpty || !request.SuccessStatuses.IsEmpty)) good = field.WrongShape("checks either here or in the step's request");
            else good &= (request = ResponseCheckReader.Read(field, request ?? new("GET", "/", 0))) is not null;
        }

        return good ? new TrafficStep(request!) { Extract = extract, Think = think } : null;
    }

    private static bool Unknown(KeyReading field, MapEntry entry, string[] valid)
    {
        UnknownKeys.Report(field.Context.Problems, entry.KeyPlace, field.Path, entry.Key, valid);
        return false;
    }
}
