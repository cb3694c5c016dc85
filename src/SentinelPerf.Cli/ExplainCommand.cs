using System.CommandLine;
using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Reporting;

namespace SentinelPerf.Cli;

/// <summary><c>sentinelperf explain</c>: explains a finished run again, in its summary and its report. Its verdict stays.</summary>
internal sealed class ExplainCommand(ToolSurroundings surroundings)
{
    private readonly CommonOptions _common = new();
    private readonly Argument<string> _summary = new("summary") { Description = "A summary.json, or the folder that holds it.", HelpName = "SUMMARY" };
    private readonly Option<string[]> _set = SettingOptions.Set();

    /// <summary>The command.</summary>
    public Command Build()
    {
        var command = new Command("explain", "Explains a finished run again and rewrites the explanation in its summary and report.") { _summary };
        _common.AddTo(command);
        command.Add(_set);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var console = new ToolConsole(surroundings, json: false, _common.NoColor(parsed), origin: null);
        var configuration = ConfigurationLoader.Load(_common.Request(parsed, surroundings) with { RequireTarget = false, Overrides = SettingOptions.Split(parsed.GetValue(_set)) });
        console.Secrets = configuration.Secrets;
        console.Problems(configuration.Problems);
        if (configuration.Options is not { } options) return RunJudge.BadInputCode;
        try
        {
            return await ExplainAsync(Path.GetFullPath(parsed.GetValue(_summary)!, surroundings.WorkingFolder), OpenAIChatClient.Connect(options), console, _common.Quiet(parsed), cancel);
        }
        catch (SentinelException e)
        {
            console.Problems(e.Problems);
            return RunJudge.BadInputCode;
        }
    }

    private static async Task<int> ExplainAsync(string path, SentinelOptions options, ToolConsole console, bool quiet, CancellationToken cancel)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, SummaryWriter.FileName) : path;
        var summary = SummaryReader.Read(file);
        IProgress<ProgressEvent> progress = quiet ? new SilentProgress() : new ConsoleProgress(console);
        var explained = await new Explainer(options.Explain, progress, TimeProvider.System).ExplainAsync(FinishedRun.Input(summary) with { Secrets = options.Secrets }, TimeSpan.Zero, cancel);
        console.Problems(explained.Problems);
        var written = await FinishedRun.WriteAsync(file, summary, explained.Result, cancel);
        if (!written && !quiet) console.Line("no new explanation; summary and report stay as they are");
        if (written && !quiet)
        {
            foreach (var step in explained.Result.Steps) console.Line($"{step.Text} [{string.Join(", ", step.Evidence)}]");
            foreach (var advice in explained.Result.Recommendations) console.Line($"{advice.Title}: {advice.Text}");
            var usage = explained.Result.Usage;
            var took = usage.TimeToFirstToken is { } first ? FormattableString.Invariant($", first token after {first.TotalSeconds:0.0} s, {usage.InputTokens} tokens in, {usage.OutputTokens} out") : "";
            console.Line($"explained by {(explained.Result.Source == "llm" ? explained.Result.Model : explained.Result.Source)}{took}{(usage.CacheHit ? ", kept from an earlier run" : "")}");
        }

        return RunJudge.PassCode;
    }
}
