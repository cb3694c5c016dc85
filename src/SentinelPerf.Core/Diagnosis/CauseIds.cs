namespace SentinelPerf.Diagnosis;

/// <summary>The ids of all causes. They are part of the contract with users.</summary>
public static class CauseIds
{
    /// <summary>All CPU that is available to the target is used.</summary>
    public const string CpuSaturation = "cpu-saturation";

    /// <summary>Pool threads are blocked; queued work waits.</summary>
    public const string ThreadPoolStarvation = "thread-pool-starvation";

    /// <summary>Garbage collection stops the target too often or too long.</summary>
    public const string GcPressure = "gc-pressure";

    /// <summary>Memory grows with the requests served and does not return.</summary>
    public const string MemoryLeak = "memory-leak";

    /// <summary>Threads wait for one lock.</summary>
    public const string LockContention = "lock-contention";

    /// <summary>A pool of connections is used up.</summary>
    public const string ConnectionPoolExhaustion = "connection-pool-exhaustion";

    /// <summary>What the target calls became slow.</summary>
    public const string DownstreamLatency = "downstream-latency";

    /// <summary>The target limits the rate (429).</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>The target rejects what it cannot queue (503).</summary>
    public const string QueueOverflow = "queue-overflow";

    /// <summary>The process ended.</summary>
    public const string Crash = "crash";

    /// <summary>No descriptor or port is left.</summary>
    public const string SocketExhaustion = "socket-exhaustion";

    /// <summary>The CPU quota of the control group is used up.</summary>
    public const string CpuThrottling = "cpu-throttling";

    /// <summary>Requests begin to fail by exceptions.</summary>
    public const string ExceptionOnset = "exception-onset";

    /// <summary>The generator or the host broke, not the target.</summary>
    public const string GeneratorLimited = "generator-limited";

    /// <summary>Nothing reaches the margin.</summary>
    public const string Unknown = "unknown";
}
