using SentinelPerf.Cli;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Core.Tests.Cli;

public sealed class InterruptionTests
{
    [Fact]
    public async Task Interrupt_Twice_HurriesOnlyThen()
    {
        using var interruption = new Interruption(handleSignals: false, TestContext.Current.CancellationToken, briefWait: TimeSpan.Zero);
        interruption.Interrupt();
        (interruption.Token.IsCancellationRequested, interruption.Hurried.IsCancellationRequested).ShouldBe((true, false));
        interruption.Terminate();
        interruption.Hurried.IsCancellationRequested.ShouldBeFalse();
        interruption.Interrupt();
        await Should.ThrowAsync<OperationCanceledException>(Task.Delay(Timeout.Infinite, interruption.Hurried));
    }

    [Fact]
    public async Task Watch_StreamIsOpen_WaitsForItsEnd()
    {
        using var interruption = new Interruption(handleSignals: false, TestContext.Current.CancellationToken);
        using var server = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var client = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, server.ClientSafePipeHandle);
        interruption.Watch(client);
        server.WriteByte(1);
        interruption.Token.IsCancellationRequested.ShouldBeFalse();
        await server.DisposeAsync();
        await Should.ThrowAsync<OperationCanceledException>(Task.Delay(Timeout.Infinite, interruption.Token));
    }

    [Fact]
    public async Task ApplyAsync_Afterwards_TheTargetWouldNotInheritIt()
    {
        await RuntimeSettings.ApplyAsync();
        Environment.GetEnvironmentVariable(RuntimeSettings.InlineCompletions).ShouldBeNull();
    }

    [Fact]
    public void Format_Event_StandsInColumns()
    {
        ConsoleProgress.Format(new ProgressEvent(TimeSpan.FromSeconds(12.44), "search", "pass")
        {
            OfferedPerSecond = 412.3, P50 = TimeSpan.FromMilliseconds(3.14), P99 = TimeSpan.FromMilliseconds(141.2), ErrorRate = 0.002, LowPerSecond = 398, HighPerSecond = 425.4,
        }).ShouldBe("[  12.4 s] search       412 req/s      p50  3.1 ms  p99  141 ms  errors   0.2 %  [398, 425]  pass");
        ConsoleProgress.Format(new ProgressEvent(TimeSpan.FromSeconds(6), "sweep", "2300 good/s") { InFlight = 16 }).ShouldBe("[   6.0 s] sweep         16 in flight  2300 good/s");
        ConsoleProgress.Format(new ProgressEvent(TimeSpan.FromSeconds(101), "start", "ready")).ShouldBe("[ 101.0 s] start     ready");
    }
}
