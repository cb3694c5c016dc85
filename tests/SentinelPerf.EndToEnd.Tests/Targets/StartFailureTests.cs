using System.Net;
using System.Net.Sockets;
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.EndToEnd.Tests.Targets;

[Collection("starts processes")]
public sealed class StartFailureTests
{
    [Fact]
    public async Task StartAsync_AppEndsAtOnce_SaysExitCodeEnvironmentAndLastLinesWithoutSecrets()
    {
        var problem = await App.FailsAsync(App.Built("OddApp", "exit") with { Auth = new TargetAuth { Bearer = "hunter2secret" } });

        problem.Code.ShouldBe(DiagnosticCodes.TargetExitedEarly.Code);
        problem.Message.ShouldContain("exit code 3");
        problem.Message.ShouldContain("ASPNETCORE_ENVIRONMENT=Production");
        problem.Message.ShouldContain("Connection string 'Shop' is not configured");
        problem.Message.ShouldNotContain("hunter2secret");
        problem.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task StartAsync_EnvironmentSetByUser_IsNotBlamed()
    {
        var options = App.Built("OddApp", "exit");
        var problem = await App.FailsAsync(options with { Environment = options.Environment.Add("ASPNETCORE_ENVIRONMENT", "Staging") });

        problem.Message.ShouldNotContain("Production");
    }

    [Fact]
    public async Task StartAsync_AppNeverListens_SaysThatNoAddressCame()
    {
        var problem = await App.FailsAsync(App.Built("OddApp", "never-listens") with { StartTimeout = TimeSpan.FromSeconds(2) });

        problem.Code.ShouldBe(DiagnosticCodes.TargetWithoutAddress.Code);
        problem.Message.ShouldContain("within 2 s");
        problem.Message.ShouldContain("Still thinking");
    }

    [Fact]
    public async Task StartAsync_ReadinessNeverOk_SaysTheLastAnswer()
    {
        var problem = await App.FailsAsync(App.Built("OddApp") with { Readiness = "/broken", StartTimeout = TimeSpan.FromSeconds(4) });

        problem.Code.ShouldBe(DiagnosticCodes.TargetNeverReady.Code);
        problem.Message.ShouldContain("GET /broken answered 503");
    }

    [Fact]
    public async Task StartAsync_PortTaken_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var problem = await App.FailsAsync(App.Built("OddApp", $"code http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"));

        problem.Code.ShouldBe(DiagnosticCodes.TargetPortTaken.Code);
    }

    [Fact]
    public async Task StartAsync_FrameworkMissing_NamesIt()
    {
        // The app's own build, asking for a runtime that will never be.
        var folder = Directory.CreateTempSubdirectory("missing-runtime-");
        try
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(App.Program("OddApp"))!)) File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            var config = Path.Combine(folder.FullName, "OddApp.runtimeconfig.json");
            await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace("\"version\": \"10.", "\"version\": \"99."), TestContext.Current.CancellationToken);

            var problem = await App.FailsAsync(new TargetOptions { Command = $"dotnet \"{Path.Combine(folder.FullName, "OddApp.dll")}\"", StartTimeout = App.Patience });

            problem.Code.ShouldBe(DiagnosticCodes.TargetRuntimeMissing.Code);
            problem.Message.ShouldContain("99.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task StartAsync_CommandListensElsewhereThanItsUrl_SaysBoth()
    {
        var problem = await App.FailsAsync(new TargetOptions { Command = $"\"{App.Program("OddApp")}\"", Url = $"http://127.0.0.1:{TargetStarterTests.FreePort()}", StartTimeout = TimeSpan.FromSeconds(4) });

        problem.Code.ShouldBe(DiagnosticCodes.TargetNeverReady.Code);
        problem.Message.ShouldContain("The app says that it listens on http://127.0.0.1:");
    }

    [Fact]
    public async Task StartAsync_UrlWhereNobodyListens_SaysSo()
    {
        var problem = await App.FailsAsync(new TargetOptions { Url = $"http://127.0.0.1:{TargetStarterTests.FreePort()}" });

        problem.Code.ShouldBe(DiagnosticCodes.TargetUnreachable.Code);
    }

    [Fact]
    public async Task StartAsync_ProjectThatIsNoWebApp_SaysWhatIsValid()
    {
        var problem = await App.FailsAsync(new TargetOptions { Project = App.Folder("ParentApp") });

        problem.Code.ShouldBe(DiagnosticCodes.ProjectNotWeb.Code);
        problem.Message.ShouldContain("Microsoft.NET.Sdk.Web");
    }

    [Fact]
    public async Task StartAsync_ProjectThatDoesNotBuild_ShowsTheFirstCompilerError()
    {
        var folder = Directory.CreateTempSubdirectory("broken-project-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Broken.csproj"), """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Program.cs"), "int x = \"text\";", TestContext.Current.CancellationToken);

            var problem = await App.FailsAsync(new TargetOptions { Project = folder.FullName });

            problem.Code.ShouldBe(DiagnosticCodes.ProjectBuildFailed.Code);
            problem.Message.ShouldContain("CS0029");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
