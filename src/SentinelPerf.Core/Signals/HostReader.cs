using System.Runtime.InteropServices;

namespace SentinelPerf.Signals;

/// <summary>What this machine is.</summary>
/// <param name="Processor">Processor name; null when the system does not tell.</param>
/// <param name="Cores">Cores that may be used: the scheduler's affinity and the control group's quota respected; may be a fraction.</param>
/// <param name="MemoryBytes">Memory that may be used: the control group's limit respected.</param>
/// <param name="Os">Operating system with version.</param>
/// <param name="Container"><c>docker</c>, <c>podman</c>, <c>kubernetes</c>, <c>container</c>; null: none seen.</param>
/// <param name="CpuQuotaCores">Quota of the control group; null: none.</param>
/// <param name="MemoryLimitBytes">Memory limit of the control group; null: none.</param>
public sealed record HostDescription(
    string? Processor, double Cores, long MemoryBytes, string Os, string? Container, double? CpuQuotaCores, double? MemoryLimitBytes);

/// <summary>Reads what this machine is.</summary>
public static class HostReader
{
    /// <summary>Reads it; what the system does not tell is null.</summary>
    public static HostDescription Read()
    {
        var group = OperatingSystem.IsLinux() ? ControlGroup.Find(Environment.ProcessId) : null;
        return new HostDescription(
            ParseProcessor(ProcFile.TryRead("/proc/cpuinfo")) ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"),
            Cores(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RuntimeInformation.OSDescription, Container(), group?.QuotaCores(), group?.MemoryLimitBytes());
    }

    /// <summary>Cores of this machine that a process may use by its affinity; the runtime rounds a quota up, so the exact quota replaces it.</summary>
    public static double Cores()
    {
        double cores = Environment.ProcessorCount;
        return OperatingSystem.IsLinux() && ControlGroup.Find(Environment.ProcessId)?.QuotaCores() is { } quota ? Math.Min(cores, quota) : cores;
    }

    /// <summary>The first processor's name in /proc/cpuinfo.</summary>
    internal static string? ParseProcessor(string? cpuinfo)
    {
        foreach (var line in (cpuinfo ?? "").Split('\n'))
            if (line.StartsWith("model name", StringComparison.OrdinalIgnoreCase) && line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
                return line[(colon + 1)..].Trim();
        return null;
    }

    private static string? Container()
    {
        if (Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is not null) return "kubernetes";
        if (File.Exists("/.dockerenv")) return "docker";
        if (File.Exists("/run/.containerenv")) return "podman";
        return Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true" ? "container" : null;
    }
}
