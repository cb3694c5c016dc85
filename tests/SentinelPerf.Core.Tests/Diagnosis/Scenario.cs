using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Diagnosis;

/// <summary>A run made up of levels: healthy from 5 to 7 s, a passing trial from 10 to 14 s, the failing one from 20 to 24 s, recovery from 40 to 44 s.</summary>
internal sealed record Scenario
{
    private const double BreakStart = 20;

    public ImmutableArray<(string Name, string Unit, string? Where, double Healthy, double AtBreak, double ChangesAt)> Signals { get; init; } = [];

    public ImmutableDictionary<string, long> Errors { get; init; } = ImmutableDictionary<string, long>.Empty;

    public double TargetCpu { get; init; } = 0.3;

    public double GeneratorCpu { get; init; } = 0.3;

    public double ThirdCpu { get; init; } = 0.05;

    public long LateRequests { get; init; } = 600;

    public double CompletedPerSecond { get; init; } = 400;

    public double P50Milliseconds { get; init; } = 180;

    public bool Died { get; init; }

    public RecoveryOutcome Recovery { get; init; } = RecoveryOutcome.NotTested;

    public ImmutableArray<SearchReason> Reasons { get; init; } = [];

    public bool Broke { get; init; } = true;

    /// <summary>A signal that keeps its level after the load.</summary>
    public string? Lasting { get; init; }

    public LoadPlan Plan { get; } = new(
        [new PlannedRequest("GET", "/items/{id}", 1, ["/items/1"]), new PlannedRequest("GET", "/search", 1, ["/search?q=a"])], []);

    public Scenario With(string name, double healthy, double atBreak, string? where = null, string unit = "1", double changesAt = BreakStart + 0.5) =>
        this with { Signals = Signals.Add((name, unit, where, healthy, atBreak, changesAt)) };

    public Scenario Without(string name) => this with { Signals = Signals.RemoveAll(s => s.Name == name) };

    public DiagnosisResult Diagnose() => Diagnoser.Diagnose(Search(), Log(), Plan);

    public SignalLog Log() => new([.. Signals.Select(s => new SignalSeries(s.Name, s.Unit, s.Where, Points(s.Healthy, s.AtBreak, s.ChangesAt, s.Name == Lasting)))], []);

    public SearchResult Search() => new()
    {
        BreakingPoint = new BreakingPoint
        {
            Status = Broke ? SearchStatus.Found : SearchStatus.Inconclusive,
            RatePerSecond = Broke ? 400 : null,
            Crashed = Died,
            Recovery = Recovery,
            Reasons = Reasons,
            FirstViolation = Broke ? new Violation(Errors.IsEmpty ? ViolationKind.Latency : ViolationKind.ErrorRate, Errors.IsEmpty ? 100 : 0.01,
                Errors.IsEmpty ? 391 : 0.4, 430, TimeSpan.FromSeconds(22), 0) : null,
        },
        LatencyLimit = TimeSpan.FromMilliseconds(100),
        Healthy = new HealthyState(Window(5, 7), TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(9), 0.5),
        Breaking = Broke ? Window(22, 24) : null,
        Recovery = Recovery == RecoveryOutcome.NotTested ? null : Window(40, 44),
        Trials = Broke
            ? [new JudgedTrial(Passing(), TrialOutcome.Pass, null), new JudgedTrial(Failing(), TrialOutcome.Fail, Errors.IsEmpty ? ViolationKind.Latency : ViolationKind.ErrorRate)]
            : [new JudgedTrial(Passing(), TrialOutcome.Pass, null), new JudgedTrial(Failing(), TrialOutcome.Void, null)],
    };

    private TrialRecord Passing() => Trial(10, 200, 200, 0, 0, 5) with
    {
        Surroundings = new TrialSurroundings { TargetCpuCores = TargetCpu / 2, ThirdProcessCpuCores = ThirdCpu, Cores = 2 },
    };

    private TrialRecord Failing() => Trial(BreakStart, 430, CompletedPerSecond, Errors.Values.Sum(), LateRequests, P50Milliseconds) with
    {
        TargetDied = Died,
        ErrorKinds = [.. Errors.Select(e => new ErrorTally(e.Key, e.Value, "", TimeSpan.FromSeconds(21)))],
        Surroundings = new TrialSurroundings { TargetCpuCores = TargetCpu, ThirdProcessCpuCores = ThirdCpu, Cores = 2 },
    };

