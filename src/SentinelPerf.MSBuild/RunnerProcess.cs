using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace SentinelPerf.MSBuild;

/// <summary>How the tool ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Cancelled">The build was cancelled while it ran.</param>
/// <param name="LastErrorLines">The last lines of its standard error in one, for a tool that died.</param>
internal sealed record RunnerEnd(int ExitCode, bool Cancelled, string LastErrorLines);

/// <summary>
/// Runs the tool as a child whose standard input stays open: the lifeline. Whatever ends the build, even SIGKILL, ends that input, and the tool
/// then stops the program under test and writes what it has. ToolTask and Exec would kill hard or leave orphans.
/// </summary>
internal sealed class RunnerProcess(string? host, string arguments, Receipt receipt)
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);
    private const int PollMilliseconds = 200;
    private const int KeptErrorLines = 8;

    // MSBuild sets these for itself; a child that builds or loads MSBuild would take this build's instead of its own.
    private static readonly string[] MSBuildVariables = ["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath"];

    private readonly BlockingCollection<string> _lines = [];
    private readonly Queue<string> _errorLines = new();
    private int _openStreams = 2;

    /// <summary>How long a cancelled tool may take. It gives its target 3 s to shut down, then writes the reports.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The dotnet that runs the build.</summary>
    public static string DefaultHost => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    /// <summary>Runs it to its end. Lines are handed on from the calling thread, in the order of their arrival.</summary>
    public RunnerEnd Run(Action<string> onLine, CancellationToken cancel)
    {
        using var process = new Process { StartInfo = StartInfo() };
        process.OutputDataReceived += (_, e) => Received(e.Data, isError: false);
        process.ErrorDataReceived += (_, e) => Received(e.Data, isError: true);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancel.Register(() => CutLifeline(process)))
            Pump(process, onLine, cancel);

        process.WaitForExit(PollMilliseconds);
        lock (_errorLines)
            return new RunnerEnd(process.HasExited ? process.ExitCode : -1, cancel.IsCancellationRequested, string.Join(" | ", _errorLines));
    }

    private void Pump(Process process, Action<string> onLine, CancellationToken cancel)
    {
        Stopwatch? sinceCancel = null, sinceExit = null;
        while (!_lines.IsCompleted)
        {
            if (cancel.IsCancellationRequested && (sinceCancel ??= Stopwatch.StartNew()).Elapsed > Grace) KillTree(process);

            // A grandchild that outlives the tool may keep the pipe open: its lines are not awaited for ever.
            if (process.HasExited && (sinceExit ??= Stopwatch.StartNew()).Elapsed > OutputGrace) break;
            if (_lines.TryTake(out var line, PollMilliseconds, CancellationToken.None)) onLine(line);
        }

        // Both pipes closed, yet it lives: a tool that has nothing more to say ends soon.
        if (!process.WaitForExit((int)Grace.TotalMilliseconds)) KillTree(process);
    }

    private void Received(string? line, bool isError)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0) _lines.CompleteAdding();
            return;
        }

        if (isError)
        {
            lock (_errorLines)
            {
                _errorLines.Enqueue(line.Trim());
                if (_errorLines.Count > KeptErrorLines) _errorLines.Dequeue();
            }
        }

        _lines.Add(line);
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(string.IsNullOrEmpty(host) ? DefaultHost : host, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        foreach (var name in MSBuildVariables) info.Environment.Remove(name);
        info.Environment[Receipt.Variable] = receipt.Path;
        return info;
    }

    private static void CutLifeline(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has ended already.
        }
    }

    // netstandard2.0 does not know Kill(entireProcessTree), the runtimes that MSBuild runs on today do.
    private static void KillTree(Process process)
    {
        try
        {
            if (typeof(Process).GetMethod("Kill", [typeof(bool)]) is { } killTree) killTree.Invoke(process, [true]);
            else process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or TargetInvocationException)
        {
            // It ended in the meantime.
        }
    }
}
