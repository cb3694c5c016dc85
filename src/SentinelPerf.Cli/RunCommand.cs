using System.CommandLine;
using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Pipeline;

namespace SentinelPerf.Cli;

/// <summary><c>sentinelperf run</c>: the whole run, or with <c>--dry-run</c> its plan.</summary>
internal sealed class RunCommand(RunPipeline pipeline, ToolSurroundings surroundings)
{
    private readonly CommonOptions _common = new();
    private readonly SettingOptions _settings = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the plan and send no load." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the summary as JSON to standard output; all else goes to standard error." };
    private readonly Option<string> _origin = new("--origin") { Hidden = true };
    private readonly Option<bool> _lifeline = new("--lifeline") { Hidden = true };

    /// <summary>The command.</summary>
    public Command Build()
    {
        var command = new Command("run", "Starts the target, finds its breaking point, names the cause, judges the gates and writes the reports.");
        _settings.AddTo(command);
        _common.AddTo(command);
        foreach (var option in new Option[] { _dryRun, _json, _origin, _lifeline }) command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var console = new ToolConsole(surroundings, parsed.GetValue(_json), _common.NoColor(parsed), parsed.GetValue(_origin));
        var configuration = ConfigurationLoader.Load(_common.Request(parsed, surroundings) with { Overrides = _settings.Read(parsed) });
        console.Secrets = configuration.Secrets;
        console.Problems(configuration.Problems);
        if (configuration.Options is not { } options) return await RefuseAsync(parsed, configuration, console, cancel);

        using var interruption = new Interruption(surroundings.HandleSignals, cancel);
        if (parsed.GetValue(_lifeline)) interruption.Watch(surroundings.Input());
        IProgress<ProgressEvent> progress = _common.Quiet(parsed) ? new SilentProgress() : new ConsoleProgress(console);
        try
        {
            return parsed.GetValue(_dryRun)
                ? await PlanAsync(parsed, options, console, progress, interruption)
                : await ExecuteAsync(parsed, options, console, progress, interruption);
        }
        catch (SentinelException e)
        {
            console.Problems(e.Problems);
            return RunJudge.NotRun(e.Problems, options.Gates).ExitCode;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            console.Problems(VerdictProblems.Of(RunJudge.Cancelled(null, options.Gates), options.Gates));
            return RunJudge.CancelledCode;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var fault = Problem.Error(DiagnosticCodes.InternalError, $"{e.GetType().Name}: {e.Message} {e.StackTrace}");
            console.Problems([fault]);
            return RunJudge.NotRun([fault], options.Gates).ExitCode;
        }
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, SentinelOptions options, ToolConsole console, IProgress<ProgressEvent> progress, Interruption interruption)
    {
        var result = await pipeline.Execute(options, progress, interruption.Token).WaitAsync(interruption.Hurried);
        ResultPrinter.Print(console, result, options.Gates, _common.Quiet(parsed));
        await HandOverSummaryAsync(parsed, result, interruption.Hurried);
        return result.Record.Verdict.ExitCode;
    }

    private async Task<int> RefuseAsync(ParseResult parsed, ConfigurationResult configuration, ToolConsole console, CancellationToken cancel)
    {
        try
        {
            if (pipeline.Refuse is { } refuse && configuration.OutputFolder is { } folder)
                await HandOverSummaryAsync(parsed, await refuse(configuration.Problems, folder, cancel), cancel);
        }
        catch (SentinelException e)
        {
            console.Problems(e.Problems);
        }

        return RunJudge.BadInputCode;
    }

    private async Task<int> PlanAsync(ParseResult parsed, SentinelOptions options, ToolConsole console, IProgress<ProgressEvent> progress, Interruption interruption)
    {
        var preview = await pipeline.Plan(options, progress, interruption.Token).WaitAsync(interruption.Hurried);
        if (parsed.GetValue(_json)) await surroundings.Output.WriteLineAsync(options.Secrets.Mask(PreviewJson.Write(preview, options)));
        else PreviewPrinter.Print(preview, options, console);
        return RunJudge.PassCode;
    }

    /// <summary>
    /// The last thing a run does: its summary goes to whoever asked for it, the very file that was written. A build that finds no receipt knows
    /// that the tool did not come to its end.
    /// </summary>
    private async Task HandOverSummaryAsync(ParseResult parsed, RunResult result, CancellationToken cancel)
    {
        if (parsed.GetValue(_json)) await surroundings.Output.WriteLineAsync((await File.ReadAllTextAsync(result.Files.Summary, cancel)).TrimEnd());
        if (surroundings.Environment.GetValueOrDefault(ToolSurroundings.ReceiptVariable) is { Length: > 0 } receipt)
            await File.WriteAllTextAsync(receipt, result.Files.Summary, cancel);
    }
}
