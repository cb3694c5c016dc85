using System.Text.Json.Nodes;
using SentinelPerf.Cli;
using SentinelPerf.Core.Tests.Chat;
using SentinelPerf.Core.Tests.Reporting;
using SentinelPerf.Explanation;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Cli;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sentinelperf-explain-command").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Explain_FinishedRun_RewritesTheExplanationAndNothingElse()
    {
        var files = await ReportWriter.WriteAsync(SampleRuns.Found(), _folder, TestContext.Current.CancellationToken);
        var (before, report) = (Read(files.Summary), await File.ReadAllTextAsync(files.Markdown!, TestContext.Current.CancellationToken));
        await using var server = FakeOllama.Start();
        server.Says("""
            {"steps":[{"text":"Lock contention was high, at 1.92 contentions per request.","evidence":["E1"]},{"text":"The target used 0.62 cores of CPU.","evidence":["E2"]}],
             "recommendations":[{"title":"Shrink what the lock covers","text":"Move I/O out of the lock.","evidence":["E1"]}]}
            """);
        var (code, output) = await RunAsync(files.Summary, "--set", "explain.endpoint=" + server.Endpoint, "--set", "explain.cache.kind=none", "--set", "explain.mode=llm");
        code.ShouldBe(0, output);
        var after = Read(files.Summary);
        after["explanation"]!["source"]!.GetValue<string>().ShouldBe("llm", output);
        after["explanation"]!["usage"]!["inputTokens"]!.GetValue<long>().ShouldBe(120);
        foreach (var name in before.AsObject().Select(p => p.Key).Where(n => n is not ("explanation" or "diagnosis")))
            JsonNode.DeepEquals(after[name], before[name]).ShouldBeTrue(name);
        var page = await File.ReadAllTextAsync(files.Markdown!, TestContext.Current.CancellationToken);
        page.ShouldContain("Lock contention was high");
        page.ShouldContain("In words of <code>qwen2.5:7b</code>");
        page.ShouldNotContain("At 430 req/s every request waited");
        page.Split('\n').Count(l => l.StartsWith('|')).ShouldBe(report.Split('\n').Count(l => l.StartsWith('|')));
        SummaryReader.Read(files.Summary).Explanation.Model.ShouldBe("qwen2.5:7b");
    }

    [Fact]
    public async Task Explain_NoModel_LeavesItToTheRules()
    {
        var files = await ReportWriter.WriteAsync(SampleRuns.Found(), _folder, TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(_folder, "--set", "explain.endpoint=http://127.0.0.1:9");
        code.ShouldBe(0, output);
        Read(files.Summary)["explanation"]!["source"]!.GetValue<string>().ShouldBe("rules");
        output.ShouldContain("ollama serve");
    }

    [Fact]
    public async Task Explain_NoModelAndNoFallback_KeepsTheOldWords()
    {
        var files = await ReportWriter.WriteAsync(SampleRuns.Found(), _folder, TestContext.Current.CancellationToken);
        var (summary, report) = (await File.ReadAllTextAsync(files.Summary, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(files.Markdown!, TestContext.Current.CancellationToken));
        var (code, output) = await RunAsync(_folder, "--set", "explain.endpoint=http://127.0.0.1:9", "--set", "explain.fallback=none");
        code.ShouldBe(0, output);
        output.ShouldContain("no new explanation");
        (await File.ReadAllTextAsync(files.Summary, TestContext.Current.CancellationToken)).ShouldBe(summary);
        (await File.ReadAllTextAsync(files.Markdown!, TestContext.Current.CancellationToken)).ShouldBe(report);
    }

    [Fact]
    public async Task Explain_Again_IsNeverSurerThanBefore()
    {
        var run = SampleRuns.Found();
        var doubted = run with { Explanation = run.Explanation with { Recommendations = [.. run.Explanation.Recommendations.Select(r => r with { Confidence = 0.11 })] } };
        var files = await ReportWriter.WriteAsync(doubted, _folder, TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(_folder, "--set", "explain.mode=rules");
        code.ShouldBe(0, output);
        Read(files.Summary)["explanation"]!["recommendations"]!.AsArray().Max(r => r!["confidence"]!.GetValue<double>()).ShouldBe(0.11);
    }

    [Fact]
    public async Task Explain_ReportWithoutAdvice_GetsItBelowTheCause()
    {
        var run = SampleRuns.Found();
        var files = await ReportWriter.WriteAsync(run with { Explanation = run.Explanation with { Recommendations = [] } }, _folder, TestContext.Current.CancellationToken);
        (await File.ReadAllTextAsync(files.Markdown!, TestContext.Current.CancellationToken)).ShouldNotContain("## What to do");
        await RunAsync(_folder, "--set", "explain.mode=rules");
        var headings = (await File.ReadAllLinesAsync(files.Markdown!, TestContext.Current.CancellationToken)).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).ToList();
        headings.IndexOf("## What to do").ShouldBe(headings.IndexOf("## Cause") + 1);
    }

    [Fact]
    public void Explained_HeadingsAmongTheLastLinesOfTheTarget_AreLeftAlone()
    {
        const string Page = "# run\n\n<pre>\nboom\n\n## Cause\n\nfake\n\n- line of the app\n\n## What to do\n\n- nothing\n</pre>\n\n## Cause\n\n**lock**\n\n- old step\n\n## What to do\n\n- old advice\n";
        var page = MarkdownReport.Explained(Page, new ExplanationResult { Source = "rules", Steps = [new("new step", [])], Recommendations = [new("new", "advice", 0.5, [])] });
        page.ShouldStartWith(Page[..Page.IndexOf("</pre>", StringComparison.Ordinal)]);
        page.ShouldNotContain("old");
        page.ShouldContain("- new step");
    }

    [Fact]
    public async Task Explain_NoSummary_SaysSo()
    {
        var (code, output) = await RunAsync(Path.Combine(_folder, "nothing.json"));
        code.ShouldBe(2);
        output.ShouldContain("SP9003");
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file))!;

    private async Task<(int Code, string Output)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        var code = await CommandLine.InvokeAsync(["explain", .. words], null, new ToolSurroundings
        {
            Output = output, Error = output, Input = () => Stream.Null, Environment = new Dictionary<string, string>(), WorkingFolder = _folder,
        }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
