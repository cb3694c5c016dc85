using System.Diagnostics;
using System.Text;

namespace SentinelPerf.EndToEnd.Tests;

/// <summary>How the tool ended and what it said.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error, TimeSpan Duration)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public override string ToString() => $"exit {ExitCode} after {Duration.TotalSeconds:F1} s\n{Output}\n{Error}";
}

/// <summary>Runs the Release build of the tool as a child, as users do.</summary>
public static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static string Program { get; } = Path.Combine(Repository.Root, "src", "SentinelPerf.Cli", "bin", "Release", "net10.0", "sentinelperf.dll");

    public static Task<ToolResult> RunAsync(params IReadOnlyList<string> arguments) => RunAsync(arguments, null, null, TestContext.Current.CancellationToken);

    public static async Task<ToolResult> RunAsync(
        IReadOnlyList<string> arguments, string? folder, Func<Process, StringBuilder, Task>? meanwhile, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience);
        var watch = Stopwatch.StartNew();
        using var process = Start(arguments, folder);
        var output = new StringBuilder();
        var error = new StringBuilder();
        process.OutputDataReceived += (_, line) => { lock (output) output.AppendLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { lock (error) error.AppendLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            if (meanwhile is not null) await meanwhile(process, output);
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return new ToolResult(process.ExitCode, output.ToString(), error.ToString(), watch.Elapsed);
    }

    private static Process Start(IReadOnlyList<string> arguments, string? folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Repository.Root,
        };

        // The tool must behave as in a user's shell, not as inside the build that runs the tests.
        foreach (var name in new[] { "CI", "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath" }) start.Environment.Remove(name);
        return Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
    }
}
