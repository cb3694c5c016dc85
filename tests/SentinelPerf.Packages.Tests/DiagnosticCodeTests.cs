using System.Text.RegularExpressions;
using SentinelPerf.Diagnostics;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

public sealed partial class DiagnosticCodeTests
{
    /// <summary>The task and the targets cannot use Core's table, so this holds them together.</summary>
    [Fact]
    public void Sources_EveryCode_StandsInTheTable()
    {
        var folder = Path.Combine(Places.RepositoryRoot, "src", "SentinelPerf.MSBuild");
        var used = Directory.EnumerateFiles(folder, "*.cs").Concat(Directory.EnumerateFiles(Path.Combine(folder, "build")))
            .SelectMany(f => Code().Matches(File.ReadAllText(f)).Select(m => m.Value)).ToHashSet();

        used.ShouldNotBeEmpty();
        used.Except(DiagnosticCodes.All.Select(d => d.Code)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"(?<="")SP\d{4}(?="")")]
    private static partial Regex Code();
}
