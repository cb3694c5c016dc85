using System.Globalization;

namespace SentinelPerf.Targets;

/// <summary>Which process of this machine listens on a port, so that its CPU can be watched. Linux only, best effort.</summary>
internal static class LocalPortOwner
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The process id; null when it is not Linux, not this machine's, another user's, or several processes share the socket.</summary>
    public static int? Find(int port)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var sockets = Tables.Where(File.Exists)
            .SelectMany(table => Inodes(File.ReadLines(table), port)).Select(inode => $"socket:[{inode}]").ToHashSet(StringComparer.Ordinal);
        if (sockets.Count == 0) return null;
        var owners = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _) && Holds(name!, sockets))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Take(2).ToList();
        return owners.Count == 1 ? owners[0] : null;
    }

    /// <summary>Inodes of the sockets in a table of /proc/net that listen on the port.</summary>
    internal static IEnumerable<string> Inodes(IEnumerable<string> table, int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return table.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[1].EndsWith(suffix, StringComparison.Ordinal) && f[3] == Listening).Select(f => f[9]);
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return new DirectoryInfo($"/proc/{process}/fd").EnumerateFiles().Any(f => f.LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false; // Another user's, or gone.
        }
    }
}
