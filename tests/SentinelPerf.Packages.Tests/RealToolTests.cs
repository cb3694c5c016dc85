using System.Text.Json;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

/// <summary>The tool that is in the package, on the web application that the template writes. What it finds depends on the machine; that it ends well does not.</summary>
[Collection(PackageTests.Name)]
public sealed class RealToolTests(PackedPackages packages)
{
    private static readonly string[] Bounded = ["-t:SentinelPerf", "-v:m", "--nologo", "-p:SentinelPerfBudget=20s", "-p:SentinelPerfMaxRate=300"];

    [Fact]
    public async Task Target_TemplateWebApi_EndsInAVerdictWithItsReports()
    {
        var (api, output) = await NewTemplateAsync("real");

        var build = await api.DotNetAsync(["build", "Api", .. Bounded, $"-p:SentinelPerfOutput={output}"]);

        build.ShouldSucceed();
        build.Output.ShouldNotContain(" error SP");
        using var summary = ReadSummary(output);
        summary.RootElement.GetProperty("verdict").GetString().ShouldBeOneOf("pass", "inconclusive");
        summary.RootElement.GetProperty("breakingPoint").GetProperty("status").GetString().ShouldNotBe("not-run");
        File.Exists(Path.Combine(output, "report.md")).ShouldBeTrue();
    }

    [Fact]
    public async Task Target_GateOutOfReach_FailsTheBuildWithACodeOfTheGates()
    {
        var (api, output) = await NewTemplateAsync("real-gate");

        var build = await api.DotNetAsync(["build", "Api", .. Bounded, $"-p:SentinelPerfOutput={output}", "-p:SentinelPerfMinRate=100000"]);

        build.ExitCode.ShouldNotBe(0, build.Output);
        build.Output.ShouldContain("Api.csproj : error SP8");
        build.Output.ShouldNotContain("SP9");
    }

    private async Task<(Consumer Api, string Output)> NewTemplateAsync(string name)
    {
        var consumer = packages.NewConsumer(name);
        await consumer.WriteTemplateAsync("webapi", "Api");
        return (consumer, Path.Combine(consumer.Folder, "out"));
    }

    private static JsonDocument ReadSummary(string output) => JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "summary.json")));
}
