using System.Collections.Immutable;
using SentinelPerf.Cli;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Planning;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly ToolHarness _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Run_MissedGate_PrintsTheWholeEnd()
    {
        (await _tool.RunAsync("run", "--min-rate", "500", "--origin", "Shop.csproj")).ShouldBe(1);
        _tool.Lines.ShouldBe(
        [
            "FAIL             Shop, 74.2 s",
            "Breaking point   412 req/s  [398, 425] at 90 % confidence   (p99 ≤ 250 ms, errors ≤ 1 %)",
            "First broke      GET /items/{id}: p99 391 ms at 430 req/s, 41.3 s into the run",
            "Cause            lock-contention (score 0.86)",
            "What to do       Narrow the lock: Take the I/O out of the lock. [E1]",
            "Gate             fail: minRate: breaking point 412 req/s [398, 425] is below the gate of 500 req/s",
            "Reports          ~/artifacts/sentinelperf/Shop/summary.json",
            "Shop.csproj: error SP8001: breaking point 412 req/s [398, 425] is below the gate of 500 req/s",
        ]);
    }

    [Theory]
    [InlineData("fail", "error")]
    [InlineData("warn", "warning")]
    public async Task Run_Inconclusive_IsAnErrorOrAWarningAsTheUserSays(string choice, string severity)
    {
        (await _tool.RunAsync("run", "--min-rate", "410", "--on-inconclusive", choice, "--quiet")).ShouldBe(3);
        _tool.Lines[^1].ShouldStartWith($"sentinelperf: {severity} SP8002: ");
    }

    [Fact]
    public async Task Run_Json_StandardOutputIsJsonAlone()
    {
        _tool.Execute = async (options, progress, _) =>
        {
            progress.Report(new ProgressEvent(TimeSpan.FromSeconds(1), "start", "starting"));
            await ToolHarness.WriteSummaryAsync(options.Output.Folder, "{ \"schemaVersion\": \"1.0\" }\n");
            return ToolHarness.Found(options);
        };
        (await _tool.RunAsync("run", "--json", "--min-rate", "500")).ShouldBe(1);
        _tool.Output.ToString().Trim().ShouldBe("{ \"schemaVersion\": \"1.0\" }");
        _tool.Error.ToString().ShouldContain("starting");
        _tool.Error.ToString().ShouldContain("error SP8001");
    }

    [Fact]
    public async Task Run_Progress_IsALineWithoutSecrets()
    {
        _tool.Execute = (options, progress, _) =>
        {
            progress.Report(new ProgressEvent(TimeSpan.Zero, "start", "sent Bearer abc-token\nto /x"));
            return Task.FromResult(ToolHarness.Found(options));
        };
        (await _tool.RunAsync("run", "--set", "target.auth.bearer=abc-token")).ShouldBe(0);
        _tool.Lines[0].ShouldBe("[   0.0 s] start     sent Bearer *** to /x");
    }

    [Fact]
    public async Task Run_LifelineEnds_CancelsGracefullyAndEnds130()
    {
        // Standard input is at its end from the start: whoever held the lifeline is gone.
        _tool.Execute = (options, _, cancel) => UntilCancelled(() => ToolHarness.Record(RunJudge.Cancelled(null, options.Gates)), cancel);
        (await _tool.RunAsync("run", "--lifeline")).ShouldBe(130);
        _tool.Lines[^1].ShouldBe("sentinelperf: error SP8005: cancelled before anything was measured");
    }

    [Fact]
    public async Task Run_CancelledPipelineThrows_Ends130()
    {
        using var cancel = new CancellationTokenSource();
        _tool.Execute = async (_, _, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("not cancelled");
        };
        (await _tool.RunAsync(cancel.Token, "run")).ShouldBe(130);
    }

    [Fact]
    public async Task Run_PipelineFailsWithProblems_PrintsThemAll()
    {
        _tool.Execute = (_, _, _) => throw new SentinelException([new Problem("SP1007", ProblemSeverity.Error, "did not start"), new Problem("SP1002", ProblemSeverity.Warning, "odd")]);
        (await _tool.RunAsync("run", "--origin", "Shop.csproj")).ShouldBe(4);
        _tool.Lines.ShouldBe(["Shop.csproj: error SP1007: did not start", "Shop.csproj: warning SP1002: odd"]);
    }

    [Fact]
    public async Task Run_PipelineHasADefect_IsOneCanonicalLine()
    {
        _tool.Execute = (_, _, _) => throw new InvalidOperationException("two\nlines");
        (await _tool.RunAsync("run")).ShouldBe(4);
        _tool.Lines.ShouldHaveSingleItem().ShouldStartWith("sentinelperf: error SP9001: InvalidOperationException: two lines");
    }

    [Fact]
    public async Task Run_ReaderOfOutputGoesAway_RunsToItsEnd()
    {
        _tool.OutputInstead = new BrokenPipeWriter(new ClosedPipe());
        (await _tool.RunAsync("run", "--min-rate", "500")).ShouldBe(1);
    }

    [Fact]
    public async Task Run_ToItsEnd_LeavesAReceipt()
    {
        var receipt = Path.Combine(_tool.Folder, "receipt");
        _tool.Environment["SENTINELPERF_RECEIPT"] = receipt;
        _tool.Execute = (_, _, _) => throw new SentinelException([new Problem("SP9002", ProblemSeverity.Error, "could not be written")]);
        (await _tool.RunAsync("run", "--output", "out")).ShouldBe(4);
        File.Exists(receipt).ShouldBeFalse();

        _tool.Execute = (options, _, _) => Task.FromResult(ToolHarness.Found(options));
        (await _tool.RunAsync("run", "--output", "out")).ShouldBe(0);
        (await File.ReadAllTextAsync(receipt, TestContext.Current.CancellationToken)).ShouldBe(Path.Combine(_tool.Folder, "out", "summary.json"));
    }

    [Fact]
    public async Task Run_BadConfiguration_LeavesASummaryWhereTheReportsBelong()
    {
        _tool.Environment["SENTINELPERF_RECEIPT"] = Path.Combine(_tool.Folder, "receipt");
        _tool.Refuse = (problems, folder, _) => ToolHarness.WriteSummaryAsync(folder, problems.Single().Code);
        (await _tool.RunAsync("run", "--budget", "5s", "--json")).ShouldBe(2);
        _tool.Output.ToString().Trim().ShouldBe("SP2005");
        File.Exists(Path.Combine(_tool.Folder, "artifacts", "sentinelperf", "Shop", "summary.json")).ShouldBeTrue();
        File.Exists(Path.Combine(_tool.Folder, "receipt")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, "", "run", true)]
    [InlineData(true, "", "run --no-color", false)]
    [InlineData(true, "1", "run", false)]
    [InlineData(false, "", "run", false)]
    public async Task Run_Colour_OnlyOnATerminalThatWantsIt(bool terminal, string noColor, string line, bool expected)
    {
        (_tool.Terminal, _tool.Environment["NO_COLOR"]) = (terminal, noColor);
        await _tool.RunAsync(line.Split(' '));
        _tool.Output.ToString().Contains('\e', StringComparison.Ordinal).ShouldBe(expected);
    }

    [Fact]
    public async Task DryRun_Plan_IsPrinted()
    {
        (await _tool.RunAsync("run", "--dry-run")).ShouldBe(0);
        _tool.Lines.ShouldBe(
        [
            "target           Shop (project) at http://127.0.0.1:5000",
            "traffic          routes:startup-hook, confidence 0.30",
            "request           75.0 %  GET /items/{id}",
            "                          /items/1",
            "                          /items/2",
            "                          /items/3",
            "                          and 1 more",
            "request           25.0 %  GET /",
            "                          /",
            "left out         POST /orders: POST is not sent unless traffic names it",
            "objective        p99 within a limit derived from the healthy state, errors up to 1 %",
            "phases           warm-up, sweep, search, confirm, overload, recovery",
            "budget           90s",
            "reports          ~/artifacts/sentinelperf/Shop",
            "                 no load was sent",
        ]);
    }

    [Fact]
    public async Task DryRun_Flow_IsPrintedWithItsSteps()
    {
        var traffic = new TrafficOptions
        {
            Requests = [new("GET", "/items/{id}", 3) { Generated = ImmutableSortedDictionary<string, ValueGenerator>.Empty.Add("id", new NumberRange(1, 50_000)), SuccessStatuses = [200] }],
            Flows = [new("buy", 1, [new(new("POST", "/login", 0)) { Extract = [new("token", ExtractionSource.Header, "X")], Think = TimeSpan.FromSeconds(2) }, new(new("GET", "/cart/{token}", 0))])],
        };
        _tool.Plan = Planner.Plan(TrafficInferrer.Infer([], null, traffic), traffic);
        (await _tool.RunAsync("run", "--dry-run")).ShouldBe(0);
        _tool.Lines.Skip(2).TakeWhile(l => !l.StartsWith("objective", StringComparison.Ordinal)).Select(l => l[17..]).ShouldBe(
        [
            " 75.0 %  GET /items/{id}",
            "         id: 1 to 50000",
            "         answers are checked",
            " 25.0 %  buy",
            "         POST /login, takes token, then waits 2s",
            "           /login",
            "         GET /cart/{token}",
            "           token: from an earlier step",
        ]);
    }

    [Fact]
    public async Task DryRun_JsonOfAFlow_HasItsSteps()
    {
        var traffic = new TrafficOptions { Flows = [new("buy", 1, [new(new("GET", "/cart", 0)) { Think = TimeSpan.FromSeconds(2) }])] };
        _tool.Plan = Planner.Plan(TrafficInferrer.Infer([], null, traffic), traffic);
        (await _tool.RunAsync("run", "--dry-run", "--json")).ShouldBe(0);
        using var json = System.Text.Json.JsonDocument.Parse(_tool.Output.ToString());
        json.RootElement.GetProperty("requests").GetArrayLength().ShouldBe(0);
        var flow = json.RootElement.GetProperty("flows")[0];
        flow.GetProperty("share").GetDouble().ShouldBe(1);
        flow.GetProperty("steps")[0].GetProperty("thinkSeconds").GetDouble().ShouldBe(2);
    }

    [Fact]
    public async Task DryRun_Json_IsJsonAlone()
    {
        (await _tool.RunAsync("run", "--dry-run", "--json")).ShouldBe(0);
        using var json = System.Text.Json.JsonDocument.Parse(_tool.Output.ToString());
        json.RootElement.GetProperty("requests")[0].GetProperty("share").GetDouble().ShouldBe(0.75);
        json.RootElement.GetProperty("omittedRoutes")[0].GetProperty("path").GetString().ShouldBe("/orders");
    }

    private static async Task<T> UntilCancelled<T>(Func<T> result, CancellationToken cancel)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancel.Register(cancelled.SetResult);
        await cancelled.Task;
        return result();
    }

    private sealed class ClosedPipe : StringWriter
    {
        public override void Write(char value) => throw new IOException("Broken pipe");

        public override void Write(string? value) => throw new IOException("Broken pipe");

        public override void Flush() => throw new IOException("Broken pipe");
    }
}
