using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>Builds a web project in Release and asks MSBuild how to run it.</summary>
internal static class ProjectBuild
{
    private const int ShownErrors = 3;

    /// <summary>The plan that runs the project's Release build.</summary>
    /// <exception cref="SentinelException">SP1004 when it is no web app, SP1005 when it does not build.</exception>
    public static async Task<LaunchPlan> PlanAsync(string project, string? workingDirectory, CancellationToken cancel)
    {
        var facts = await AskAsync(project, ["msbuild", project, "-nologo", "-p:Configuration=Release", "-getProperty:UsingMicrosoftNETSdkWeb,OutputType,TargetFramework,TargetFrameworks"], cancel);
        RequireWebApp(project, facts);
        var framework = Framework(facts);
        string[] chosen = framework is null ? [] : ["-p:TargetFramework=" + framework];
        var run = await AskAsync(project, ["build", project, "-nologo", "-c", "Release", "-v:q", "-t:Build;ComputeRunArguments", .. chosen, "-getProperty:RunCommand,RunArguments,RunWorkingDirectory"], cancel);
        var folder = workingDirectory ?? (run["RunWorkingDirectory"] is { Length: > 0 } given ? given : Path.GetDirectoryName(project)!);
        return LaunchPlan.Of(TargetKind.Project, Path.GetFileNameWithoutExtension(project), [run["RunCommand"], .. CommandLine.Split(run["RunArguments"])], folder);
    }

    private static void RequireWebApp(string project, Dictionary<string, string> facts)
    {
        var isWeb = facts["UsingMicrosoftNETSdkWeb"].Equals("true", StringComparison.OrdinalIgnoreCase);
        if (isWeb && facts["OutputType"].Equals("Exe", StringComparison.OrdinalIgnoreCase)) return;
        throw new SentinelException(Problem.Error(DiagnosticCodes.ProjectNotWeb,
            $"'{Path.GetFileName(project)}' is no web app: {(isWeb ? $"its OutputType is {facts["OutputType"]}" : "it does not use the SDK Microsoft.NET.Sdk.Web")}. Valid: a project of the SDK Microsoft.NET.Sdk.Web with OutputType Exe; start any other program with target.command."));
    }

    /// <summary>Of several target frameworks the newest that the running SDK's runtime can take; null when the project has one only.</summary>
    private static string? Framework(Dictionary<string, string> facts)
    {
        if (facts["TargetFramework"].Length > 0) return null;
        return facts["TargetFrameworks"].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => (Name: name, Version: VersionOf(name))).Where(f => f.Version is not null && f.Version.Major <= Environment.Version.Major)
            .OrderByDescending(f => f.Version).Select(f => f.Name).FirstOrDefault();
    }

    private static Version? VersionOf(string framework) =>
        framework.StartsWith("net", StringComparison.Ordinal) && Version.TryParse(framework[3..].Split('-')[0], out var version) && version.Major >= 5 ? version : null;

    private static async Task<Dictionary<string, string>> AskAsync(string project, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        TargetEnvironment.RemoveMsBuild(start);
        // A build node that stays would hold our output pipes open and outlive the run.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0) throw Failed(project, process.ExitCode, await output + "\n" + await errors);
            return Properties(await output);
        }
        catch (OperationCanceledException)
        {
            ProcessSignals.KillTree(process);
            throw;
        }
    }

    /// <summary>The first errors of a build's output, without the project's path behind each.</summary>
    internal static ImmutableArray<string> FirstErrors(string output) =>
        [.. output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l.Contains(": error ", StringComparison.Ordinal) || l.StartsWith("error ", StringComparison.Ordinal) || l.StartsWith("MSBUILD : error", StringComparison.Ordinal))
            .Select(l => l.EndsWith(']') && l.LastIndexOf(" [", StringComparison.Ordinal) is var at and > 0 ? l[..at] : l)
            .Distinct(StringComparer.Ordinal).Take(ShownErrors)];

    private static SentinelException Failed(string project, int exitCode, string output)
    {
        var errors = FirstErrors(output);
        var said = errors.IsEmpty ? string.Join(" | ", output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeLast(ShownErrors)) : string.Join(" | ", errors);
        return new SentinelException(Problem.Error(DiagnosticCodes.ProjectBuildFailed, string.Create(CultureInfo.InvariantCulture,
            $"'{Path.GetFileName(project)}' does not build in Release (exit code {exitCode}): {said}. Make 'dotnet build -c Release' succeed, then run again.")));
    }

    private static Dictionary<string, string> Properties(string output)
    {
        // Warnings may precede the JSON.
        using var document = JsonDocument.Parse(output[Math.Max(0, output.IndexOf('{', StringComparison.Ordinal))..]);
        return document.RootElement.GetProperty("Properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
    }
}
