using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace SentinelPerf.MSBuild;

/// <summary>
/// Starts the tool <c>sentinelperf run</c> beside the build, shows its lines, and turns how it ended into the end of the target.
/// It decides nothing about performance: numbers are judged by the tool, this task only makes sure that its word arrived.
/// </summary>
/// <remarks>Each string is passed on as the option of the same name when it is set; see docs of the package for meaning and defaults.</remarks>
public sealed class RunSentinelPerf : Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>Path of the tool's assembly, <c>sentinelperf.dll</c>.</summary>
    [Required]
    public string Program { get; set; } = "";

    /// <summary>Stands before the colon of an error that has no file of its own.</summary>
    [Required]
    public string Origin { get; set; } = "";

    /// <summary>Where the tool leaves its receipt, a file among the project's intermediate files.</summary>
    [Required]
    public string ReceiptFile { get; set; } = "";

    /// <summary>The <c>dotnet</c> that runs the tool. Default: the one that runs the build.</summary>
    public string? DotNetHost { get; set; }

    /// <summary>The project under test. Not set when <see cref="Url"/> is.</summary>
    public string? Project { get; set; }

    /// <summary>The built program, <c>$(RunCommand)</c>.</summary>
    public string? BuiltProgram { get; set; }

    /// <summary>Its arguments, <c>$(RunArguments)</c>, as one command line.</summary>
    public string? BuiltArguments { get; set; }

    /// <summary>Its working directory.</summary>
    public string? WorkingDirectory { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Config { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Profile { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Environment { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Url { get; set; }

    /// <summary>Semicolon list. Split here: on a command line the semicolons have to be escaped (%3B), and MSBuild does not split those.</summary>
    public string? Telemetry { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? MinRate { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Latency { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Percentile { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Errors { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Budget { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? MaxRate { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Baseline { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Output { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? Explain { get; set; }

    /// <inheritdoc cref="RunSentinelPerf"/>
    public string? OnInconclusive { get; set; }

    /// <summary>Anything else for the tool, as one command line; the user has quoted it.</summary>
    public string? Arguments { get; set; }

    /// <summary><c>pass</c>, <c>fail</c>, <c>inconclusive</c> or <c>error</c>, as the summary says; <c>error</c> when there is none.</summary>
    [Output]
    public string Verdict { get; private set; } = Outcome.ErrorVerdict;

    /// <summary>The files written: summary, report and plots, with the metadata <c>Kind</c> and <c>Verdict</c>.</summary>
    [Output]
    public ITaskItem[] Reports { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (!File.Exists(Program))
        {
            LogProblem(TaskProblem.ProgramMissing(Program));
            return false;
        }

        try
        {
            return Run(new Receipt(ReceiptFile));
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            LogProblem(TaskProblem.CannotStart(DotNetHost ?? RunnerProcess.DefaultHost, e.Message));
            return false;
        }
    }

    /// <summary>Ends the run gracefully: the tool sees the end of its input, stops the target and writes what was measured.</summary>
    public void Cancel() => _cancel.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancel.Dispose();

    private bool Run(Receipt receipt)
    {
        var lines = new LineForwarder(Log, BuildEngine);
        var end = new RunnerProcess(DotNetHost, CommandLine(), receipt).Run(lines.Forward, _cancel.Token);
        var summary = receipt.ReadSummary();
        Verdict = summary?.Verdict ?? Outcome.ErrorVerdict;
        Reports = ReportItems(summary);
        var outcome = Outcome.Judge(end, summary, receipt.Failure, lines.SawError, lines.SawWarning);
        if (outcome.Problem is { } problem) LogProblem(problem);
        return outcome.Succeeded;
    }

    private string CommandLine() => new RunnerCommand("run")
        .Add("project", Project)
        .Add("built-program", BuiltProgram)
        .Add("built-arguments", BuiltArguments)
        .Add("working-directory", WorkingDirectory)
        .Add("origin", Origin)
        .AddFlag("lifeline")
        .Add("config", Config)
        .Add("profile", Profile)
        .Add("environment", Environment)
        .Add("url", Url)
        .AddEach("telemetry", Telemetry?.Split(';') ?? [])
        .Add("min-rate", MinRate)
        .Add("latency", Latency)
        .Add("percentile", Percentile)
        .Add("errors", Errors)
        .Add("budget", Budget)
        .Add("max-rate", MaxRate)
        .Add("against", Baseline)
        .Add("output", Output)
        .Add("explain", Explain)
        .Add("on-inconclusive", OnInconclusive)
        .AddRaw(Arguments)
        .PrecededBy("exec", Program);

    private static ITaskItem[] ReportItems(Summary? summary)
    {
        if (summary is null) return [];
        return [.. summary.Files.Select(f => new TaskItem(f.Path, new Dictionary<string, string>
        {
            ["Kind"] = f.Kind,
            ["Verdict"] = summary.Verdict,
        }))];
    }

    private void LogProblem(TaskProblem problem) => Log.LogError(null, problem.Code, null, Origin, 0, 0, 0, 0, problem.Message);
}
