using SentinelPerf.Detection;
using SentinelPerf.Gating;
using SentinelPerf.Load;

namespace SentinelPerf.Reporting;

/// <summary>Words for what the rooms above say in enums and names.</summary>
internal static class Wording
{
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

    /// <summary>A signal in words where it has some, else its name.</summary>
    public static string Signal(string name) => name switch
    {
        "dotnet.thread_pool.queue.length" => "thread pool queue",
        "dotnet.thread_pool.thread.count" => "thread pool threads",
        "dotnet.thread_pool.work_item.count" => "completed work items",
        "dotnet.monitor.lock_contentions" => "lock contentions",
        "dotnet.exceptions" => "exceptions",
        "dotnet.gc.pause.time" => "garbage collection pauses",
        "process.cpu" => "CPU of the target",
        _ => name,
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

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
