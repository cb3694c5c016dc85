using System.IO.Compression;
using System.Text;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

/// <summary>Loggers, design-time builds, incremental builds, restores: what a build does beside calling the target.</summary>
[Collection(PackageTests.Name)]
public sealed class BuildBehaviourTests(WebApplication application, PackedPackages packages) : IClassFixture<WebApplication>
{
    private readonly Consumer _shop = application.Shop;

    [Theory]
    [InlineData("q", false)]
    [InlineData("m", true)]
    [InlineData("n", true)]
    [InlineData("d", true)]
    public async Task Target_EveryVerbosity_ShowsTheMissedGate_AndLiveLinesUnlessQuiet(string verbosity, bool live)
    {
        var build = await _shop.BuildAsync("Shop", "fail", $"-v:{verbosity}", "-tl:off");

        build.ShouldFailWith("SP8001");
        build.Output.Contains("search 120 req/s", StringComparison.Ordinal).ShouldBe(live, build.Output);
    }

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task Target_EitherLogger_ShowsLiveLinesAndTheMissedGate(string terminalLogger)
    {
        var build = await _shop.BuildAsync("Shop", "fail", $"-tl:{terminalLogger}");

        build.Output.ShouldContain("search 120 req/s: error rate: 2 %");
        build.Output.ShouldContain("SP8001");
        build.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Target_BinaryLog_HoldsLinesAndErrors()
    {
        (await _shop.BuildAsync("Shop", "fail", "-bl:run.binlog")).ShouldFailWith("SP8001");

        await using var log = new GZipStream(File.OpenRead(Path.Combine(_shop.Folder, "run.binlog")), CompressionMode.Decompress);
        using var content = new MemoryStream();
        await log.CopyToAsync(content, TestContext.Current.CancellationToken);
        foreach (var text in new[] { "search 120 req/s: error rate: 2 %", "SP8001" }) content.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)).ShouldBePositive(text);
    }

    [Fact]
    public async Task Target_BetweenTwoBuilds_LeavesTheIncrementalBuildAlone()
    {
        var assembly = Path.Combine(_shop.Folder, "Shop", "bin", "Debug", "net10.0", "Shop.dll");
        (await _shop.DotNetAsync("build", "Shop", "--nologo", "-v:q")).ShouldSucceed();
        var built = File.GetLastWriteTimeUtc(assembly);

        (await _shop.BuildAsync("Shop", "pass")).ShouldSucceed();
        var again = await _shop.DotNetAsync("build", "Shop", "--nologo", "-v:n", "--no-restore");

        again.ShouldSucceed();
        File.GetLastWriteTimeUtc(assembly).ShouldBe(built);
        again.Output.ShouldContain("Skipping target \"CoreCompile\"");
    }

    /// <summary>What editors do in the background: neither the task nor the tool may be touched.</summary>
    [Fact]
    public async Task DesignTimeBuild_WithThePackage_LoadsNothingOfIt()
    {
        var build = await _shop.DotNetAsync("build", "Shop", "--nologo", "-v:d", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true",
            "-p:_SentinelPerfTask=/nowhere/task.dll", "-p:_SentinelPerfProgram=/nowhere/tool.dll");

        build.ShouldSucceed();
        build.Output.ShouldNotContain("_SentinelPerfDecide");
        build.Output.ShouldNotContain("RunSentinelPerf");
    }

    [Fact]
    public async Task Restore_NoSourceButTheFolderOfThePackages_IsEnough()
    {
        var consumer = packages.NewConsumer("offline").WriteWebApp("Web");
        consumer.Write("nuget.config", $"""<configuration><packageSources><clear /><add key="folder" value="{packages.Folder}" /></packageSources></configuration>""");

        (await consumer.BuildAsync("Web", "pass")).ShouldSucceed();
    }

    /// <summary>A figure, not a check: the two builds take turns, so that what else the machine does meets both.</summary>
    [Fact(Explicit = true)]
    [Trait(SlowSet.Trait, SlowSet.Name)]
    public async Task Build_ThatDoesNotCallTheTarget_WhatThePackageAddsIsPrinted()
    {
        var consumer = packages.NewConsumer("added").WriteWebApp("With").WriteWebApp("Without");
        consumer.Write("Without/Without.csproj", (await File.ReadAllTextAsync(Path.Combine(consumer.Folder, "Without/Without.csproj"), TestContext.Current.CancellationToken)).Replace(consumer.PackageReference, "", StringComparison.Ordinal));
        foreach (var name in new[] { "With", "Without" }) (await consumer.DotNetAsync("build", name, "-v:q", "--nologo")).ShouldSucceed();

        var times = new Dictionary<string, List<double>> { ["With"] = [], ["Without"] = [] };
        for (var round = 0; round < 16; round++)
        {
            // Who goes first changes with each round.
            string[] order = round % 2 == 0 ? ["With", "Without"] : ["Without", "With"];
            foreach (var name in order) times[name].Add(await TimeAsync(consumer, name));
        }
        var differences = times["With"].Zip(times["Without"], (with, without) => with - without).Order().ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"added to a build without the target: median {(differences[7] + differences[8]) / 2:0} ms, quartiles {differences[4]:0} and {differences[11]:0} ms, {differences.Count} pairs; between the quickest of each {times["With"].Min() - times["Without"].Min():0} ms of {times["Without"].Min():0} ms"));
    }

    private static async Task<double> TimeAsync(Consumer consumer, string project)
    {
        var began = TimeProvider.System.GetTimestamp();
        (await consumer.DotNetAsync("build", project, "-v:q", "--nologo", "--no-restore")).ShouldSucceed();
        return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }
}
