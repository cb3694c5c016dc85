using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Signals;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Reporting;

/// <summary>Runs of every end, made from a small model of a pool server so that their figures fit together.</summary>
internal static class SampleRuns
{
    private const double Capacity = 412.3;

    /// <summary>Names for theories.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    public static ImmutableSortedDictionary<string, RunRecord> All { get; } = new Dictionary<string, RunRecord>
    {
        ["found"] = Found(), ["found-gate-missed"] = GateMissed(), ["not-reached"] = NotReached(), ["inconclusive"] = Inconclusive(),
        ["error"] = Error(), ["cancelled"] = Cancelled(), ["crashed"] = Crashed(), ["extreme"] = Extreme(),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static RunRecord Found() => new()
    {
        StartedAt = new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero),
        Duration = Seconds(74.2),
        Target = new(TargetKind.Project, "Shop.Api", "http://127.0.0.1:41234", "0123456789abcdef0123456789abcdef01234567", ".NET 10.0.12"),
        Machine = new("9f2c4e", "Example CPU 3 GHz", 2, 4L << 30, "Linux 6.1", null),
        Objective = new() { Latency = TimeSpan.FromMilliseconds(250) },
        Verdict = new(Verdict.Pass, 0, [], [new("minRate", 300, Capacity, 398.04, 425.11, Verdict.Pass, "breaking point 412 req/s [398, 425] is above the gate of 300 req/s")]),
        Traffic = new(["routes:startup-hook"], 0.3, [new("GET", "/orders/{id}", 0.5), new("GET", "/items", 0.5)]),
        Plan = new([new("GET", "/orders/{id}", 1, ["/orders/1"]), new("GET", "/items", 1, ["/items"])],
            [new("GET", "/admin/export", "answered 404 when probed"), new("POST", "/orders", "POST is not sent unless traffic names it or load.unsafeMethods is true")]),
        Search = Search(Trials(), Point()),
        Diagnosis = LockContention(),
        Explanation = ByRules(),
        Cost = new(0.4123, 0.021, 5312.4, 0.0104),
        Generator = new() { CpuMicrosecondsPerRequest = 14.23, CpuShare = 0.081, SendLagP99Milliseconds = 0.31, SelfTestRatePerSecond = 52000, TargetCpuShare = 0.224 },
        Signals = new([], [new("cgroup.cpu.throttled", "the process is in no cgroup with a quota")]),
        Timeline =
        [
            new(Seconds(0.3), null, "ready", "Shop.Api answers on http://127.0.0.1:41234"), new(Seconds(0.5), null, "warm-up", "started"),
            new(Seconds(21.4), 430, "first-violation", "GET /orders/{id}: p99 391 ms over 250 ms"),
        ],
    };

    public static RunRecord GateMissed() => Found() with
    {
        Verdict = new(Verdict.Fail, 1, [new("SP8001", "breaking point 412 req/s [398, 425] is below the gate of 500 req/s")],
            [new("minRate", 500, Capacity, 398.04, 425.11, Verdict.Fail, "breaking point 412 req/s [398, 425] is below the gate of 500 req/s")]),
    };

    public static RunRecord NotReached() => Found() with
    {
        Verdict = new(Verdict.Pass, 0, [], []),
        Search = Search([Trial(TrialPhase.Search, 600, 15, 2.4, 3, capacity: 2000), Trial(TrialPhase.Confirm, 640, 20, 6, 3, capacity: 2000)],
            new() { Status = SearchStatus.NotReached, TestedUpToPerSecond = 640 }, sweep: []) with { LatencyLimitDerived = true, LatencyLimit = TimeSpan.FromMilliseconds(100) },
        Objective = new(),
        Diagnosis = DiagnosisResult.None, Explanation = ExplanationResult.None, Timeline = [], Cost = null,
    };

