namespace SentinelPerf.Signals;

/// <summary>Names of the signals from outside the process. Those from inside carry the names of OpenTelemetry or of their meter.</summary>
public static class SignalNames
{
    /// <summary>CPU of the target's process, cores.</summary>
    public const string ProcessCpu = "process.cpu";

    /// <summary>Threads of the target that could run and had no core, on average over the sample: the one CPU signal that stands when other processes crowd the machine.</summary>
    public const string ProcessCpuWait = "process.cpu.wait";

    /// <summary>Threads of the target's process.</summary>
    public const string ProcessThreads = "process.thread.count";

    /// <summary>Resident memory of the target's process, bytes.</summary>
    public const string ProcessMemory = "process.memory.usage";

    /// <summary>Page faults of the target that needed the disk, per second.</summary>
    public const string ProcessMajorFaults = "process.paging.major_faults";

    /// <summary>Open file descriptors of the target.</summary>
    public const string ProcessDescriptors = "process.open_file_descriptor.count";

    /// <summary>Most file descriptors that the target may open (soft limit).</summary>
    public const string ProcessDescriptorLimit = "process.open_file_descriptor.limit";

    /// <summary>Id of the target's process; it changes at a restart.</summary>
    public const string ProcessId = "process.pid";

    /// <summary>Busy CPU of the whole machine, cores.</summary>
    public const string HostCpu = "host.cpu";

    /// <summary>Share of CPU time that the hypervisor took, 0–1.</summary>
    public const string HostSteal = "host.steal";

    /// <summary>Share of time in which some task waited for a CPU, 0–1 (PSI). Our own load raises it: it only advises.</summary>
    public const string HostCpuPressure = "host.cpu.pressure";

    /// <summary>Share of the quota's periods in which the target's control group was throttled, 0–1.</summary>
    public const string CgroupThrottled = "cgroup.cpu.throttled";

    /// <summary>Cores that the quota of the target's control group allows.</summary>
    public const string CgroupQuota = "cgroup.cpu.quota";
}
