using System.Text.RegularExpressions;

namespace SentinelPerf.Core.Tests;

/// <summary>The house of docs/architecture: a room uses the rooms above it, never those below.</summary>
public sealed partial class RoomDirectionTests
{
    private static readonly string[] Rooms =
    [
        "Measurement", "Diagnostics", "Chat", "Telemetry", "Targets", "Traffic", "Agents", "Planning", "Load", "Signals", "Detection",
        "Diagnosis", "Explanation", "Gating", "Baselines", "Reporting", "Configuration", "Pipeline",
    ];

    [GeneratedRegex(@"(?<!\w)SentinelPerf\.(\w+)")]
    private static partial Regex Mention();

    public static TheoryData<string> Existing() =>
        [.. Directory.GetDirectories(Core()).Select(d => Path.GetFileName(d)).Where(d => d is not ("bin" or "obj"))];

    [Theory]
    [MemberData(nameof(Existing))]
    public void Room_AnyFile_UsesOnlyRoomsAboveIt(string room)
    {
        var place = Array.IndexOf(Rooms, room);
        place.ShouldBeGreaterThanOrEqualTo(0, $"{room} is no room of the house");
        foreach (var file in Directory.GetFiles(Path.Combine(Core(), room), "*.cs", SearchOption.AllDirectories))
            foreach (Match mention in Mention().Matches(File.ReadAllText(file)))
                if (Array.IndexOf(Rooms, mention.Groups[1].Value) is var used and >= 0)
                    used.ShouldBeLessThanOrEqualTo(place, $"{Path.GetFileName(file)} in {room} mentions {mention.Value}");
    }

    [Theory]
    [MemberData(nameof(Existing))]
    public void Room_AnyFile_HasTheNamespaceOfItsFolder(string room)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Core(), room), "*.cs", SearchOption.AllDirectories))
            File.ReadAllText(file).ShouldContain($"namespace SentinelPerf.{room}", customMessage: file);
    }

    private static string Core() => Path.Combine(Repository.Root, "src", "SentinelPerf.Core");
}