    private TrialRecord Trial(double start, double offered, double completed, long errors, long late, double p50) => new()
    {
        Phase = TrialPhase.Search, OfferedPerSecond = offered, OfferedInWindowPerSecond = offered, CompletedPerSecond = completed,
        StartedAt = TimeSpan.FromSeconds(start), Settle = TimeSpan.Zero, Scored = TimeSpan.FromSeconds(4), Duration = TimeSpan.FromSeconds(5),
        Scheduled = (long)(offered * 4), Due = (long)(offered * 4), Sent = (long)(offered * 4), ScoredRequests = (long)(offered * 4), PlannedScoredRequests = (long)(offered * 4),
        Errors = errors, Late = late, Health = new GeneratorHealth { CpuCores = GeneratorCpu },
        Response = new LatencySummary(100, TimeSpan.FromMilliseconds(p50), TimeSpan.FromMilliseconds(p50), null, TimeSpan.FromMilliseconds(3 * p50), null, null, 1),
    };

    /// <summary>The healthy level, except from the change to the end of the failing trial, or of the run.</summary>
    private static ImmutableArray<SignalPoint> Points(double healthy, double atBreak, double changesAt, bool lasting) =>
        [.. Enumerable.Range(2, 90).Select(i => i * 0.5).Select(t => new SignalPoint(TimeSpan.FromSeconds(t), t >= changesAt && (lasting || t <= 24.5) ? atBreak : healthy))];

    private static TimeWindow Window(double from, double to) => new(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));
}

/// <summary>One scenario per cause, with what such a run really looked like: symptoms of other causes included.</summary>
internal static class Scenarios
{
    private const string Requests = "http.server.request.duration/count";
    private const string Seconds = "http.server.request.duration/sum";

    /// <summary>A .NET target whose runtime shows nothing unusual.</summary>
    public static Scenario Watched { get; } = new Scenario()
        .With(Requests, 300, 400, "GET /items/{id}", "1/s").With(Seconds, 0.9, 60, "GET /items/{id}", "s")
        .With("dotnet.thread_pool.thread.count", 4, 4, unit: "{thread}").With("dotnet.thread_pool.queue.length", 0, 0, unit: "{work_item}")
        .With("dotnet.monitor.lock_contentions", 0.5, 1, unit: "{contention}").With("dotnet.monitor.waiting_threads", 0, 0, unit: "{thread}")
        .With("dotnet.thread_pool.adjustments", 0, 0, "cooperative-blocking", "1/s")
        .With("dotnet.gc.pause.time", 0.001, 0.004, unit: "s").With("dotnet.gc.pause/max", 0.001, 0.003, unit: "s").With("dotnet.gc.collections", 0, 0, "gen2", "{collection}")
        .With("process.cpu", 0.1, 0.3, unit: "{core}").With("host.cpu", 0.3, 0.7, unit: "{core}");

    public static Scenario CpuSaturation { get; } = Replace(Replace(Replace(Watched with { TargetCpu = 1.25, GeneratorCpu = 0.6, ThirdCpu = 0.1 },
        "dotnet.thread_pool.queue.length", 0, 350), "dotnet.monitor.lock_contentions", 1, 60), "process.cpu", 0.2, 1.25);

    public static Scenario ThreadPoolStarvation { get; } = Replace(Replace(Replace(Replace(Watched with { TargetCpu = 0.1, CompletedPerSecond = 40 },
        "dotnet.thread_pool.queue.length", 0, 176), "dotnet.thread_pool.thread.count", 4, 19), "dotnet.thread_pool.adjustments", 0, 12, "cooperative-blocking"),
        Requests, 100, 40, "GET /items/{id}");

    public static Scenario LockContention { get; } = Replace(Replace(Replace(Replace(Watched with { TargetCpu = 0.2 },
        "dotnet.monitor.lock_contentions", 0.8, 90), "dotnet.monitor.waiting_threads", 0.001, 1.03), "dotnet.thread_pool.queue.length", 0, 308),
        "dotnet.thread_pool.thread.count", 4, 12);

