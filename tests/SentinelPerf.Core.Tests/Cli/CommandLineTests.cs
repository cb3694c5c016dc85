using SentinelPerf.Explanation;
using SentinelPerf.Gating;

namespace SentinelPerf.Core.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly ToolHarness _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Run_EveryOption_IsTheSettingOfItsKey()
    {
        var exit = await _tool.RunAsync(
            "run", "--project", "Shop.csproj", "--output", "out", "--budget", "30s", "--max-rate", "900", "--min-rate", "300", "--latency", "200ms", "--percentile=95",
            "--errors", "2%", "--environment", "Staging", "--explain", "none", "--on-inconclusive", "warn", "--built-program", "bin/Shop", "--built-arguments=--urls x",
            "--working-directory", ".", "--set", "load.seed=9", "--set", "target.environment.A=b=c", "--origin", "Shop.csproj");

        exit.ShouldBe(0, _tool.Output.ToString());
        var options = _tool.Options!;
        options.Target.Project.ShouldBe(Path.Combine(_tool.Folder, "Shop.csproj"));
        options.Target.BuiltProgram.ShouldBe(Path.Combine(_tool.Folder, "bin", "Shop"));
        options.Target.BuiltArguments.ShouldBe("--urls x");
        options.Target.WorkingDirectory.ShouldBe(_tool.Folder);
        options.Target.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "b=c", ["ASPNETCORE_ENVIRONMENT"] = "Staging" }, ignoreOrder: true);
        options.Output.Folder.ShouldBe(Path.Combine(_tool.Folder, "out"));
        (options.Load.Budget.TotalSeconds, options.Load.MaxRatePerSecond, options.Load.Seed).ShouldBe((30, 900, 9ul));
        (options.Gates.MinRatePerSecond, options.Gates.OnInconclusive).ShouldBe((300, OnInconclusive.Warn));
        (options.Objective.Latency, options.Objective.Percentile, options.Objective.ErrorRate).ShouldBe((TimeSpan.FromMilliseconds(200), 95, 0.02));
        options.Explain.Mode.ShouldBe(ExplainMode.None);
    }

    [Theory]
    [InlineData("run --bugdet 30s", "the option '--bugdet' of 'run' does not exist; did you mean '--budget'? valid: --budget, --command, --config, --dry-run, --json, --latency, --max-rate, --min-rate, --no-color, --output, --profile, --project, --quiet, --set, --url")]
    [InlineData("rnu", "the command 'rnu' does not exist; did you mean 'run'? valid: run, validate, explain")]
    [InlineData("compare a b", "the command 'compare' does not exist; valid: run, validate, explain")]
    [InlineData("validate --telemetry x", "the option '--telemetry' of 'validate' does not exist; valid: --config, --effective, --no-color, --profile, --quiet")]
    [InlineData("", "no command is given; valid: run, validate, explain; --help tells more")]
    [InlineData("run --set seed", "--set is 'seed'; valid: key=value, such as load.seed=2. See 'sentinelperf run --help'.")]
    public async Task Invoke_Misunderstood_SaysWhatWasMeantInOneLine(string line, string expected)
    {
        (await _tool.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldBe(2);
        _tool.Lines.ShouldBe(["sentinelperf: error SP2011: " + expected]);
    }

    [Theory]
    [InlineData("run --url http://shop.example.com", "SP1012: --url: target.url names the host 'shop.example.com'")]
    [InlineData("run --budget 5s", "SP2005: --budget: load.budget is 5s; valid: 20s or longer")]
    [InlineData("run --latency 200", "SP2005: --latency: objective.latency is '200'; valid: a number with a unit")]
    [InlineData("run --set load.sead=1", "SP2003: --set: load.sead does not exist; did you mean 'load.seed'?")]
    [InlineData("run --config nope.yaml", "SP2001: the configuration file")]
    [InlineData("run --url http://localhost --project .", "SP2008: --url: target.project and target.url are both set")]
    public async Task Run_BadInput_IsOneLineAndExitCode2(string line, string expected)
    {
        (await _tool.RunAsync([.. line.Split(' '), "--origin", "Shop.csproj"])).ShouldBe(2);
        _tool.Lines.ShouldHaveSingleItem().ShouldStartWith("Shop.csproj: error " + expected);
        _tool.Options.ShouldBeNull();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    public async Task Help_Any_HidesWhatIsForTheBuildAlone(string line)
    {
        (await _tool.RunAsync(line.Split(' '))).ShouldBe(0);
        _tool.Output.ToString().ShouldNotContain("--lifeline");
        _tool.Output.ToString().ShouldContain("--help");
    }

    [Theory]
    [InlineData("-V")]
    [InlineData("--version")]
    public async Task Version_BothNames_PrintIt(string option)
    {
        (await _tool.RunAsync(option)).ShouldBe(0);
        _tool.Output.ToString().ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public async Task Validate_BadFile_PrintsEveryProblemAndEnds2()
    {
        await File.WriteAllTextAsync(Path.Combine(_tool.Folder, "sentinelperf.yaml"), "load: { bugdet: 1s }\ngates: { minRate: x }\n", TestContext.Current.CancellationToken);
        (await _tool.RunAsync("validate")).ShouldBe(2);
        _tool.Lines.Length.ShouldBe(2);
        _tool.Lines[0].ShouldStartWith("~/sentinelperf.yaml(1,9): error SP2003: load.bugdet does not exist; did you mean 'budget'?");
        _tool.Lines[1].ShouldStartWith("~/sentinelperf.yaml(2,19): error SP2005: gates.minRate is 'x'");
    }

    [Fact]
    public async Task Validate_Effective_PrintsValuesAndOrigins()
    {
        await File.WriteAllTextAsync(Path.Combine(_tool.Folder, "sentinelperf.yaml"), "target: { auth: { bearer: '${TOK}' } }\nprofiles: { ci: { load: { budget: 60s } } }\n", TestContext.Current.CancellationToken);
        _tool.Environment["TOK"] = "abcdef";
        (await _tool.RunAsync("validate", "--effective", "--env", "ci")).ShouldBe(0);
        var lines = _tool.Lines.Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        lines.ShouldContain("load.budget: 60s # profile ci, sentinelperf.yaml(2,35)");
        lines.ShouldContain("target.auth.bearer: *** # sentinelperf.yaml(1,27)");
        lines[^1].ShouldBe("~/sentinelperf.yaml is valid, profile ci");
        _tool.Output.ToString().ShouldNotContain("abcdef");
    }
}
