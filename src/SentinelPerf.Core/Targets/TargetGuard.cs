using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SentinelPerf.Targets;

/// <summary>
/// A tiny shell that outlives SentinelPerf by a moment: when its input ends without a farewell, SentinelPerf was killed, and it ends the target and removes
/// what that leaves. Needed beside the hook's own watch because a suspended runtime runs no hook yet, and a program that is not .NET never does.
/// Where there is no /bin/sh (Windows, bare containers) the hook's watch stands alone.
/// </summary>
internal sealed class TargetGuard : IAsyncDisposable
{
    private const string Shell = "/bin/sh";

    private const string Script = """
        trap '' INT TERM HUP; exec >/dev/null 2>&1; pids=
        while read -r word pid; do
          case $word in watch) pids="$pids $pid";; done) exit 0;; esac
        done
        for p in $pids; do kill -TERM $p; done
        for i in 1 2 3; do
          alive=; for p in $pids; do kill -0 $p && alive=1; done
          [ -z "$alive" ] && break; sleep 1
        done
        for p in $pids; do kill -KILL $p; done
        for p in $pids; do rm -f "$2"/dotnet-diagnostic-$p-* "$2"/clr-debug-pipe-$p-*; done
        rm -rf "$1"
        """;

    private readonly Process process;

    private TargetGuard(Process process) => this.process = process;

    /// <summary>Whether this machine has a shell to guard with.</summary>
    public static bool Available => !OperatingSystem.IsWindows() && File.Exists(Shell);

    /// <summary>Starts the guard; null where there is none to start.</summary>
    /// <param name="folder">Folder to remove when SentinelPerf is killed.</param>
    public static TargetGuard? Start(string folder)
    {
        if (!Available) return null;
        var start = new ProcessStartInfo(Shell) { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in new[] { "-c", Script, "sentinelperf-guard", folder, Path.GetTempPath().TrimEnd('/') }) start.ArgumentList.Add(argument);
        try
        {
            return new TargetGuard(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes a start wait for a line on its standard input before it becomes the program (same process id), so that the guard knows the id first: no instant in which a kill
    /// of SentinelPerf leaves the program behind. The pipe stays the program's standard input.
    /// </summary>
    public static void Hold(ProcessStartInfo start)
    {
        string[] program = [start.FileName, .. start.ArgumentList];
        start.FileName = Shell;
        start.ArgumentList.Clear();
        foreach (var argument in (string[])["-c", "read -r _ || exit 125; exec \"$@\"", "sentinelperf-start", .. program]) start.ArgumentList.Add(argument);
    }

    /// <summary>Ends this process too when SentinelPerf is killed.</summary>
    public void Watch(int processId)
    {
        try
        {
            process.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"watch {processId}\n"));
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The guard was ended by someone: the hook's watch is left.
        }
    }

    /// <summary>Says farewell: the target is gone, nothing is left to do.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await process.StandardInput.WriteAsync("done\n");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Gone already.
        }
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
