using SentinelPerf.Detection;
using SentinelPerf.Gating;
using SentinelPerf.Load;

namespace SentinelPerf.Reporting;

/// <summary>Words for what the rooms above say in enums and names.</summary>
internal static class Wording
{
    private const string BadShare = "client.bad_share.";

    /// <summary>A phase.</summary>
    public static string Of(TrialPhase phase) => phase == TrialPhase.WarmUp ? "warm-up" : Lower(phase);

    /// <summary>The judgement of a trial.</summary>
    public static string Of(TrialOutcome outcome) => Lower(outcome);

    /// <summary>A verdict.</summary>
    public static string Of(Verdict verdict) => Lower(verdict);

    /// <summary>What became of the target after overload.</summary>
    public static string Of(RecoveryOutcome recovery) => recovery switch
    {
        RecoveryOutcome.Recovered => "recovered by itself",
        RecoveryOutcome.Metastable => "metastable: it stayed slow at half the load and recovered only after a pause without load",
        RecoveryOutcome.PersistentFailure => "persistent failure: it stayed broken even after a pause without load",
        _ => "not tested",
    };

    /// <summary>A signal in words where it has some, else its name; <c>x/request</c> is <c>x per request</c>.</summary>
    public static string Signal(string name) => name switch
    {
        "process.cpu/available" => "CPU of the target, of what is available to it",
        _ when name.EndsWith("/request", StringComparison.Ordinal) => Known(name[..^"/request".Length]) is { } words ? words + " per request" : name,
        _ when name.StartsWith(BadShare, StringComparison.Ordinal) => $"share of {name[BadShare.Length..]} among the bad requests",
        _ => Known(name) ?? name,
    };

    /// <summary>A violation: <c>p99 391 ms</c>, <c>errors 4.2 %</c>, <c>only 91 % of the offered rate completed</c>.</summary>
    public static string Observed(Violation violation, double percentile) => violation.Kind switch
    {
        ViolationKind.Latency => FormattableString.Invariant($"p{percentile:0.##} {Figures.Beside(violation.Observed, violation.Limit, Figures.Milliseconds)}"),
        ViolationKind.ErrorRate => $"errors {Figures.Beside(violation.Observed, violation.Limit, v => Figures.Percent(v))}",
        _ => $"only {Figures.Percent(violation.Observed)} of the offered rate completed",
    };

    /// <summary>The objective in force: <c>p99 ≤ 250 ms, errors ≤ 1 %</c>.</summary>
    public static string Objective(RunView view)
    {
        var latency = view.LatencyLimit is { } limit
            ? FormattableString.Invariant($"p{view.Run.Objective.Percentile:0.##} ≤ {Figures.Time(limit)}{(view.LatencyLimitDerived ? " (derived)" : "")}, ")
            : "";
        return $"{latency}errors ≤ {Figures.Percent(view.Run.Objective.ErrorRate)}";
    }

    private static string? Known(string name) => name switch
    {
        "client.completed" => "requests completed",
        "client.error_share" => "share of errors",
        "client.accepted_late_share" => "share of late among the accepted requests",
        "client.response.p50" => "median response time",
        "client.response.p99" => "p99 response time",
        "db.client.connection.count" or "db.client.connections.usage" => "database connections",
        "db.client.connection.pending_requests" or "db.client.connections.pending_requests" => "requests waiting for a database connection",
        "dotnet.exceptions" => "exceptions",
        "dotnet.gc.collections" => "garbage collections",
        "dotnet.gc.heap.total_allocated" => "allocated memory",
        "dotnet.gc.last_collection.heap.size" => "heap after the last collection",
        "dotnet.gc.pause.time" => "garbage collection pauses",
        "dotnet.monitor.lock_contentions" => "lock contentions",
        "dotnet.thread_pool.queue.length" => "thread pool queue",
        "dotnet.thread_pool.thread.count" => "thread pool threads",
        "http.client.request.duration" => "outbound request time",
        "http.client.request.time_in_queue" => "outbound time in queue",
        "http.server.request.duration" => "server-side request time",
        "process.cpu" => "CPU of the target",
        "process.memory.usage" => "memory of the target",
        "process.open_file_descriptor.count" => "open files of the target",
        "process.thread.count" => "threads of the target",
        _ => null,
    };

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
