using System.Collections.Frozen;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Says a piece of evidence in plain words.</summary>
internal static class SignalPhrases
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["client.response.p50"] = "the median response time seen by clients",
        ["client.response.p99"] = "the 99th percentile of the response time seen by clients",
        ["client.completed"] = "the rate of completed requests",
        ["client.error_share"] = "the share of requests that failed",
        ["client.accepted_late_share"] = "the share of successful requests that came too late",
        ["client.bad_share.http-503"] = "the share of rejections (http-503) among bad requests",
        ["client.bad_share.http-429"] = "the share of rate-limit answers (http-429) among bad requests",
        ["client.bad_share.http-5xx"] = "the share of server errors other than rejections among bad requests",
        ["client.bad_share.refused"] = "the share of refused or reset connections among bad requests",
        ["client.bad_share.no-address"] = "the share of requests that got no local port among bad requests",
        ["process.cpu/available"] = "the target's use of the CPU available to it",
        ["process.cpu.wait"] = "the number of the target's threads that are ready and find no core",
        ["process.cpu/request"] = "the target's CPU time per request",
        ["dotnet.thread_pool.queue.length"] = "the thread pool's queue",
        ["dotnet.thread_pool.thread.count"] = "the number of thread pool threads",
        ["dotnet.thread_pool.adjustments"] = "the rate at which the pool adds threads because its own are blocked",
        ["dotnet.monitor.lock_contentions/request"] = "the number of contended lock acquisitions",
        ["dotnet.monitor.waiting_threads"] = "the number of threads that wait for a lock",
        ["dotnet.exceptions/request"] = "the number of exceptions",
        ["dotnet.gc.pause.time"] = "the share of time in which garbage collection stops the target",
        ["dotnet.gc.pause/max"] = "the longest pause for garbage collection",
        ["dotnet.gc.collections"] = "the rate of full garbage collections",
        ["dotnet.gc.last_collection.heap.size"] = "the heap after collections",
        ["dotnet.gc.last_collection.heap.size/after_load"] = "the heap after the load had ended",
        ["http.server.request.duration"] = "the mean time of a request inside the server",
        ["http.client.request.duration"] = "the mean time of an outgoing request",
        ["http.client.request.time_in_queue"] = "the mean time an outgoing request waits for a connection",
        ["process.exits"] = "the number of times the target's process ended",
        ["generator.void_share"] = "the share of trials that generator or host spoiled",
        ["cgroup.cpu.throttled"] = "the share of scheduling periods in which the CPU quota stopped the target",
        ["process.open_file_descriptor.count/limit"] = "the use of the limit on open files",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Changes smaller than this share are said to have stayed.</summary>
    private const double Noticeable = 0.15;

    /// <summary>What the signal is called in a sentence; its own name when there is no better one.</summary>
    public static string Name(string signal) => Names.GetValueOrDefault(signal, signal);

    /// <summary><c>The thread pool's queue rose from 0 work items to 312 work items (E1, GET /x), from 40.2 s on</c>, without a full stop.</summary>
    public static string Say(Evidence e) => Fact(e) + (e.AtSeconds is { } at ? $", from {Quantity.Format(at, "s")} on" : "");

    /// <summary>The same without the time.</summary>
    public static string Fact(Evidence e)
    {
        var name = Name(e.Signal);
        var cited = e.Where is null ? $"({e.Id})" : $"({e.Id}, {e.Where})";
        return $"{char.ToUpperInvariant(name[0])}{name[1..]} {Change(e)} {cited}";
    }

    private static string Change(Evidence e)
    {
        if (e.AtBreak is not { } atBreak) return "is not known";
        var now = Quantity.Format(atBreak, e.Unit);
        if (e.Healthy is not { } healthy) return $"was {now} at the break";
        var then = Quantity.Format(healthy, e.Unit);
        if (then == now || Math.Abs(atBreak - healthy) < Noticeable * Math.Max(Math.Abs(healthy), Math.Abs(atBreak))) return $"stayed near its healthy level ({now} at the break)";
        return atBreak > healthy ? $"rose from {then} to {now}" : $"fell from {then} to {now}";
    }
}
