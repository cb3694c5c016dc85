using System.Collections.Immutable;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Explanation;

/// <summary>An honest answer and the scenario that it explains.</summary>
internal sealed record HonestAnswer(string Scenario, ModelAnswer Answer);

/// <summary>Reads the answers that were written by hand; see the head of the file.</summary>
internal static class HonestAnswers
{
    public static ImmutableArray<HonestAnswer> All { get; } = [.. Read("honest.txt")];

    /// <summary>Answers that the guard was not tuned on.</summary>
    public static ImmutableArray<HonestAnswer> Unseen { get; } = [.. Read("honest-unseen.txt")];

    private static IEnumerable<HonestAnswer> Read(string name)
    {
        var file = Path.Combine(Repository.Root, "tests", "SentinelPerf.Core.Tests", "Explanation", "Data", name);
        foreach (var block in File.ReadAllText(file).Split("\n@ ").Skip(1))
        {
            var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            yield return new HonestAnswer(lines[0], new ModelAnswer(
                [.. lines.Where(l => l[0] == '-').Select(l => l[2..].Split(" | ")).Select(p => new ModelStep(p[1], Ids(p[0])))],
                [.. lines.Where(l => l[0] == '!').Select(l => l[2..].Split(" | ")).Select(p => new ModelRecommendation(p[1], p[2], Ids(p[0])))]));
        }
    }

    private static ImmutableArray<string> Ids(string text) => [.. text.Trim().Split(' ')];
}
