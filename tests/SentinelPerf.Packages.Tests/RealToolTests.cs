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

    /// <summary>The other templates: a verdict, or one clear reason why there is none, and a list of what was left out.</summary>
    [Theory(Explicit = true)]
    [InlineData("webapi --use-controllers")]
    [InlineData("mvc")]
    [InlineData("webapp")]
    [InlineData("blazor")]
    [InlineData("grpc")]
    [Trait(SlowSet.Trait, SlowSet.Name)]
    public async Task Target_EachTemplate_EndsInAVerdictOrOneCodedReason(string template)
    {
        var (api, output) = await NewTemplateAsync("template-" + template.Replace(' ', '-'), template);

        // Its scripts come from a package that not every source has; they are not what is tested.
        api.Write("Directory.Build.props", "<Project><PropertyGroup><RequiresAspNetWebAssets>false</RequiresAspNetWebAssets></PropertyGroup></Project>");
        var restore = await api.DotNetAsync("restore", "Api", "-v:q");
        Assert.SkipWhen(restore.Output.Contains("error NU110", StringComparison.Ordinal), "packages of the template are not to be had here: " + restore.Output.Split('\n')[0]);

        var build = await api.DotNetAsync(["build", "Api", .. Bounded, $"-p:SentinelPerfOutput={output}"]);

        using var summary = ReadSummary(output);
        var routes = summary.RootElement.GetProperty("omittedRoutes").EnumerateArray().Select(r => $"{r.GetProperty("method")} {r.GetProperty("path")}: {r.GetProperty("reason")}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{template}: {summary.RootElement.GetProperty("verdict")}, left out: {string.Join("; ", routes)}");
        if (build.ExitCode == 0) summary.RootElement.GetProperty("verdict").GetString().ShouldBeOneOf("pass", "inconclusive");
        else build.Output.Split('\n').Where(l => l.Contains(": error SP", StringComparison.Ordinal)).Distinct().Count().ShouldBe(1, build.Output);
    }

    private async Task<(Consumer Api, string Output)> NewTemplateAsync(string name, string template = "webapi")
    {
        var consumer = packages.NewConsumer(name);
        await consumer.WriteTemplateAsync(template, "Api");
        return (consumer, Path.Combine(consumer.Folder, "out"));
    }

    private static JsonDocument ReadSummary(string output) => JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "summary.json")));
}