    public static RunRecord Inconclusive() => Found() with
    {
        Verdict = new(Verdict.Inconclusive, 3, [new("SP4003", "the generator reached its limit of 900 req/s before the target broke")], []),
        Search = Search([Trial(TrialPhase.Search, 900, 15, 2.4, 9, voided: true, capacity: 2000), Trial(TrialPhase.Search, 850, 22, 2.4, 9, voided: true, capacity: 2000)], new()
        {
            Status = SearchStatus.Inconclusive,
            Reasons = [new("generator-limited", "SP4003", "the generator reached its limit of 900 req/s before the target broke")],
        }),
        Generator = new() { Healthy = false },
        Diagnosis = DiagnosisResult.None with { Cause = "generator-limited", Confidence = 0.9, Ranked = [new("generator-limited", 0.9, [], [])] },
        Explanation = ExplanationResult.None, Timeline = [],
    };

    public static RunRecord Error() => Found() with
    {
        Duration = Seconds(3.1),
        Target = new(TargetKind.Project, "Shop.Api", null, null, null),
        Verdict = new(Verdict.Error, 4, [new("SP1004", "Shop.Api ended with exit code 134 before it was ready")], []),
        Traffic = null, Plan = null, Search = null, Diagnosis = DiagnosisResult.None, Explanation = ExplanationResult.None, Cost = null,
        Generator = new(), Signals = SignalLog.Empty, Timeline = [new(Seconds(3), null, "target-exited", "exit code 134")],
        LastLines = ["Unhandled exception. System.InvalidOperationException: no connection string", "   at Program.Main(String[] args) in Program.cs:line 12"],
    };

    public static RunRecord Cancelled() => Found() with
    {
        Duration = Seconds(12),
        Verdict = new(Verdict.Error, 130, [new("SP5009", "cancelled by the user after 12.0 s")], []),
        Search = Search([Trial(TrialPhase.Search, 300, 9, 2.4, 4)], new()
        {
            Status = SearchStatus.Inconclusive, TestedUpToPerSecond = 300, Reasons = [new("cancelled", "SP5009", "cancelled by the user after 12.0 s")],
        }),
        Diagnosis = DiagnosisResult.None, Explanation = ExplanationResult.None, Cost = null, Timeline = [],
    };

    public static RunRecord Crashed() => Found() with
    {
        Search = Search([Trial(TrialPhase.Search, 200, 9, 2.4, 4), Trial(TrialPhase.Search, 320, 13, 1.1, 900, died: true)], new()
        {
            Status = SearchStatus.Found, RatePerSecond = 253, Interval = new Interval(200, 320), TestedUpToPerSecond = 320, Crashed = true,
            FirstViolation = new(ViolationKind.ErrorRate, 0.01, 0.5, 320, Seconds(14.1), null),
        }),
        Diagnosis = DiagnosisResult.None with
        {
            Cause = "crash", Confidence = 0.97, Ranked = [new("crash", 0.97, ["E1"], [])], Evidence = [new("E1", "process.exit_code", "1", null, 139, 14.1, null)],
        },
        Verdict = new(Verdict.Pass, 0, [], []), Explanation = ExplanationResult.None, Timeline = [],
        LastLines = ["Stack overflow.", "   at Shop.Pricing.Discount(Int32)"],
    };

    /// <summary>Rates and times over many powers of ten, a gate far away, the break at the very edge.</summary>
    public static RunRecord Extreme() => Found() with
    {
        Duration = Seconds(3725),
        Verdict = new(Verdict.Fail, 1, [new("SP8001", "breaking point 81234 req/s is below the gate of 1000000 req/s")],
            [new("minRate", 1_000_000, 81234, 80100, 82399, Verdict.Fail, "breaking point 81234 req/s [80100, 82399] is below the gate of 1000000 req/s")]),
        Search = Search(
            [Trial(TrialPhase.Search, 0.5, 5, 20, 0.21, capacity: 85000), Trial(TrialPhase.Search, 900, 30, 30, 0.8, capacity: 85000), Trial(TrialPhase.Search, 81000, 65, 6, 48, capacity: 85000),
             Trial(TrialPhase.Search, 120000, 75, 6, 61000, drain: Seconds(60), capacity: 85000)],
            Point() with { RatePerSecond = 81234, Interval = new Interval(80100, 82399), FirstViolation = new(ViolationKind.Latency, 250, 61000, 120000, Seconds(79), 1), TestedUpToPerSecond = 120000 },
            [new(1, 9000, Ms(0.1), Ms(0.2), 0), new(4096, 82000, Ms(48), Ms(800), 0.2)]),
    };

