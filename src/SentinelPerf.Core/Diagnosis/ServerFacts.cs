using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Signals;

namespace SentinelPerf.Diagnosis;

/// <summary>What the signals from inside the target and of its process say.</summary>
internal sealed class ServerFacts(SeriesIndex series, BreakWindows windows, string? route)
{
    private const string RequestCount = "http.server.request.duration/count";
    private const string Exceptions = "dotnet.exceptions";
    private const string HeapSize = "dotnet.gc.last_collection.heap.size";

    /// <summary>Adds them to a sheet.</summary>
    public FactSheet Add(FactSheet sheet, SearchResult search) => sheet with
    {
        PoolThreads = Level("dotnet.thread_pool.thread.count", route),
        PoolQueue = Level("dotnet.thread_pool.queue.length", route),
        PoolBlocked = Rate(RuntimeEventFrame.Adjustments, RuntimeEventFrame.Blocked) is { } blocked ? blocked with { Where = route } : null,
        ContentionsPerRequest = PerRequest("dotnet.monitor.lock_contentions", "{contention}/{request}", route),
        LockWaiters = Level(RuntimeEventFrame.LockWaiters, route),
        ExceptionsPerRequest = ExceptionFact(),
        GcPauseShare = Rate("dotnet.gc.pause.time", null) is { } pause ? pause with { Unit = "1" } : null,
        GcPauseMax = Scaled(Highest(RuntimeEventFrame.PauseMax), 1000, "ms"),
        Gen2Rate = Rate("dotnet.gc.collections", "gen2") is { } gen2 ? gen2 with { Unit = "1/s" } : null,
        Heap = Total(HeapSize, windows.Breaking),
        HeapAfterLoad = HeapAfter(search.Recovery),
        ServerDuration = MeanDuration("http.server.request.duration", null, null),
        OutboundDuration = Slowest("http.client.request.duration"),
        OutboundQueueTime = Slowest("http.client.request.time_in_queue"),
        PoolPending = Worst("db.client.connections.pending_requests", "db.client.connection.pending_requests"),
        PoolIdle = Idle("db.client.connections.usage", "db.client.connection.count"),
        CpuWait = Level(SignalNames.ProcessCpuWait, null),
        Throttled = Level(SignalNames.CgroupThrottled, null),
        DescriptorShare = DescriptorFact(),
    };

    private Fact? Level(string name, string? where) =>
        series.Named(name).FirstOrDefault(s => s.Where is null) is { } one && SeriesIndex.High(one, windows.Breaking) is { } atBreak
            ? Make(one, atBreak, SeriesIndex.Mean(one, windows.Healthy), where) : null;

    private Fact? Rate(string name, string? place) =>
        series.Named(name).FirstOrDefault(s => s.Where == place) is { } one && SeriesIndex.Mean(one, windows.Breaking) is { } atBreak
            ? Make(one, atBreak, SeriesIndex.Mean(one, windows.Healthy), place) : null;

    private Fact? Highest(string name) =>
        series.Named(name).FirstOrDefault() is { } one && SeriesIndex.Max(one, windows.Breaking) is { } atBreak
            ? Make(one, atBreak, SeriesIndex.Max(one, windows.Healthy), null) : null;

    private Fact Make(SignalSeries one, double atBreak, double? healthy, string? where) =>
        new(one.Name, one.Unit, healthy, atBreak, SeriesIndex.ChangedAt(one, windows.Lookback, healthy, atBreak), where);

    /// <summary>Requests per second that the server completed; what the clients saw where it does not tell.</summary>
    private double? Requests(ImmutableArray<TimeWindow> of, bool atBreak)
    {
        var completed = series.Mean(RequestCount, of);
        if (!atBreak) return completed;
        // A target that hardly completes anything must not turn every counter into a huge figure per request.
        var offered = ClientFacts.Weighted(windows, t => t.OfferedInWindowPerSecond * t.RequestsPerArrival) ?? 0;
        var client = ClientFacts.Weighted(windows, t => t.RequestsPerSecond);
        return completed is null && client is null ? null : Math.Max(Math.Max(completed ?? 0, client ?? 0), 0.2 * offered);
    }

