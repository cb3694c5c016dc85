using System.IO.Compression;
using System.Xml.Linq;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

[Collection(PackageTests.Name)]
public sealed class PackageLayoutTests(PackedPackages packages)
{
    [Fact]
    public void MSBuildPackage_Packed_HasTaskToolAndTwinTargets()
    {
        using var package = Open("SentinelPerf.MSBuild");
        var names = package.Entries.Select(e => e.FullName).ToList();

        names.ShouldContain("tasks/netstandard2.0/SentinelPerf.MSBuild.dll");
        names.ShouldContain("tools/net10.0/sentinelperf.dll");
        names.ShouldContain("tools/net10.0/sentinelperf.runtimeconfig.json");
        names.ShouldContain("tools/net10.0/SentinelPerf.Core.dll");
        names.ShouldContain("tools/net10.0/SentinelPerf.StartupHook.dll");
        names.ShouldContain("README.md");
        names.ShouldNotContain(n => n.StartsWith("lib/", StringComparison.Ordinal) || n.StartsWith("buildTransitive/", StringComparison.Ordinal) || n.Contains("/publish/"));
        foreach (var extension in new[] { "props", "targets" })
            Read(package, $"buildMultiTargeting/SentinelPerf.MSBuild.{extension}").ShouldBe(Read(package, $"build/SentinelPerf.MSBuild.{extension}"));
    }

    [Fact]
    public void MSBuildPackage_Packed_IsADevelopmentDependencyWithoutDependencies()
    {
        using var package = Open("SentinelPerf.MSBuild");
        var metadata = XDocument.Parse(Read(package, "SentinelPerf.MSBuild.nuspec")).Root!.Elements().Single();

        metadata.Elements().Single(e => e.Name.LocalName == "developmentDependency").Value.ShouldBe("true");
        metadata.Descendants().ShouldNotContain(e => e.Name.LocalName == "dependency");
    }

    [Fact]
    public void CliPackage_Packed_IsATool()
    {
        using var package = Open("SentinelPerf.Cli");
        var settings = package.Entries.Single(e => e.Name == "DotnetToolSettings.xml").FullName;

        Read(package, settings).ShouldContain("Name=\"sentinelperf\"");
        package.GetEntry("README.md").ShouldNotBeNull();
    }

    [Fact]
    public void CorePackage_Packed_HasReadmeAndSymbols()
    {
        using var package = Open("SentinelPerf.Core");

        package.GetEntry("lib/net10.0/SentinelPerf.Core.dll").ShouldNotBeNull();
        package.GetEntry("lib/net10.0/SentinelPerf.Core.xml").ShouldNotBeNull();
        package.GetEntry("lib/net10.0/SentinelPerf.StartupHook.dll").ShouldNotBeNull();
        package.GetEntry("README.md").ShouldNotBeNull();
        File.Exists(packages.PathOf("SentinelPerf.Core", "snupkg")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("SentinelPerf.Core")]
    [InlineData("SentinelPerf.Cli")]
    [InlineData("SentinelPerf.MSBuild")]
    [InlineData("SentinelPerf.Testing")]
    public void EveryPackage_Packed_HasReadmeWithAnExampleIconTagsAndLicense(string id)
    {
        using var package = Open(id);
        var metadata = Metadata(package);

        Read(package, "README.md").ShouldContain("```");
        package.GetEntry("icon.png").ShouldNotBeNull();
        metadata["icon"].ShouldBe("icon.png");
        metadata["license"].ShouldBe("MIT");
        metadata["tags"].Split(' ').ShouldContain("load-testing");
        metadata["description"].ShouldNotBeEmpty();
    }

    /// <summary>What comes along is what a run needs. No database, no language model's client, no console: those belong to the tool.</summary>
    [Fact]
    public void TestingPackage_Packed_DependsOnCoreAndXunitAloneAndDragsInNothingHeavy()
    {
        using var testing = Open("SentinelPerf.Testing");
        using var core = Open("SentinelPerf.Core");

        Dependencies(testing).ShouldBe(["SentinelPerf.Core", "xunit.v3.extensibility.core"]);
        Dependencies(core).Intersect(["Npgsql", "OpenAI", "ModelContextProtocol", "StackExchange.Redis", "Spectre.Console", "System.CommandLine", "Polly", "Microsoft.Build.Utilities.Core"]).ShouldBeEmpty();
        testing.GetEntry("build/SentinelPerf.Testing.targets").ShouldNotBeNull();
        testing.GetEntry("lib/net10.0/SentinelPerf.Testing.xml").ShouldNotBeNull();
        File.Exists(packages.PathOf("SentinelPerf.Testing", "snupkg")).ShouldBeTrue();
    }

    private static string[] Dependencies(ZipArchive package) =>
        [.. XDocument.Parse(Read(package, package.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).FullName)).Descendants()
            .Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value).Order(StringComparer.Ordinal)];

    private static Dictionary<string, string> Metadata(ZipArchive package) =>
        XDocument.Parse(Read(package, package.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).FullName)).Root!.Elements().Single()
            .Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);

    private ZipArchive Open(string id) => ZipFile.OpenRead(packages.PathOf(id));

    private static string Read(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name).ShouldNotBeNull().Open());
        return reader.ReadToEnd();
    }
}
