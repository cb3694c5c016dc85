using System.Text;

namespace SentinelPerf.Core.Tests.Configuration;

/// <summary>Whatever stands in a file, loading ends in options or in problems, never in an exception.</summary>
public sealed class ConfigurationPropertyTests
{
    private static readonly string[] Pieces =
    [
        "target", "load", "budget", "traffic", "requests", "auth", "profiles", "ci", "values", ": ", ":", "\n", "\n  ", "\n    - ", "{", "}", "[", "]", ", ", "'", "\"",
        "${A}", "${", "$${", "*a", "&a ", "!!str ", "|", ">", "# x", "?", "- ", "~", "null", "1e999", "-0", "\t", "\0", "\uFEFF", "\uD800", "---", "...", "%YAML 9.9", "60s", "1%", "<<",
    ];

    [Fact]
    public void Load_AnyText_NeverThrows()
    {
        var random = new Random(Seed: 42);
        for (var i = 0; i < 3000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 30); n > 0; n--) text.Append(Pieces[random.Next(Pieces.Length)]);
            var yaml = text.ToString();
            Should.NotThrow(() => new Surroundings().Load(yaml), yaml);
        }
    }

    [Fact]
    public void Load_GoodFileWithOneCharacterChanged_NeverThrows()
    {
        const string Good = "target:\n  project: Shop.csproj\n  auth: { bearer: '${T}' }\ntraffic:\n  requests:\n    - { path: '/a/{b}', values: { b: [1, 2] } }\nload: { budget: 60s, seed: 1 }\nprofiles: { ci: { load: { budget: 20s } } }\n";
        const string Changes = "{}[]:,'\"\\#&*!|>%@`-?\n\t \0x0";
        for (var at = 0; at < Good.Length; at++)
            foreach (var change in Changes)
            {
                var yaml = Good[..at] + change + Good[(at + 1)..];
                Should.NotThrow(() => new Surroundings().Load(yaml), yaml);
            }
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Load_DeeplyNested_IsOneProblem(char open) =>
        new Surroundings().Lines("load: " + new string(open, 20_000)).ShouldContain(l => l.Contains("SP2002"));

    [Fact]
    public void Load_AliasThatHoldsItself_IsAProblem() =>
        new Surroundings().Lines("load: &a [*a]").ShouldContain(l => l.Contains("SP2002"));
}