    public static JudgedTrial Trial(
        TrialPhase phase, double rate, double at, double seconds, double p99, bool voided = false, bool died = false, TimeSpan? drain = null,
        double capacity = 420)
    {
        var n = (long)Math.Round(rate * seconds);
        var late = p99 > 250 ? n * 6 / 100 : 0;
        var errors = died ? n / 2 : 0;
        var outcome = voided ? TrialOutcome.Void : late + errors > n / 100 ? TrialOutcome.Fail : TrialOutcome.Pass;
        var record = new TrialRecord
        {
            Phase = phase, OfferedPerSecond = rate, StartedAt = Seconds(at), Settle = Seconds(0.6), Scored = Seconds(seconds),
            Duration = Seconds(seconds + 0.8) + (drain ?? default), Drain = drain ?? default, Scheduled = n, Due = n, Sent = n, ScoredRequests = n, PlannedScoredRequests = n,
            Errors = errors, Late = late, TargetDied = died, OfferedInWindowPerSecond = rate, CompletedPerSecond = Math.Min(rate, capacity),
            GoodputPerSecond = Math.Round(Math.Min(rate, capacity) * (n - late - errors) / n, 2),
            Response = Times(n, p99), Service = Times(n, p99 / 2),
            Routes = [new(0, n / 2, errors, late, Times(n / 2, p99)), new(1, n - n / 2, 0, 0, Times(n - n / 2, Math.Min(p99, 90)))],
            ErrorKinds = died ? [new("refused", errors, "connection refused by 127.0.0.1:41234", Seconds(at + 0.9))] : [],
            Bins = Bins(rate, at, seconds + 0.6, p99, capacity),
            Vetoes = voided ? [new("send-lag", "send lag p99 41 ms, limit 12.5 ms")] : [],
        };
        return new(record, outcome, outcome == TrialOutcome.Fail ? died ? ViolationKind.ErrorRate : ViolationKind.Latency : null);
    }

    public static JudgedTrial Closed(TrialPhase phase, int inFlight, double at, double seconds, double rate, double p99)
    {
        var open = Trial(phase, rate, at, seconds, p99, capacity: 2000);
        var bins = open.Record.Bins.Select(b => b with { InFlight = inFlight });
        return open with { Record = open.Record with { OfferedPerSecond = null, ClosedInFlight = inFlight, Bins = [.. bins], Settle = TimeSpan.Zero } };
    }

    public static ImmutableArray<JudgedTrial> Trials() =>
    [
        Closed(TrialPhase.WarmUp, 1, 0.6, 7.2, 98, 12), Closed(TrialPhase.Sweep, 1, 10.2, 1.1, 101.2, 14.8), Closed(TrialPhase.Sweep, 4, 11.5, 1, 371.5, 21),
        Closed(TrialPhase.Sweep, 16, 12.7, 1, 424, 61), Closed(TrialPhase.Sweep, 64, 13.9, 1.2, 426.8, 233),
        Trial(TrialPhase.Search, 395, 16.2, 2.4, 62), Trial(TrialPhase.Search, 430, 20.1, 2.4, 391, drain: Seconds(0.9)), Trial(TrialPhase.Search, 405, 25, 5, 140),
        Trial(TrialPhase.Search, 418, 31.5, 6, 262, drain: Seconds(0.6)), Trial(TrialPhase.Search, 410, 39.8, 6, 171, voided: true), Trial(TrialPhase.Search, 409.5, 47.2, 6, 187),
        Trial(TrialPhase.Confirm, 398, 54.5, 6, 96), Trial(TrialPhase.Overload, 640, 61.5, 4, 1900, drain: Seconds(2.2)), Trial(TrialPhase.Recovery, 199, 68.9, 5, 31),
    ];

