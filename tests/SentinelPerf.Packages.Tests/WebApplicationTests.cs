using System.Diagnostics;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

/// <summary>One web application with one package reference, and every way that a run can end.</summary>
public sealed class WebApplication(PackedPackages packages)
{
    /// <summary>The application.</summary>
    public Consumer Shop { get; } = packages.NewConsumer("shop").WriteWebApp("Shop");
}

[Collection(PackageTests.Name)]
public sealed class WebApplicationTests(WebApplication application) : IClassFixture<WebApplication>
{
    private readonly Consumer _shop = application.Shop;

    [Fact]
    public async Task Target_RunPasses_SucceedsWithAReleaseBuildAndNoOptionThatWasNotSet()
    {
        var build = await _shop.BuildAsync("Shop", "pass");

        build.ShouldSucceed();
        var received = _shop.ReadReceived().ShouldNotBeNull();
        received.Leaked.ShouldBeEmpty();
        received.Args[0].ShouldBe("run");
        received.Args.ShouldContain("--lifeline");
        received.Values("origin").ShouldBe(["Shop.csproj"]);
        received.Values("project").ShouldBe([Path.Combine(_shop.Folder, "Shop", "Shop.csproj")]);
        received.Values("built-program").Single().ShouldContain(Path.Combine("bin", "Release", "net10.0"));
        foreach (var option in new[] { "min-rate", "config", "url", "telemetry", "built-arguments" }) received.Values(option).ShouldBeEmpty();
        build.Output.ShouldContain("search 120 req/s: error rate: 2 %");
    }

    [Fact]
    public async Task Target_PropertiesSet_ReachTheToolUnchanged()
    {
        var build = await _shop.BuildAsync("Shop", "pass", "-p:SentinelPerfMinRate=300", "-p:SentinelPerfLatency=250ms", "-p:SentinelPerfErrors=1%",
            "-p:SentinelPerfTelemetry=access-log:a b.log%3Botlp:t.json", "-p:SentinelPerfConfig=perf tests/s.yaml", "-c", "Debug");

        build.ShouldSucceed();
        var received = _shop.ReadReceived().ShouldNotBeNull();
        received.Values("min-rate").ShouldBe(["300"]);
        received.Values("latency").ShouldBe(["250ms"]);
        received.Values("errors").ShouldBe(["1%"]);
        received.Values("telemetry").ShouldBe(["access-log:a b.log", "otlp:t.json"]);
        received.Values("config").ShouldBe(["perf tests/s.yaml"]);
        received.Values("built-program").Single().ShouldContain(Path.Combine("bin", "Debug", "net10.0"));
    }

    /// <summary>A multithreaded build runs tasks like this one in a process of their own, where some kinds of events get lost.</summary>
    [Fact]
    public async Task Target_MultithreadedBuild_ShowsTheLinesOfTheTool()
    {
        var build = await _shop.BuildAsync("Shop", "pass", "-mt");

        build.ShouldSucceed();
        build.Output.ShouldContain("search 120 req/s: error rate: 2 %");
    }

    [Fact]
    public async Task Target_GateMissed_FailsTheBuildWithTheToolsCode()
    {
        var build = await _shop.BuildAsync("Shop", "fail", "-p:SentinelPerfMinRate=300");

        build.ShouldFailWith("SP8001");
        build.Output.ShouldContain("below the gate of 300 req/s");
        build.Output.ShouldNotContain("SP9");
    }

    [Theory]
    [InlineData("pass-without-summary", "SP9054")]
    [InlineData("pass-with-old-summary", "SP9054")]
    [InlineData("pass-but-summary-fails", "SP9055")]
    [InlineData("crash", "SP9053")]
    [InlineData("inconclusive-error", "SP8002")]
    public async Task Target_NoVerdictToTrust_FailsTheBuild(string fake, string code) => (await _shop.BuildAsync("Shop", fake)).ShouldFailWith(code);

    [Fact]
    public async Task Target_InconclusiveAsAWarning_SucceedsWithTheWarning()
    {
        var build = await _shop.BuildAsync("Shop", "inconclusive-warning");

        build.ShouldSucceed();
        build.Output.ShouldContain("warning SP8002");
    }

    [Fact]
    public async Task Target_Skipped_StartsNothing()
    {
        (await _shop.BuildAsync("Shop", "fail", "-p:SentinelPerfSkip=true")).ShouldSucceed();

        _shop.ReadReceived().ShouldBeNull();
    }

    [Fact]
    public async Task Target_Url_StartsNoProject()
    {
        (await _shop.BuildAsync("Shop", "pass", "-p:SentinelPerfUrl=http://127.0.0.1:5000")).ShouldSucceed();

        var received = _shop.ReadReceived().ShouldNotBeNull();
        received.Values("url").ShouldBe(["http://127.0.0.1:5000"]);
        received.Values("project").Concat(received.Values("built-program")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Build_WithoutTheTarget_StartsNothing()
    {
        var build = await _shop.DotNetAsync("build", "Shop", "--nologo", "-p:_SentinelPerfProgram=/nowhere/sentinelperf.dll");

        build.ShouldSucceed();
        build.Output.ShouldNotContain("SentinelPerf", Case.Sensitive);
    }

    [Fact]
    public async Task LaterTarget_AfterTheRun_SeesReportsAndVerdict()
    {
        _shop.Write("Shop/Directory.Build.targets", """
            <Project><Target Name="Show" DependsOnTargets="SentinelPerf"><Message Importance="High" Text="seen: $(SentinelPerfVerdict) @(SentinelPerfReport->'%(Kind)=%(Filename)%(Extension)')" /></Target></Project>
            """);

        var build = await _shop.BuildAsync("Shop", "pass", "-t:Show");

        build.ShouldSucceed();
        build.Output.ShouldContain("seen: pass summary=summary.json;markdown=report.md");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Build_EndedFromOutside_CutsTheLifelineOfTheTool(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var build = _shop.StartBuild("Shop", "wait");
        await build.SeenAsync("fake: waiting for the end of the input");
        using var tool = Process.GetProcessById(_shop.ReadReceived().ShouldNotBeNull().ProcessId);

        await build.SignalAsync(signal);

        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        await build.EndAsync();
        _shop.ReadVerdict().ShouldBe("error");
    }
}
