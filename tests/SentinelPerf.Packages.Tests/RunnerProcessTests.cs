using System.Diagnostics;
using SentinelPerf.MSBuild;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

public sealed class RunnerProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sentinelperf-runner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_CancelledToolThatDoesNotEnd_IsKilled()
    {
        using var cancel = new CancellationTokenSource();

        var end = Runner("stubborn", TimeSpan.Zero).Run(line => { if (line == "stubborn") cancel.Cancel(); }, cancel.Token);

        end.Cancelled.ShouldBeTrue();
        end.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public void Run_ChildOfTheToolKeepsTheOutputOpen_EndsWithTheTool()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "starts sleep");
        var lines = new List<string>();

        var end = Runner("leave-a-child sleep 600", TimeSpan.FromSeconds(10)).Run(lines.Add, TestContext.Current.CancellationToken);

        using var child = Process.GetProcessById(int.Parse(lines.Single()));
        child.HasExited.ShouldBeFalse();
        child.Kill();
        end.ExitCode.ShouldBe(7);
    }

    [Fact]
    public void Run_ToolThatDies_HandsOnItsLastErrorLines()
    {
        var end = new RunnerProcess(null, "exec /nowhere/tool.dll", new Receipt(Path.Combine(_folder, "receipt"))).Run(_ => { }, TestContext.Current.CancellationToken);

        end.ExitCode.ShouldNotBe(0);
        end.LastErrorLines.ShouldContain("/nowhere/tool.dll");
    }

    private RunnerProcess Runner(string arguments, TimeSpan grace) =>
        new(null, $"exec {ArgumentQuoting.Quote(Places.FakeTool)} {arguments}", new Receipt(Path.Combine(_folder, "receipt"))) { Grace = grace };
}
