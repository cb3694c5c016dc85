using System.Diagnostics;
using System.Globalization;

namespace SentinelPerf.StartupHook;

/// <summary>
/// Ends the app when the process that started it is gone, however that one ended. The parent is asked for once a second by id and
/// start time: a pipe on standard input would take that from an app that reads it.
/// </summary>
internal static class Lifeline
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    private static Timer? timer;
    private static int ending;

    /// <param name="parent"><c>pid:start</c> as <see cref="StartOf"/> gives it; null or empty: nobody to follow.</param>
    /// <param name="folder">Private folder of the parent, to remove in its stead.</param>
    public static void Hold(string? parent, string? folder)
    {
        var parts = (parent ?? "").Split(':');
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return;
        timer = new Timer(_ => { if (!Lives(pid, parts[1])) End(folder); }, null, Every, Every);
    }

    /// <summary>Something that tells two processes of one id apart: clock ticks since boot on Linux, else seconds of the start time; null when there is no such process.</summary>
    internal static string? StartOf(int pid)
    {
        var stat = "/proc/" + pid.ToString(CultureInfo.InvariantCulture) + "/stat";
        if (File.Exists("/proc/self/stat"))
        {
            if (!File.Exists(stat)) return null;
            var text = File.ReadAllText(stat);
            var fields = text.Substring(text.LastIndexOf(')') + 2).Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        using var process = Process.GetProcessById(pid);
        return process.HasExited ? null : (process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture);
    }

    private static bool Lives(int pid, string start)
    {
        try
        {
            return StartOf(pid) == start;
        }
        catch (ArgumentException)
        {
            return false; // Process.GetProcessById: no such process.
        }
#pragma warning disable CA1031 // Not being allowed to look is no proof of death.
        catch (Exception)
        {
            return !File.Exists("/proc/self/stat") || Directory.Exists("/proc/" + pid.ToString(CultureInfo.InvariantCulture));
        }
#pragma warning restore CA1031
    }

    private static void End(string? folder)
    {
        if (Interlocked.Exchange(ref ending, 1) != 0) return;
        timer?.Dispose();
        Remove(folder);
        // A host that shuts down may take 30 s: ask, wait, kill.
        new Thread(() => Environment.Exit(143)) { IsBackground = true }.Start();
        timer = new Timer(_ => Kill(), null, Grace, Timeout.InfiniteTimeSpan);
    }

    private static void Remove(string? folder)
    {
        try
        {
            // The name is a second look: nothing but a folder that SentinelPerf made may be deleted.
            if (folder is not null && Path.GetFileName(folder).StartsWith("sentinelperf-target-", StringComparison.Ordinal)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The guard was faster.
        }
    }

    private static void Kill()
    {
        using var self = Process.GetCurrentProcess();
        try
        {
            foreach (var left in Directory.GetFiles(Path.GetTempPath(), "dotnet-diagnostic-" + self.Id.ToString(CultureInfo.InvariantCulture) + "-*"))
                File.Delete(left);
        }
        finally
        {
            self.Kill();
        }
    }
}
