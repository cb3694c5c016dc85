using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>Brings the program under test to the point where it answers: a project is built and started, a command started, a URL reached.</summary>
/// <param name="time">The clock of every wait.</param>
public sealed class TargetStarter(TimeProvider time)
{
    /// <summary>Starts or reaches the target.</summary>
    /// <param name="options">What to test. <see cref="TargetOptions.StartTimeout"/> bounds the start, not the build before it.</param>
    /// <param name="beforeResume">Called with a client of the app's runtime, again after each restart. A project's app is still suspended then, before its first line of code;
    /// an app behind a command (which may start other runtimes first) has started, but was sent nothing yet. Never called for a URL and for a program without .NET. What it throws ends the start.</param>
    /// <param name="progress">Hears a line per step.</param>
    /// <param name="cancel">Ends the start; nothing of it is left.</param>
    /// <exception cref="SentinelException">One SP1xxx problem that says what happened, with the target's own last lines.</exception>
    public async Task<IRunningTarget> StartAsync(TargetOptions options, Func<DiagnosticsClient, CancellationToken, Task>? beforeResume, IProgress<ProgressEvent> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        RequireOneTarget(options);
        _ = RequestAuthorizer.Headers(options.Auth);
        _ = CertificateRule.Of(options.Tls);
        if (options is { Url: not null, Command: null }) return await UrlTarget.ReachAsync(options, time, cancel);

        var began = time.GetTimestamp();
        var plan = options.Command is null ? await PlanProjectAsync(options, text => progress.Report(new ProgressEvent(time.GetElapsedTime(began), "start", text)), cancel) : PlanCommand(options);
        progress.Report(new ProgressEvent(time.GetElapsedTime(began), "start", $"Starting '{plan.Name}'"));
        var target = new StartedTarget(plan, options, beforeResume, progress, time);
        await target.StartAsync(cancel);
        return target;
    }

    /// <summary>Builds the project in Release now, so that later starts with the returned options need no build.</summary>
    /// <param name="options">Options that name a project; others come back unchanged.</param>
    /// <param name="cancel">Ends the build.</param>
    /// <exception cref="SentinelException">SP1002 to SP1006: there is no such project, it is no web app, or it does not build.</exception>
    public static async Task<TargetOptions> BuildAsync(TargetOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Project: null } or { BuiltProgram: not null }) return options;
        var project = ProjectLocator.Find(options.Project);
        var plan = await ProjectBuild.PlanAsync(project, options.WorkingDirectory, cancel);
        return options with
        {
            Project = project, BuiltProgram = plan.Program, BuiltArguments = string.Join(' ', plan.Arguments.Select(CommandLine.Quote)), WorkingDirectory = plan.WorkingDirectory,
        };
    }

    private static async Task<LaunchPlan> PlanProjectAsync(TargetOptions options, Action<string> say, CancellationToken cancel)
    {
        if (options.BuiltProgram is { } program)
        {
            var name = options.Project is { } project ? Path.GetFileNameWithoutExtension(project) : null;
            return LaunchPlan.Of(TargetKind.Project, name, [program, .. CommandLine.Split(options.BuiltArguments ?? "")], options.WorkingDirectory ?? FolderOf(options.Project));
        }
        var found = ProjectLocator.Find(options.Project!);
        say($"Building '{Path.GetFileNameWithoutExtension(found)}' in Release");
        return await ProjectBuild.PlanAsync(found, options.WorkingDirectory, cancel);
    }

    private static LaunchPlan PlanCommand(TargetOptions options)
    {
        var plan = LaunchPlan.Of(TargetKind.Command, null, CommandLine.Split(options.Command!), options.WorkingDirectory ?? Environment.CurrentDirectory);
        return options.Url is null ? plan : plan with { FixedAddress = HostPolicy.Admit(options.Url, options.AllowHosts) };
    }

    private static string FolderOf(string? project) =>
        project is null ? Environment.CurrentDirectory : Directory.Exists(project) ? project : Path.GetDirectoryName(Path.GetFullPath(project))!;

    private static void RequireOneTarget(TargetOptions options)
    {
        var named = new List<string>();
        if (options.Project is not null || options.BuiltProgram is not null) named.Add("target.project");
        if (options.Command is not null) named.Add("target.command");
        if (options.Url is not null && options.Command is null) named.Add("target.url");
        if (named.Count == 1) return;
        throw new SentinelException(Problem.Error(DiagnosticCodes.TargetNotNamed,
            (named.Count == 0 ? "No target is named." : $"Several targets are named: {string.Join(", ", named)}.") + " Valid: exactly one of target.project, target.url, target.command (a command may have a url)."));
    }
}