    private Fact? PerRequest(string name, string unit, string? where)
    {
        if (series.Named(name).FirstOrDefault() is not { } one) return null;
        if (SeriesIndex.Mean(one, windows.Breaking) is not { } atBreak || Requests(windows.Breaking, true) is not { } requests || requests <= 0) return null;
        var healthy = SeriesIndex.Mean(one, windows.Healthy);
        var changed = SeriesIndex.ChangedAt(one, windows.Lookback, healthy, atBreak);
        return new Fact(name + "/request", unit, PerHealthyRequest(healthy), atBreak / requests, changed, where);
    }

    private double? PerHealthyRequest(double? rate) => rate is { } r && Requests(windows.Healthy, false) is { } requests && requests > 0 ? r / requests : null;

    /// <summary>The exception type that rose most, per request; no exception at all is a measured zero when the runtime's meter is there.</summary>
    private Fact? ExceptionFact()
    {
        if (Requests(windows.Breaking, true) is not { } requests || requests <= 0) return null;
        var top = series.Named(Exceptions)
            .Select(s => (Series: s, AtBreak: SeriesIndex.Mean(s, windows.Breaking) ?? 0, Healthy: SeriesIndex.Mean(s, windows.Healthy) ?? 0))
            .OrderByDescending(s => s.AtBreak - s.Healthy).FirstOrDefault();
        if (top.Series is null) return series.Named("dotnet.gc.pause.time").Any() ? new Fact(Exceptions + "/request", "{exception}/{request}", 0, 0) : null;
        return new Fact(Exceptions + "/request", "{exception}/{request}", PerHealthyRequest(top.Healthy) ?? 0, top.AtBreak / requests,
            SeriesIndex.ChangedAt(top.Series, windows.Lookback, top.Healthy, top.AtBreak), top.Series.Where);
    }

    private Fact? Total(string name, ImmutableArray<TimeWindow> at) =>
        series.Mean(name, at) is { } atBreak ? new Fact(name, "By", series.Mean(name, windows.Healthy), atBreak) : null;

    private Fact? HeapAfter(TimeWindow? recovery) =>
        recovery is { } window && Total(HeapSize, [window]) is { } after ? after with { Signal = HeapSize + "/after_load" } : null;

    private Fact? Slowest(string name)
    {
        Fact? slowest = null;
        foreach (var where in series.Named(name + "/count").Select(s => s.Where))
            if (MeanDuration(name, where, where) is { } fact && !(fact.AtBreak <= slowest?.AtBreak)) slowest = fact;
        return slowest;
    }

    /// <summary>Mean of a histogram in ms: sum over count, over all places when <paramref name="place"/> is null.</summary>
    private Fact? MeanDuration(string name, string? place, string? where)
    {
        double? Of(string part, ImmutableArray<TimeWindow> at) => place is null ? series.Mean(name + part, at) : series.Mean(name + part, place, at);
        double? Mean(ImmutableArray<TimeWindow> at) => Of("/count", at) is { } count && count > 0 && Of("/sum", at) is { } sum ? 1000 * sum / count : null;
        return Mean(windows.Breaking) is { } atBreak ? new Fact(name, "ms", Mean(windows.Healthy), atBreak, null, where) : null;
    }

    private Fact? Worst(params ReadOnlySpan<string> names)
    {
        Fact? worst = null;
        foreach (var name in names)
            foreach (var one in series.Named(name))
                if (SeriesIndex.High(one, windows.Breaking) is { } atBreak && !(atBreak <= worst?.AtBreak))
                    worst = Make(one, atBreak, SeriesIndex.Mean(one, windows.Healthy), one.Where);
        return worst;
    }

    private Fact? Idle(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            foreach (var one in series.Named(name).Where(s => s.Where?.EndsWith(" idle", StringComparison.Ordinal) == true))
                if (SeriesIndex.Mean(one, windows.Breaking) is { } atBreak)
                    return Make(one, atBreak, SeriesIndex.Mean(one, windows.Healthy), one.Where);
        return null;
    }

    private Fact? DescriptorFact()
    {
        if (series.Named(SignalNames.ProcessDescriptorLimit).SelectMany(s => s.Points).Select(p => (double?)p.Value).LastOrDefault() is not { } limit || limit <= 0) return null;
        return Highest(SignalNames.ProcessDescriptors) is { } used
            ? used with { Signal = used.Signal + "/limit", Unit = "1", AtBreak = used.AtBreak / limit, Healthy = used.Healthy / limit } : null;
    }

    private static Fact? Scaled(Fact? fact, double by, string unit) =>
        fact is null ? null : fact with { Unit = unit, AtBreak = fact.AtBreak * by, Healthy = fact.Healthy * by };
}