    public static Scenario QueueOverflow { get; } = Watched with
    {
        Errors = ImmutableDictionary<string, long>.Empty.Add("http-503", 500), LateRequests = 2, P50Milliseconds = 20,
    };

    public static Scenario RateLimited { get; } = QueueOverflow with { Errors = ImmutableDictionary<string, long>.Empty.Add("http-429", 500) };

    public static Scenario ExceptionOnset { get; } = (Watched with
    {
        Errors = ImmutableDictionary<string, long>.Empty.Add("http-500", 500).Add("timeout", 20), LateRequests = 10, P50Milliseconds = 20,
    }).With("dotnet.exceptions", 0, 150, "InvalidOperationException", "{exception}").With("dotnet.exceptions", 1, 1, "FormatException", "{exception}");

    public static Scenario Crash { get; } = Watched with { Died = true, Errors = ImmutableDictionary<string, long>.Empty.Add("reset", 60).Add("refused", 700), LateRequests = 5 };

    public static Scenario GeneratorLimited { get; } = Watched with
    {
        Broke = false, Reasons = [new SearchReason("generator-limited", "SP4001", "the generator was the limit")],
    };

    public static Scenario GcPressure { get; } = Replace(Replace(Replace(Watched with { TargetCpu = 1.2, GeneratorCpu = 0.6 },
        "dotnet.gc.pause.time", 0.02, 0.32), "dotnet.gc.pause/max", 0.002, 0.09), "dotnet.gc.collections", 0, 8, "gen2");

    public static Scenario CpuThrottling { get; } = (Watched with { TargetCpu = 0.5 }).With("cgroup.cpu.throttled", 0, 0.9);

    public static Scenario DownstreamLatency { get; } = Watched
        .With("http.client.request.duration/count", 300, 400, "stock:5001", "1/s").With("http.client.request.duration/sum", 0.6, 52, "stock:5001", "s");

    public static Scenario ConnectionPoolExhaustion { get; } = Watched
        .With("db.client.connections.pending_requests", 0, 60, "orders", "{request}").With("db.client.connections.usage", 8, 0, "orders idle", "{connection}");

    public static Scenario SocketExhaustion { get; } = Watched
        .With("process.open_file_descriptor.count", 200, 1020, unit: "{file_descriptor}").With("process.open_file_descriptor.limit", 1024, 1024, unit: "{file_descriptor}");

    public static Scenario MemoryLeak { get; } =
        (Watched with { Recovery = RecoveryOutcome.Recovered, Lasting = "dotnet.gc.last_collection.heap.size" }).With("dotnet.gc.last_collection.heap.size", 20e6, 900e6, "gen2", "By");

    /// <summary>Slow for a reason that leaves no trace: an asynchronous semaphore, say.</summary>
    public static Scenario Traceless { get; } = Watched;

    public static IReadOnlyDictionary<string, Scenario> All { get; } = new Dictionary<string, Scenario>
    {
        [CauseIds.CpuSaturation] = CpuSaturation, [CauseIds.ThreadPoolStarvation] = ThreadPoolStarvation, [CauseIds.LockContention] = LockContention,
        [CauseIds.QueueOverflow] = QueueOverflow, [CauseIds.RateLimited] = RateLimited, [CauseIds.ExceptionOnset] = ExceptionOnset, [CauseIds.Crash] = Crash,
        [CauseIds.GeneratorLimited] = GeneratorLimited, [CauseIds.GcPressure] = GcPressure, [CauseIds.CpuThrottling] = CpuThrottling,
        [CauseIds.DownstreamLatency] = DownstreamLatency, [CauseIds.ConnectionPoolExhaustion] = ConnectionPoolExhaustion,
        [CauseIds.SocketExhaustion] = SocketExhaustion, [CauseIds.MemoryLeak] = MemoryLeak, [CauseIds.Unknown] = Traceless,
    };

    public static Scenario Replace(Scenario scenario, string name, double healthy, double atBreak, string? where = null)
    {
        var old = scenario.Signals.First(s => s.Name == name && s.Where == where);
        return scenario with { Signals = scenario.Signals.Replace(old, old with { Healthy = healthy, AtBreak = atBreak }) };
    }
}
