using SentinelPerf.MSBuild;

namespace SentinelPerf.Packages.Tests;

public sealed class SummaryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sentinelperf-summary-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "summary.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_SummaryWithNestedVerdicts_TakesItsOwnAndTheFilesThatExist()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder, "report.md"), "");
        File.WriteAllText(System.IO.Path.Combine(_folder, "a.svg"), "");
        File.WriteAllText(Path, """{ "tests": [ { "verdict": "fail" } ], "verdict": "pass", "exitCode": 0, "gates": [ { "verdict": "fail" } ], "artifacts": { "markdown": "report.md", "plots": [ "a.svg", "gone.svg" ] } }""");

        var summary = Summary.Read(Path, out _).ShouldNotBeNull();

        summary.Verdict.ShouldBe("pass");
        summary.ExitCode.ShouldBe(0);
        summary.Files.Select(f => (System.IO.Path.GetFileName(f.Path), f.Kind)).ShouldBe([("summary.json", "summary"), ("report.md", "markdown"), ("a.svg", "plot")]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"verdict\": \"pass\", \"exit")]
    [InlineData("{ \"verdict\": \"pass\" }")]
    [InlineData("{ \"exitCode\": 0, \"tests\": [ { \"verdict\": \"pass\" } ] }")]
    [InlineData("[]")]
    public void Read_NoSummary_GivesAReason(string content)
    {
        File.WriteAllText(Path, content);

        Summary.Read(Path, out var reason).ShouldBeNull();

        reason.ShouldNotBeEmpty();
    }
}