    public static SearchResult Search(ImmutableArray<JudgedTrial> trials, BreakingPoint point, ImmutableArray<SweepLevel>? sweep = null) => new()
    {
        BreakingPoint = point, Trials = trials, LatencyLimit = TimeSpan.FromMilliseconds(250), SaturationPerSecond = sweep is { Length: 0 } ? null : 426.8,
        Healthy = new(new(Seconds(8.1), Seconds(10.1)), TimeSpan.FromMilliseconds(9.4), TimeSpan.FromMilliseconds(14.8), 0.4),
        Sweep = sweep ??
        [
            new(1, 101.2, TimeSpan.FromMilliseconds(9.4), TimeSpan.FromMilliseconds(14.8), 0), new(4, 371.5, TimeSpan.FromMilliseconds(10.4), TimeSpan.FromMilliseconds(21), 0),
            new(16, 424, TimeSpan.FromMilliseconds(37), TimeSpan.FromMilliseconds(61), 0), new(64, 426.8, TimeSpan.FromMilliseconds(149), TimeSpan.FromMilliseconds(233), 0),
        ],
    };

    public static BreakingPoint Point() => new()
    {
        Status = SearchStatus.Found, RatePerSecond = Capacity, Interval = new Interval(398.04, 425.11), TestedUpToPerSecond = 640,
        FirstViolation = new(ViolationKind.Latency, 250, 391.24, 430, Seconds(21.4), 0), Recovery = RecoveryOutcome.Recovered,
    };

    private static DiagnosisResult LockContention() => new()
    {
        Cause = "lock-contention", Confidence = 0.86,
        Ranked = [new("lock-contention", 0.86, ["E1", "E2"], []), new("thread-pool-starvation", 0.08, ["E3"], ["E2"]), new("unknown", 0.06, [], [])],
        Evidence =
        [
            new("E1", "dotnet.monitor.lock_contentions/request", "{contention}/{request}", 0, 1.92, 20.2, null), new("E2", "process.cpu", "{core}", 0.31, 0.62, null, null),
            new("E3", "dotnet.thread_pool.queue.length", "{work_item}", 0, 12, 21.7, null),
        ],
    };

    private static ExplanationResult ByRules() => new()
    {
        Source = "rules",
        Steps = [new("At 430 req/s every request waited for a lock 1.9 times.", ["E1"]), new("The processor had room: 0.62 of 2 cores.", ["E2"])],
        Recommendations = [new("Do no I/O inside a lock", "Move the read out of the lock, or use a ConcurrentDictionary.", 0.86, ["E1", "E2"])],
    };

    private static LatencySummary Times(long n, double p99) => new(
        n, Ms(p99 / 4), Ms(p99 / 5), Ms(p99 / 2), Ms(p99), Ms(p99 * 1.2), Ms(p99 * 1.5), 0.5);

    private static ImmutableArray<TrialBin> Bins(double rate, double at, double seconds, double p99, double capacity) =>
        [.. Enumerable.Range(0, (int)(seconds / 0.25)).Select(i =>
        {
            var sent = (long)Math.Round(rate / 4 + 3 * Math.Sin(i * 1.7));
            var done = Math.Min(sent, (long)(capacity / 4));
            var slow = Ms(9 + (p99 - 9) * Math.Min(1, (i + 1) / 9.0));
            return new TrialBin(Seconds(at + i * 0.25), sent, done, p99 > 250 && i > 4 ? done * 9 / 10 : done, 0, 0, (int)Math.Max(2, (rate - capacity * 0.965) * i * 0.12), slow / 4, slow);
        })];

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
