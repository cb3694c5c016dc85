using System.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Signals;

namespace SentinelPerf.EndToEnd.Tests.Signals;

public sealed class EventPipeTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task AttachAsync_LivingRuntime_RecordsItsMetersOnTheRunsClock()
    {
        var cancel = TestContext.Current.CancellationToken;
        var origin = TimeProvider.System.GetTimestamp();
        await using var recorder = new SignalRecorder(TimeProvider.System, origin);
        await recorder.AttachAsync(new DiagnosticsClient(Environment.ProcessId), cancel);
        recorder.StartSampling(() => Environment.ProcessId);
        string[] expected = ["dotnet.thread_pool.queue.length", "dotnet.monitor.lock_contentions", "dotnet.gc.pause.time", "dotnet.gc.pause/max", SignalNames.ProcessCpu, SignalNames.HostCpu];
        var log = recorder.Snapshot();
        while (expected.Except(log.Series.Select(s => s.Name)).Any() && recorder.Now < Longest)
        {
            await Task.Delay(100, cancel);
            log = recorder.Snapshot();
        }
        expected.ShouldBeSubsetOf(log.Series.Select(s => s.Name));
        log.Series.SelectMany(s => s.Points).ShouldAllBe(p => p.At >= TimeSpan.Zero && p.At <= recorder.Now);
        recorder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task AttachAsync_SuspendedTargetThatIsKilledLater_KeepsWhatItSaidAndThrowsNothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("sentinelperf-pipe-");
        try
        {
            var socket = Path.Combine(folder.FullName, "port");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Longest);
            var connecting = DiagnosticsClientConnector.FromDiagnosticPort(socket + ",listen", limit.Token);
            using var target = StartSuspended(socket, folder.FullName);
            try
            {
                await using var connector = await connecting;
                await using var recorder = new SignalRecorder(TimeProvider.System, TimeProvider.System.GetTimestamp());
                await recorder.AttachAsync(connector.ShouldNotBeNull().Instance, limit.Token);
                connector.Instance.ResumeRuntime();
                while (recorder.Snapshot().Series.IsEmpty) await Task.Delay(50, limit.Token);
                target.Kill();
                await target.WaitForExitAsync(limit.Token);
                await recorder.DisposeAsync();
                recorder.Snapshot().Series.ShouldNotBeEmpty();
                recorder.Problems.ShouldBeEmpty();
            }
            finally
            {
                if (!target.HasExited) target.Kill();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>This test program itself, told to wait for a debugger: a .NET process that lives until it is killed and starts none of its own.</summary>
    private static Process StartSuspended(string socket, string temporary)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", typeof(EventPipeTests).Assembly.Location, "-waitForDebugger", "-class", "None"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["DOTNET_DiagnosticPorts"] = socket + ",suspend";
        // A killed runtime leaves its own diagnostic socket behind: let it lie where we clean up.
        start.Environment["TMPDIR"] = temporary;
        return Process.Start(start)!;
    }
}
