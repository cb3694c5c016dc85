namespace SentinelPerf.Diagnosis;

/// <summary>
/// Every figure that the rules look at, computed once. A fact that is null was not measured and neither supports nor contradicts anything.
/// </summary>
public sealed record FactSheet
{
    /// <summary>Cores of the machine, or of the quota; null: not known.</summary>
    public double? Cores { get; init; }

    /// <summary>T in force.</summary>
    public TimeSpan LatencyLimit { get; init; }

    /// <summary>When the objective was first violated.</summary>
    public TimeSpan? ViolatedAt { get; init; }

    /// <summary>How often the target's process ended under load; null: it lived.</summary>
    public Fact? Exits { get; init; }

    /// <summary>Share of trials that generator or host spoiled, when the search itself says that they were the limit; null: it does not.</summary>
    public Fact? VoidShare { get; init; }

    /// <summary>Median response time seen by clients, ms.</summary>
    public Fact? ResponseMedian { get; init; }

    /// <summary>99th percentile of the response time seen by clients, ms.</summary>
    public Fact? ResponseP99 { get; init; }

    /// <summary>Requests completed per second.</summary>
    public Fact? Throughput { get; init; }

    /// <summary>Errors / requests, 0–1.</summary>
    public Fact? ErrorShare { get; init; }

    /// <summary>Late successes / successes, 0–1: low while the accepted requests are still served well.</summary>
    public Fact? AcceptedLateShare { get; init; }

    /// <summary>503 / bad requests, 0–1.</summary>
    public Fact? RejectedShare { get; init; }

    /// <summary>429 / bad requests, 0–1.</summary>
    public Fact? RateLimitedShare { get; init; }

    /// <summary>5xx other than 503 / bad requests, 0–1.</summary>
    public Fact? ServerErrorShare { get; init; }

    /// <summary>Refused and reset connections / bad requests, 0–1.</summary>
    public Fact? RefusedShare { get; init; }

    /// <summary>Requests that got no local address / bad requests, 0–1.</summary>
    public Fact? NoAddressShare { get; init; }

    /// <summary>Target's CPU / what is available to it (cores − generator − third processes, or its quota), 0–1.</summary>
    public Fact? CpuShare { get; init; }

    /// <summary>Threads of the target that could run and had no core.</summary>
    public Fact? CpuWait { get; init; }

    /// <summary>Target's CPU per request, ms.</summary>
    public Fact? CpuPerRequest { get; init; }

    /// <summary>Share of quota periods throttled, 0–1.</summary>
    public Fact? Throttled { get; init; }

    /// <summary>Threads of the thread pool.</summary>
    public Fact? PoolThreads { get; init; }

    /// <summary>Work items queued in the thread pool.</summary>
    public Fact? PoolQueue { get; init; }

    /// <summary>Threads per second that the pool added because pool threads block on tasks.</summary>
    public Fact? PoolBlocked { get; init; }

    /// <summary>Contended lock acquisitions per request.</summary>
    public Fact? ContentionsPerRequest { get; init; }

    /// <summary>Threads waiting for locks on average.</summary>
    public Fact? LockWaiters { get; init; }

    /// <summary>Exceptions per request; where: the type that rose most.</summary>
    public Fact? ExceptionsPerRequest { get; init; }

    /// <summary>Share of time stopped for garbage collection, 0–1.</summary>
    public Fact? GcPauseShare { get; init; }

    /// <summary>Longest stop of the world, ms.</summary>
    public Fact? GcPauseMax { get; init; }

    /// <summary>Full collections per second.</summary>
    public Fact? Gen2Rate { get; init; }

    /// <summary>Heap after the last collections, bytes.</summary>
    public Fact? Heap { get; init; }

    /// <summary>Heap after load ended, bytes; healthy: before load.</summary>
    public Fact? HeapAfterLoad { get; init; }

    /// <summary>Mean duration of a request inside the server, ms.</summary>
    public Fact? ServerDuration { get; init; }

    /// <summary>Mean duration of the slowest outbound host's requests, ms; where: the host.</summary>
    public Fact? OutboundDuration { get; init; }

    /// <summary>Mean time outbound requests waited for a connection, ms; where: the host.</summary>
    public Fact? OutboundQueueTime { get; init; }

    /// <summary>Requests that wait for a database connection; where: the pool.</summary>
    public Fact? PoolPending { get; init; }

    /// <summary>Idle database connections; where: the pool.</summary>
    public Fact? PoolIdle { get; init; }

    /// <summary>Open descriptors / limit, 0–1.</summary>
    public Fact? DescriptorShare { get; init; }
}
