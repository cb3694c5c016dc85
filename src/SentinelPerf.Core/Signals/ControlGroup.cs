using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>The control group of a process: its CPU quota, how often it was throttled, its memory limit. Versions 1 and 2.</summary>
internal sealed class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _root;
    private readonly string? _cpuFolder;
    private readonly string? _memoryFolder;
    private readonly bool _unified;

    private ControlGroup(string root, string? cpuFolder, string? memoryFolder, bool unified) =>
        (_root, _cpuFolder, _memoryFolder, _unified) = (root, cpuFolder, memoryFolder, unified);

    /// <summary>Finds the group of a process; null when there is none to see.</summary>
    public static ControlGroup? Find(int processId) =>
        ProcFile.TryRead(FormattableString.Invariant($"/proc/{processId}/cgroup")) is { } membership ? Find(membership, Root) : null;

    /// <summary>Finds the group from the text of /proc/&lt;pid&gt;/cgroup. A path that is not visible (a container sees its own group as the root) falls back to the root.</summary>
    internal static ControlGroup? Find(string membership, string root)
    {
        string? unified = null, cpu = null, memory = null;
        foreach (var line in membership.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 3) is not [var id, var controllers, var path]) continue;
            if (id == "0" && controllers.Length == 0) unified = path;
            else if (controllers.Split(',').Contains("cpu")) cpu = Visible(Path.Combine(root, controllers), path) ?? Visible(Path.Combine(root, "cpu"), path);
            else if (controllers == "memory") memory = Visible(Path.Combine(root, "memory"), path);
        }
        if (cpu is not null || memory is not null) return new ControlGroup(root, cpu, memory, unified: false);
        return unified is not null && Visible(root, unified) is { } folder ? new ControlGroup(root, folder, folder, unified: true) : null;
    }

    /// <summary>Cores that the quota allows, the smallest on the way up; null: no quota.</summary>
    public double? QuotaCores() => Smallest(_cpuFolder, folder => _unified
        ? ParseCpuMax(ProcFile.TryRead(Path.Combine(folder, "cpu.max")))
        : Quota(Number(Path.Combine(folder, "cpu.cfs_quota_us")), Number(Path.Combine(folder, "cpu.cfs_period_us"))));

    /// <summary>Bytes that the group may use, the smallest on the way up; null: no limit.</summary>
    public double? MemoryLimitBytes() => Smallest(_memoryFolder, folder =>
        Number(Path.Combine(folder, _unified ? "memory.max" : "memory.limit_in_bytes")) is { } bytes && bytes < NoLimit ? bytes : null);

    /// <summary>Periods so far and those of them in which the group was throttled; null when it has no quota to count.</summary>
    public (double Periods, double Throttled)? Throttling()
    {
        if (_cpuFolder is null || ProcFile.TryRead(Path.Combine(_cpuFolder, "cpu.stat")) is not { } text) return null;
        return Field(text, "nr_periods") is { } periods && Field(text, "nr_throttled") is { } throttled ? (periods, throttled) : null;
    }

    /// <summary>Parses <c>200000 100000</c> or <c>max 100000</c>.</summary>
    internal static double? ParseCpuMax(string? text) =>
        text?.Trim().Split(' ') is [var quota, var period] && double.TryParse(quota, CultureInfo.InvariantCulture, out var q)
        && double.TryParse(period, CultureInfo.InvariantCulture, out var p) ? Quota(q, p) : null;

    /// <summary>Version 1 writes a number near 2⁶³ for 'no limit'.</summary>
    private const double NoLimit = 1L << 60;

    private static double? Quota(double? quota, double? period) => quota > 0 && period > 0 ? quota / period : null;

    private double? Smallest(string? folder, Func<string, double?> read)
    {
        double? smallest = null;
        for (; folder is not null && folder.StartsWith(_root, StringComparison.Ordinal); folder = Path.GetDirectoryName(folder))
            if (read(folder) is { } value && !(value >= smallest)) smallest = value;
        return smallest;
    }

    private static string? Visible(string mount, string path)
    {
        var folder = Path.Combine(mount, path.TrimStart('/'));
        return Directory.Exists(folder) ? folder.TrimEnd('/') : Directory.Exists(mount) ? mount : null;
    }

    private static double? Number(string path) =>
        double.TryParse(ProcFile.TryRead(path), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? Field(string text, string name)
    {
        foreach (var line in text.Split('\n'))
            if (line.StartsWith(name + " ", StringComparison.Ordinal) && double.TryParse(line[(name.Length + 1)..], CultureInfo.InvariantCulture, out var value)) return value;
        return null;
    }
}
