using System.Collections.Immutable;
using System.Text.Json;

namespace SentinelPerf.Targets;

/// <summary>What the startup hook wrote about the app that it was loaded into.</summary>
internal sealed record HookReport(int ProcessId, string Runtime, ImmutableArray<string> Addresses, ImmutableArray<DiscoveredRoute> Routes, string? OpenApi, ImmutableArray<string> Errors)
{
    /// <summary>Reads the file; null when it is not there yet.</summary>
    public static HookReport? Read(string path) => File.Exists(path) ? Parse(File.ReadAllText(path)) : null;

    public static HookReport Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new HookReport(
            root.GetProperty("pid").GetInt32(),
            root.GetProperty("runtime").GetString() ?? "",
            Strings(root.GetProperty("addresses")),
            [.. root.GetProperty("routes").EnumerateArray().Select(Route)],
            root.GetProperty("openApi").GetString(),
            Strings(root.GetProperty("errors")));
    }

    private static DiscoveredRoute Route(JsonElement route) =>
        new(route.GetProperty("method").GetString()!, route.GetProperty("path").GetString()!)
        {
            AcceptsBody = route.GetProperty("acceptsBody").GetBoolean(),
            Parameters = [.. route.GetProperty("parameters").EnumerateArray().Select(Parameter)],
        };

    private static RouteParameter Parameter(JsonElement parameter) =>
        new(parameter.GetProperty("name").GetString()!, parameter.GetProperty("source").GetString()!)
        {
            Type = parameter.GetProperty("type").GetString(),
            Constraints = Strings(parameter.GetProperty("constraints")),
            Optional = parameter.GetProperty("optional").GetBoolean(),
            Example = parameter.GetProperty("default").GetString(),
        };

    private static ImmutableArray<string> Strings(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString() ?? "")];
}
