using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

/// <summary>Projects that are no plain web application, and solutions.</summary>
[Collection(PackageTests.Name)]
public sealed class ProjectKindTests(PackedPackages packages)
{
    [Fact]
    public async Task Target_TemplateWebApi_NeedsOnePackageReferenceAlone()
    {
        var consumer = packages.NewConsumer("template");
        await consumer.WriteTemplateAsync("webapi", "Api");

        (await consumer.BuildAsync("Api", "pass")).ShouldSucceed();

        consumer.ReadVerdict().ShouldBe("pass");
    }

    [Fact]
    public async Task Target_LibraryAlone_IsOneErrorThatSaysWhatIsNeeded()
    {
        var consumer = packages.NewConsumer("library");
        consumer.WriteLibrary("Lib", consumer.PackageReference);

        var build = await consumer.BuildAsync("Lib", "pass");

        build.ShouldFailWith("SP1004");
        build.Output.ShouldContain("Microsoft.NET.Sdk.Web");
        consumer.ReadReceived().ShouldBeNull();
    }

    [Theory]
    [InlineData("sln")]
    [InlineData("slnx")]
    public async Task Target_SolutionWhereEveryProjectHasIt_RunsTheWebApplicationAndPassesOverTheRest(string format)
    {
        var consumer = packages.NewConsumer($"solution-{format}");
        consumer.Write("Directory.Build.props", $"<Project>{consumer.PackageReference}</Project>");
        consumer.WriteLibrary("Lib", "").Write("Web/Program.cs", "var app = WebApplication.Create(args); app.Run();")
            .Write("Web/Web.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup><ItemGroup><ProjectReference Include="../Lib/Lib.csproj" /></ItemGroup></Project>""");
        (await consumer.DotNetAsync("new", "sln", "-n", "All", "--format", format)).ShouldSucceed();
        (await consumer.DotNetAsync("sln", $"All.{format}", "add", "Web", "Lib")).ShouldSucceed();

        var build = await consumer.BuildAsync($"All.{format}", "pass");

        build.ShouldSucceed();
        build.Output.ShouldContain("Lib.csproj: nothing to do for SentinelPerf, it is no web application.");
        consumer.ReadReceived().ShouldNotBeNull().Values("built-program").Single().ShouldContain("Release");
    }

    [Theory]
    [InlineData(new string[0], "Release")]
    [InlineData(new[] { "-c", "Debug" }, "Debug")]
    public async Task Target_SolutionWithTheSolutionTargets_PassesOverProjectsWithoutItAndRespectsTheConfiguration(string[] given, string built)
    {
        var consumer = packages.NewConsumer($"mixed-{built}").WriteWebApp("Web").WriteLibrary("Lib", "");
        File.Copy(Path.Combine(Places.RepositoryRoot, "Directory.Solution.targets"), Path.Combine(consumer.Folder, "Directory.Solution.targets"));
        (await consumer.DotNetAsync("new", "sln", "-n", "All", "--format", "sln")).ShouldSucceed();
        (await consumer.DotNetAsync("sln", "All.sln", "add", "Lib", "Web")).ShouldSucceed();

        var build = await consumer.BuildAsync("All.sln", "pass", given);

        build.ShouldSucceed();
        consumer.ReadReceived().ShouldNotBeNull().Values("built-program").Single().ShouldContain(Path.Combine("bin", built));
    }

    [Fact]
    public async Task Target_SeveralFrameworks_RunsTheOneForNet10()
    {
        var consumer = packages.NewConsumer("frameworks").WriteWebApp("Web", "<TargetFrameworks>net9.0;net10.0</TargetFrameworks>");
        Assert.SkipWhen((await consumer.DotNetAsync("restore", "Web", "-v:q")).ExitCode != 0, "the targeting pack of net9.0 is neither here nor to be had");

        (await consumer.BuildAsync("Web", "pass")).ShouldSucceed();

        consumer.ReadReceived().ShouldNotBeNull().Values("built-program").Single().ShouldContain("net10.0");
    }

    [Fact]
    public async Task Target_FrameworkChosen_RunsThatOne()
    {
        var consumer = packages.NewConsumer("chosen-framework").WriteWebApp("Web", "<TargetFrameworks>net9.0;net10.0</TargetFrameworks>");
        Assert.SkipWhen((await consumer.DotNetAsync("restore", "Web", "-v:q")).ExitCode != 0, "the targeting pack of net9.0 is neither here nor to be had");

        (await consumer.BuildAsync("Web", "pass", "-f", "net9.0")).ShouldSucceed();

        consumer.ReadReceived().ShouldNotBeNull().Values("built-program").Single().ShouldContain("net9.0");
    }

    [Fact]
    public async Task Target_NoFrameworkForNet10_IsAnErrorThatNamesTheChoices()
    {
        var consumer = packages.NewConsumer("other-frameworks")
            .WriteWebApp("Web", "<TargetFrameworks>netstandard2.0</TargetFrameworks><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>");

        var build = await consumer.BuildAsync("Web", "pass");

        build.ShouldFailWith("SP1091");
        build.Output.ShouldContain("TargetFrameworks is 'netstandard2.0'");
    }
}
