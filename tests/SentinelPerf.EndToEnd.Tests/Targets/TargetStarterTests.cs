using System.Net;
using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.EndToEnd.Tests.Targets;

[Collection("starts processes")]
public sealed class TargetStarterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_MinimalApi_KnowsAddressRuntimeRoutesAndDocument()
    {
        await using var target = await App.StartAsync(App.Built("MinimalApp"), Cancel);

        target.Kind.ShouldBe(TargetKind.Project);
        target.Name.ShouldBe("MinimalApp");
        target.BaseAddress.Host.ShouldBe("127.0.0.1");
        target.Runtime.ShouldStartWith(".NET ");
        (await App.GetAsync(target.BaseAddress, "/items/7?p=2")).ShouldBe("7  2");

        var items = target.Routes.Single(r => r.Path == "/items/{id}");
        items.Method.ShouldBe("GET");
        items.AcceptsBody.ShouldBeFalse();
        items.Parameters[0].Name.ShouldBe("id");
        items.Parameters[0].Source.ShouldBe("path");
        items.Parameters[0].Type.ShouldBe("System.Int32");
        items.Parameters[0].Constraints.ShouldBe(["int", "min(1)"]);
        items.Parameters[0].Optional.ShouldBeFalse();
        ShouldBeOptionalQuery(items.Parameters[1], "filter", "System.String", null);
        ShouldBeOptionalQuery(items.Parameters[2], "p", "System.Int32", "3");
        target.Routes.Single(r => r.Path == "/search").Parameters.ShouldHaveSingleItem().Optional.ShouldBeFalse();
        target.Routes.Single(r => r.Path == "/orders").AcceptsBody.ShouldBeTrue();
        target.Routes.ShouldNotContain(r => r.Path.Contains("css") || r.Path == "/{path}", "static files are not the API");
        target.OpenApiDocument.ShouldNotBeNull().ShouldContain("\"/items/{id}\"");
    }

    [Fact]
    public async Task StartAsync_SlimBuilderWithoutOpenApi_HasRoutesAndNoDocument()
    {
        await using var target = await App.StartAsync(App.Built("MinimalApp", "--slim"), Cancel);

        target.Routes.ShouldContain(r => r.Path == "/items/{id}");
        target.OpenApiDocument.ShouldBeNull();
    }

    [Fact]
    public async Task StartAsync_StartupWithControllers_KnowsAttributeAndConventionalRoutes()
    {
        await using var target = await App.StartAsync(App.Built("ControllersApp"), Cancel);

        var read = target.Routes.Single(r => r is { Method: "GET", Path: "/api/Things/{id}" });
        read.Parameters[0].Type.ShouldBe("System.Guid");
        read.Parameters[0].Constraints.ShouldBe(["guid"]);
        ShouldBeOptionalQuery(read.Parameters[1], "take", "System.Int32", "5");
        target.Routes.Single(r => r.Method == "PUT").AcceptsBody.ShouldBeTrue();
        target.Routes.Single(r => r.Path == "/Home/Index/{id}").Parameters.ShouldHaveSingleItem().Optional.ShouldBeTrue();
        (await App.GetAsync(target.BaseAddress, "/Home/Index/9")).ShouldBe("9");
    }

    [Fact]
    public async Task StartAsync_NoEnvironmentSet_IsProductionAndItsChildrenAreNotOurs()
    {
        await using var target = await App.StartAsync(App.Built("MinimalApp") with { Environment = App.Built("x").Environment.Add("SHOP_SETTING", "on") }, Cancel);

        (await App.GetAsync(target.BaseAddress, "/environment")).ShouldBe("Production");
        (await App.GetAsync(target.BaseAddress, "/variable/SHOP_SETTING")).ShouldBe("on");
        (await App.GetAsync(target.BaseAddress, "/variable/DOTNET_STARTUP_HOOKS")).ShouldBe("unset");
        (await App.GetAsync(target.BaseAddress, "/variable/DOTNET_DiagnosticPorts")).ShouldBe("unset");
    }

    [Fact]
    public async Task StartAsync_AppThatStartsChildren_ChildrenRunFreely()
    {
        await using var target = await App.StartAsync(App.Built("OddApp", "child"), Cancel);

        (await App.GetAsync(target.BaseAddress, "/child")).ShouldBe("3");
    }

    [Fact]
    public async Task StartAsync_BeforeResume_CanOpenASessionOnceBeforeTheAppRuns()
    {
        var attached = 0;
        await using var target = await new TargetStarter(TimeProvider.System).StartAsync(App.Built("MinimalApp"), async (client, cancel) =>
        {
            using var session = await client.StartEventPipeSessionAsync([new EventPipeProvider("Microsoft-Windows-DotNETRuntime", System.Diagnostics.Tracing.EventLevel.Informational)], false, 16, cancel);
            attached++;
            await session.StopAsync(cancel);
        }, new Progress<ProgressEvent>(), Cancel);

        attached.ShouldBe(1);
    }

    [Fact]
    public async Task StartAsync_BeforeResumeThrows_ThatEndsTheStart()
    {
        var thrown = await Should.ThrowAsync<InvalidOperationException>(() => new TargetStarter(TimeProvider.System).StartAsync(App.Built("MinimalApp"),
            (_, _) => throw new InvalidOperationException("no signals"), new Progress<ProgressEvent>(), Cancel));

        thrown.Message.ShouldBe("no signals");
    }

    [Fact]
    public async Task StartAsync_AddressInCodeWins_IsReadBack()
    {
        var port = FreePort();
        await using var target = await App.StartAsync(App.Built("OddApp", $"code http://127.0.0.1:{port}"), Cancel);

        target.BaseAddress.Port.ShouldBe(port);
        (await App.GetAsync(target.BaseAddress, "/")).ShouldBe("odd");
    }

    [Fact]
    public async Task StartAsync_AnyAddressInCode_BecomesLoopback()
    {
        var port = FreePort();
        await using var target = await App.StartAsync(App.Built("OddApp", $"code http://0.0.0.0:{port}"), Cancel);

        target.BaseAddress.ShouldBe(new Uri($"http://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task StartAsync_FloodOfOutput_NeverBlocksTheApp()
    {
        await using var target = await App.StartAsync(App.Built("OddApp", "flood"), Cancel);

        target.LastLines.Length.ShouldBeLessThanOrEqualTo(50);
    }

    [Fact]
    public async Task StartAsync_Command_KnowsTheAppByTheHook()
    {
        var prepared = 0;
        await using var target = await new TargetStarter(TimeProvider.System).StartAsync(new TargetOptions { Command = $"sh -c '\"{App.Program("MinimalApp")}\" --slim; exit 0'", StartTimeout = App.Patience },
            (_, _) => { prepared++; return Task.CompletedTask; }, new Progress<ProgressEvent>(), Cancel);

        target.Kind.ShouldBe(TargetKind.Command);
        target.Routes.ShouldContain(r => r.Path == "/search");
        (await App.GetAsync(target.BaseAddress, "/search?text=x")).ShouldBe("x");
        prepared.ShouldBe(1);
    }

    [Fact]
    public async Task StartAsync_ProjectToBuild_BuildsAndRunsItInRelease()
    {
        await using var target = await App.StartAsync(new TargetOptions { Project = App.Folder("OddApp"), StartTimeout = App.Patience }, Cancel);

        target.Name.ShouldBe("OddApp");
        (await App.GetAsync(target.BaseAddress, "/")).ShouldBe("odd");
    }

    [Fact]
    public async Task StartAsync_Url_FindsTheProcessBehindThePort()
    {
        await using var running = await App.StartAsync(App.Built("MinimalApp"), Cancel);
        await using var target = await App.StartAsync(new TargetOptions { Url = running.BaseAddress.ToString() }, Cancel);

        target.Kind.ShouldBe(TargetKind.Url);
        if (OperatingSystem.IsLinux()) target.ProcessId.ShouldBe(running.ProcessId);
        await target.DisposeAsync();
        (await App.GetAsync(running.BaseAddress, "/environment")).ShouldBe("Production");
    }

    [Fact]
    public async Task RestartAsync_AfterACrash_AnswersOnTheSameAddress()
    {
        await using var target = await App.StartAsync(App.Built("MinimalApp"), Cancel);
        var (address, process) = (target.BaseAddress, target.ProcessId);
        await Should.ThrowAsync<HttpRequestException>(() => App.GetAsync(address, "/crash"));
        await App.UntilAsync(() => target.Exited.IsCancellationRequested, "the exit is noticed");
        target.ExitStatus.ShouldNotBeNull().ExitCode.ShouldBe(42);

        await target.RestartAsync(Cancel);

        target.BaseAddress.ShouldBe(address);
        target.ProcessId.ShouldNotBe(process);
        target.ExitStatus.ShouldBeNull();
        (await App.GetAsync(address, "/environment")).ShouldBe("Production");
    }

    private static void ShouldBeOptionalQuery(RouteParameter parameter, string name, string type, string? example) =>
        (parameter.Name, parameter.Source, parameter.Type, parameter.Optional, parameter.Example).ShouldBe((name, "query", type, true, example));

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
