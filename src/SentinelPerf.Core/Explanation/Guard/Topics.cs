using System.Collections.Frozen;
using System.Collections.Immutable;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>
/// What sentences are about. A phrase names one or more topics; a piece of evidence has topics too, and a sentence may only be about those of
/// the evidence it cites. Phrases are stems of up to three words.
/// </summary>
internal static class Topics
{
    /// <summary>Longest phrase, words.</summary>
    public const int LongestPhrase = 3;

    /// <summary>What every run that broke is about.</summary>
    public static readonly FrozenSet<string> Always = FrozenSet.ToFrozenSet(["load", "rate"], StringComparer.Ordinal);

    /// <summary>What any cause shows as a symptom: naming it beside a cause says nothing false about the cause.</summary>
    public static readonly FrozenSet<string> Symptoms =
        FrozenSet.ToFrozenSet(["load", "rate", "latency", "errors", "throughput", "late", "median", "p99", "server"], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<string>> Phrases = Table().ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Part, string[] Topics)[] Signals =
    [
        ("client.completed", ["throughput"]),
        ("client.response.p50", ["latency", "median"]),
        ("client.response.p99", ["latency", "p99"]),
        ("client.error_share", ["errors"]),
        ("client.accepted_late", ["late", "latency", "accepted"]),
        ("client.bad_share.http-503", ["rejects", "errors", "server errors", "waiting"]),
        ("client.bad_share.http-429", ["rate limit", "errors"]),
        ("client.bad_share.http-5xx", ["server errors", "errors"]),
        ("client.bad_share.refused", ["refused", "errors", "connections"]),
        ("client.bad_share.no-address", ["ports", "errors"]),
        ("process.cpu.wait", ["cpu", "threads"]),
        ("process.cpu/request", ["cpu", "cpu cost"]),
        ("process.cpu", ["cpu"]),
        ("thread_pool.queue", ["queue", "thread pool"]),
        ("thread_pool.thread", ["threads", "thread pool"]),
        ("thread_pool.adjust", ["blocked", "threads", "thread pool"]),
        ("lock_contentions", ["lock", "waiting"]),
        ("waiting_threads", ["lock", "threads", "blocked", "waiting"]),
        ("dotnet.exceptions", ["exceptions"]),
        ("gc.pause", ["gc", "gc pause"]),
        ("gc.collections", ["gc", "collections"]),
        ("heap.size", ["heap", "memory", "gc", "collections"]),
        ("http.server", ["server", "latency"]),
        ("http.client.request.time_in_queue", ["downstream", "connections", "queue"]),
        ("http.client", ["downstream"]),
        ("process.exit", ["exit"]),
        ("generator.", ["generator"]),
        ("cpu.throttled", ["throttling", "cpu"]),
        ("file_descriptor", ["descriptors", "connections"]),
        ("db.client", ["connections", "pool", "database", "waiting"]),
    ];

    private static readonly FrozenDictionary<string, string[]> Causes = new Dictionary<string, string[]>
    {
        [CauseIds.CpuSaturation] = ["cpu", "cpu cost"],
        [CauseIds.ThreadPoolStarvation] = ["thread pool", "threads", "blocked", "queue"],
        [CauseIds.LockContention] = ["lock", "threads"],
        [CauseIds.QueueOverflow] = ["rejects", "queue", "server errors"],
        [CauseIds.RateLimited] = ["rate limit"],
        [CauseIds.DownstreamLatency] = ["downstream"],
        [CauseIds.ConnectionPoolExhaustion] = ["connections", "pool", "database"],
        [CauseIds.SocketExhaustion] = ["descriptors", "connections"],
        [CauseIds.CpuThrottling] = ["throttling", "cpu"],
        [CauseIds.GcPressure] = ["gc", "gc pause", "collections", "memory"],
        [CauseIds.MemoryLeak] = ["memory", "heap"],
        [CauseIds.ExceptionOnset] = ["exceptions", "server errors"],
        [CauseIds.Crash] = ["exit", "refused"],
        [CauseIds.GeneratorLimited] = ["generator"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Topics of a phrase of lower-case stems with blanks between; empty when it is no topic.</summary>
    public static ImmutableArray<string> OfPhrase(string phrase) => Phrases.GetValueOrDefault(phrase, []);

    /// <summary>Topics of a piece of evidence.</summary>
    public static IEnumerable<string> Of(Evidence evidence) =>
        Signals.FirstOrDefault(s => evidence.Signal.Contains(s.Part, StringComparison.Ordinal)).Topics ?? [];

    /// <summary>Topics of a cause's own mechanism.</summary>
    public static IReadOnlyCollection<string> OfCause(string cause) => Causes.GetValueOrDefault(cause) ?? [];

    private static IEnumerable<KeyValuePair<string, ImmutableArray<string>>> Table()
    {
        (string Topics, string Words)[] rows =
        [
            // What is 'thrown away' is no exception.
            ("load", "load|traffic|offered rate|thrown away"),
            ("throughput", "throughput|completion|completed request|request rate"),
            ("latency", "latency|response time|tail|request time|server time"),
            ("median", "median|p50|50th percentile"),
            ("p99", "p99|99th percentile|percentile"),
            ("errors", "error|failure|failed|failing|fail|unsuccessful|bad request|bad response|error share|error rate"),
            ("server errors", "server error|5xx|http-5xx|500|status code"),
            ("rejects", "rejection|reject|http-503|turned away|turn away|service unavailable"),
            ("rate limit", "rate limit|rate-limit|rate limiter|rate limiting|rate-limited|rate-limiting|http-429|too many request|rate-limit answer"),
            ("refused", "refused|reset|refused connection|reset connection"),
            ("cpu", "cpu|processor|core|cpu-bound|cpu use|cpu usage|available cpu"),
            ("queue,waiting", "queue|queued|queuing|queueing"),
            ("queue", "work item|queued work|item|work pile"),
            ("thread pool", "thread pool|threadpool|pool thread"),
            ("threads", "thread"),
            ("blocked", "blocked|blocking|block|inject|sync over async|synchronous"),
            ("lock", "lock|contention|contended|monitor|critical section|lock contention|contend|acquisition|acquire"),
            ("gc", "gc|garbage|garbage collection|garbage collector|collector"),
            ("gc pause", "pause|paused|gc pause"),
            ("collections", "collection|full collection|gen2 collection|gen2"),
            ("heap", "heap|heap size"),
            ("memory", "memory|allocate|allocation|reclaim|retain|retained|released|object"),
            ("exceptions", "exception|throw|thrown|threw|throwing"),
            ("exit", "exit|exited|process ended|terminate|terminated|survive|process exit|no longer running"),
            ("downstream", "downstream|dependency|outgoing|outbound|outgoing request|outgoing call"),
            ("connections", "connection|free connection"),
            ("pool,thread pool", "pool"),
            ("pool", "pooled|pending|connection pool"),
            ("database", "database|db|query|transaction"),
            ("descriptors", "file descriptor|descriptor|open file|file|socket"),
            ("ports", "port|local port"),
            ("throttling", "throttle|throttled|throttling|quota|container|cgroup|control group|scheduling period|cpu limit|cpu quota"),
            ("generator", "generator|load generator|void|spoiled|spoil"),
        ];
        foreach (var (topic, words) in rows)
            foreach (var word in words.Split('|'))
                yield return new(word, [.. topic.Split(',')]);
    }
}
