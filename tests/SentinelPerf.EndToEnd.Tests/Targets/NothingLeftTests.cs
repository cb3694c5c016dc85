using System.Diagnostics;
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.EndToEnd.Tests.Targets;

/// <summary>However a start or a run ends: no process, no socket, no folder stays. The target carries a mark in its environment to be found by.</summary>
[Collection("starts processes")]
public sealed class NothingLeftTests
{
    private readonly string mark = "SENTINELPERF_TEST_MARK_" + Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TargetOptions Marked(TargetOptions options) => options with { Environment = options.Environment.Add(mark, "1") };

    [Fact]
    public async Task DisposeAsync_RunningTarget_LeavesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for processes in /proc");
        int process;
        await using (var target = await App.StartAsync(Marked(App.Built("MinimalApp")), Cancel))
        {
            App.Marked(mark).ShouldContain(process = target.ProcessId!.Value);
        }

        App.Marked(mark).ShouldBeEmpty();
        App.Leftovers(Environment.ProcessId, process).ShouldBeEmpty();
    }

    [Fact]
    public async Task DisposeAsync_CommandWithAShellBetween_EndsTheAppToo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for processes in /proc");
        var target = await App.StartAsync(Marked(new TargetOptions { Command = $"sh -c '\"{App.Program("MinimalApp")}\" --slim; exit 0'", StartTimeout = App.Patience }), Cancel);
        App.Marked(mark).Length.ShouldBe(2);

        await target.DisposeAsync();

        App.Marked(mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsFine()
    {
        var target = await App.StartAsync(App.Built("MinimalApp"), Cancel);
        await target.DisposeAsync();
        await target.DisposeAsync();

        target.Exited.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData("never-listens")]
    [InlineData("exit")]
    public async Task StartAsync_Fails_LeavesNothing(string mode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for processes in /proc");
        await App.FailsAsync(Marked(App.Built("OddApp", mode) with { StartTimeout = TimeSpan.FromSeconds(2) }));

        App.Marked(mark).ShouldBeEmpty();
        App.Leftovers(Environment.ProcessId).ShouldBeEmpty();
    }

    [Fact]
    public async Task StartAsync_CancelledWhileSuspended_LeavesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for processes in /proc");
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => new TargetStarter(TimeProvider.System).StartAsync(Marked(App.Built("MinimalApp")), async (_, stop) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
        }, new Progress<ProgressEvent>(), cancel.Token));

        App.Marked(mark).ShouldBeEmpty();
        App.Leftovers(Environment.ProcessId).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("suspended", "MinimalApp")]
    [InlineData("running", "MinimalApp")]
    [InlineData("command", "MinimalApp")]
    public async Task SentinelPerfKilled_TargetSuspendedOrRunning_LeavesNothing(string when, string app)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for processes in /proc");
        var start = new ProcessStartInfo(App.Program("ParentApp"), [when, when == "command" ? $"sh -c '\"{App.Program(app)}\" --slim; exit 0'" : App.Program(app)]) { RedirectStandardOutput = true };
        start.Environment[mark] = "1";
        using var parent = Process.Start(start)!;
        (await parent.StandardOutput.ReadLineAsync(Cancel)).ShouldBe(when == "suspended" ? "suspended" : "running");
        var processes = App.Marked(mark).Remove(parent.Id);
        processes.ShouldNotBeEmpty();

        await KillAsync(parent);

        await App.UntilAsync(() => App.Marked(mark).IsEmpty, "no process of the target is left");
        await App.UntilAsync(() => App.Leftovers(parent.Id, processes).IsEmpty, "no file of the target is left");
    }

    [Fact]
    public async Task SentinelPerfAndItsGuardKilled_RunningTarget_EndsByItself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for processes in /proc");
        var start = new ProcessStartInfo(App.Program("ParentApp"), ["running", App.Program("MinimalApp")]) { RedirectStandardOutput = true };
        start.Environment[mark] = "1";
        using var parent = Process.Start(start)!;
        (await parent.StandardOutput.ReadLineAsync(Cancel)).ShouldBe("running");

        var guard = App.Marked(mark).Single(p => File.ReadAllText($"/proc/{p}/cmdline").Contains("sentinelperf-guard", StringComparison.Ordinal));
        using (var shell = Process.GetProcessById(guard)) shell.Kill();
        await KillAsync(parent);

        await App.UntilAsync(() => App.Marked(mark).IsEmpty, "no process of the target is left");
        App.Leftovers(parent.Id).ShouldBeEmpty();
    }

    /// <summary>Also removes what a killed .NET process leaves of itself, which nobody but the test can.</summary>
    private static async Task KillAsync(Process parent)
    {
        parent.Kill();
        await parent.WaitForExitAsync(Cancel);
        foreach (var own in Directory.GetFiles(Path.GetTempPath(), $"*-{parent.Id}-*")) File.Delete(own);
    }
}
