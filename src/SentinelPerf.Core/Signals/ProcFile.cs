namespace SentinelPerf.Signals;

/// <summary>Reads the small files in which Linux shows its counters.</summary>
internal static class ProcFile
{
    /// <summary>Clock ticks per second of every counter in /proc (USER_HZ): 100 on all architectures that .NET runs on.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>The text; null when the file is not there or may not be read (the process ended, another user, another system).</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Why a path cannot be read, for people.</summary>
    public static string Reason(string path) => OperatingSystem.IsLinux() ? $"{path} cannot be read" : "only Linux shows it (/proc)";
}
