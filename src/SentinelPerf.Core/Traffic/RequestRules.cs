using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Traffic;

/// <summary>What must hold of requests and flows that a user wrote, so that every brace can be filled. Each finds all problems.</summary>
internal static class RequestRules
{
    /// <summary>Every problem of a model's explicit requests and flows.</summary>
    public static IEnumerable<Problem> All(
        ImmutableArray<TrafficRequest> requests, ImmutableArray<TrafficFlow> flows, ImmutableSortedDictionary<string, DataTable> data)
    {
        foreach (var (request, at) in requests.Select((r, i) => (r, At("traffic.requests", i))))
        {
            if (!(request.Share > 0)) yield return Invalid(at, "weight", "is not above 0");
            if (Address(request, at) is { } address) yield return address;
            foreach (var problem in new NameRules(request, at, data).Check()) yield return problem;
        }
        foreach (var (flow, at) in flows.Select((f, i) => (f, At("traffic.flows", i))))
        {
            if (!(flow.Share > 0)) yield return Invalid(at, "weight", "is not above 0");
            if (flow.Steps.IsEmpty) yield return Invalid(at, "steps", "is empty; valid: at least one step");
            if (flow.Name.Length == 0 || flows.Count(f => f.Name == flow.Name) > 1) yield return Invalid(at, "name", $"is '{flow.Name}'; valid: a name that no other flow has");
            foreach (var (step, place) in flow.Steps.Select((s, i) => (s, At(at + ".steps", i) + ".request")))
                if (Address(step.Request, place) is { } address) yield return address;
            foreach (var problem in Names(flow, at, data)) yield return problem;
        }
    }

    /// <summary>Problems of names in braces: those that nothing gives a value, and values that nothing uses.</summary>
    public static IEnumerable<Problem> Names(
        ImmutableArray<TrafficRequest> requests, ImmutableArray<TrafficFlow> flows, ImmutableSortedDictionary<string, DataTable> data) =>
        requests.SelectMany((request, i) => new NameRules(request, At("traffic.requests", i), data).Check())
            .Concat(flows.SelectMany((flow, i) => Names(flow, At("traffic.flows", i), data)));

    private static IEnumerable<Problem> Names(TrafficFlow flow, string at, ImmutableSortedDictionary<string, DataTable> data)
    {
        var extracted = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
        for (var i = 0; i < flow.Steps.Length; i++)
        {
            var rules = new NameRules(flow.Steps[i].Request, At(at + ".steps", i) + ".request", data)
            {
                Step = string.Create(CultureInfo.InvariantCulture, $"step {i + 1} of flow '{flow.Name}'"),
                Extracted = extracted,
                Later = [.. flow.Steps.Skip(i).SelectMany((s, n) => s.Extract.Select(e => (e.Name, i + n + 1)))],
            };
            foreach (var problem in rules.Check()) yield return problem;
            extracted = extracted.Union(flow.Steps[i].Extract.Select(e => e.Name));
        }
    }

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    private static Problem? Address(TrafficRequest request, string at) =>
        !request.Path.StartsWith('/') || request.Path.StartsWith("//", StringComparison.Ordinal) ? Invalid(at, "path", $"is '{request.Path}', which does not start with one slash")
        : PathTemplate.TryParse(request.Path) is null ? Invalid(at, "path", $"is '{request.Path}', with a brace that is not closed") : null;

    private static Problem Invalid(string at, string key, string what) =>
        Problem.Error(DiagnosticCodes.InvalidRequest, $"{at}.{key} {what}. {DiagnosticCodes.InvalidRequest.Remedy}") with { Setting = $"{at}.{key}" };
}
