using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SentinelPerf.Tests.Truth;

namespace SentinelPerf.EndToEnd.Tests.Run;

/// <summary>How runs end when something is wrong, missed or stopped.</summary>
public sealed class EndTests(ITestOutputHelper output)
{
    private static readonly string[] s_shortRun = ["--latency", "250ms", "--budget", "25s"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_GateOutOfReach_FailsWithOneCanonicalLine()
    {
        await using var truth = await GroundTruthServer.StartAsync("pool --workers 4 --hold 10ms", Cancel);
        using var folder = new RunFolder();
        var result = await folder.RunToolAsync(output, ["run", "--url", truth.Url.ToString(), "--min-rate", "100000", .. s_shortRun]);
        result.ExitCode.ShouldBe(1, result.ToString());
        result.Lines.Count(l => l.StartsWith("sentinelperf: error SP8001: ", StringComparison.Ordinal)).ShouldBe(1);
        folder.Summary().Verdict().ShouldBe("fail");
        folder.Summary().GetProperty("gates")[0].GetProperty("verdict").GetString().ShouldBe("fail");
    }

    [Fact]
    public async Task Run_TargetDiesUnderLoad_IsAFinding()
    {
        using var folder = new RunFolder();
        var port = FreePort();
        var command = $"dotnet exec \"{GroundTruthServer.Program}\" crash --rate 3000 --port {port} --stay";
        var result = await folder.RunToolAsync(output, ["run", "--command", command, "--url", $"http://127.0.0.1:{port}/", .. s_shortRun]);
        var summary = folder.Summary();
        summary.Status().ShouldBe("found", result.ToString());
        summary.Cause().ShouldBe("crash");
    }

    [Fact]
    public async Task Run_Interrupted_LeavesNoProcessAndASummaryThatSaysSo()
    {
        using var folder = new RunFolder();
        var result = await Tool.RunAsync(
            ["run", "--project", "samples/WebApiUnderTest", "--output", folder.Path], null,
            async (tool, said) =>
            {
                await UntilAsync(() => { lock (said) return said.ToString().Contains("] sweep", StringComparison.Ordinal); });
                using var interrupt = Process.Start("kill", ["-INT", $"{tool.Id}"]);
                await interrupt.WaitForExitAsync(Cancel);
            },
            Cancel);
        output.WriteLine(result.ToString());
        result.ExitCode.ShouldBe(130, result.ToString());
        var summary = folder.Summary();
        summary.Verdict().ShouldBe("error");
        summary.ReasonCodes().ShouldContain("SP8005");
        summary.GetProperty("tests")[0].GetProperty("trials").GetArrayLength().ShouldBeGreaterThan(0);
        var url = new Uri(summary.GetProperty("target").GetProperty("url").GetString()!);
        await UntilAsync(() => !Listens(url.Port));
    }

    public static TheoryData<string, int, string> Mistakes => new()
    {
        { "run --project no/such/Shop.csproj", 2, "SP1002" },
        { "run --project src/SentinelPerf.Core", 2, "SP1004" },
        { "run --url http://192.0.2.1:5000/", 2, "SP1012" },
        { "run --url http://127.0.0.1:1/", 4, "SP1014" },
        { "run --url ftp://127.0.0.1/", 2, "SP2005" },
        { "run --config no-such.yaml --project samples/WebApiUnderTest", 2, "SP2001" },
        { "run --project samples/WebApiUnderTest --set load.budgett=5s", 2, "SP2003" },
        { "run --project samples/WebApiUnderTest --budget 5s", 2, "SP2005" },
        { "run --bugdet 90s", 2, "SP2011" },
        { "rum", 2, "SP2011" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Run_Mistake_IsOneLineWithItsCode(string arguments, int exitCode, string code)
    {
        using var folder = new RunFolder();
        var result = await Tool.RunAsync([.. arguments.Split(' '), .. arguments.StartsWith("run", StringComparison.Ordinal) ? ["--output", folder.Path] : Array.Empty<string>()]);
        output.WriteLine(result.ToString());
        result.ExitCode.ShouldBe(exitCode, result.ToString());
        (result.Output + result.Error).Split('\n').Count(l => l.Contains($"error {code}: ", StringComparison.Ordinal)).ShouldBe(1, result.ToString());
        (result.Output + result.Error).ShouldNotContain("   at ");
    }

    [Fact]
    public async Task DryRun_Sample_SaysWhatItWouldSendAndSendsNothing()
    {
        var result = await Tool.RunAsync("run", "--project", "samples/WebApiUnderTest", "--dry-run", "--json");
        result.ExitCode.ShouldBe(0, result.ToString());
        using var plan = JsonDocument.Parse(result.Output);
        plan.RootElement.ToString().ShouldContain("/items/{id}");
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!holds()) await Task.Delay(50, patience.Token);
    }

    private static bool Listens(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
