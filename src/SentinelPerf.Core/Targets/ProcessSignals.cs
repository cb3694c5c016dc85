using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SentinelPerf.Targets;

/// <summary>Ending processes: asked first, then made to.</summary>
internal static partial class ProcessSignals
{
    private const int Terminate = 15;

    /// <summary>Asks the process to end (SIGTERM). False where that cannot be asked: Windows, or a process that is gone.</summary>
    public static bool TryTerminate(int processId) => !OperatingSystem.IsWindows() && Kill(processId, Terminate) == 0;

    /// <summary>Ends the process and those that it started, at once. One that is gone already is fine.</summary>
    public static void KillTree(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself between the look and the kill, or a grandchild did.
        }
    }

    /// <summary>Start of a process, to tell two of one id apart, in the form that the startup hook understands: clock ticks since boot on Linux, else seconds.</summary>
    public static string StartOf(Process process)
    {
        if (!File.Exists("/proc/self/stat")) return (process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture);
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat"));
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }

    /// <summary>Removes the sockets that a killed .NET process leaves in the temporary folder.</summary>
    public static void RemoveLeftovers(int processId)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var pattern in new[] { "dotnet-diagnostic-{0}-*", "clr-debug-pipe-{0}-*" })
            foreach (var file in Directory.GetFiles(Path.GetTempPath(), string.Format(CultureInfo.InvariantCulture, pattern, processId)))
                TryDelete(file);
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not ours, or gone: nothing that a run should end for.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
