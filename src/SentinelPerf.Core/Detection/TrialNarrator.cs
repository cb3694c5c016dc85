using System.Globalization;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>Says in one line what a trial showed.</summary>
internal static class TrialNarrator
{
    /// <summary>Such as <c>412 req/s: FAIL, 3.1 % late, p99 391 ms; interval 398–425</c>.</summary>
    public static ProgressEvent Describe(JudgedTrial trial, TimeSpan now, Interval? known)
    {
        var record = trial.Record;
        var n = Math.Max(1, record.ScoredRequests);
        var parts = new List<string> { $"{Load(record)}: {Outcome(trial)}" };
        if (record.Errors > 0) parts.Add(Invariant($"{100.0 * record.Errors / n:0.#} % errors"));
        if (record.Late > 0) parts.Add(Invariant($"{100.0 * record.Late / n:0.#} % late"));
        if (record.Response.P99 is { } p99) parts.Add(Invariant($"p99 {p99.TotalMilliseconds:0.#} ms"));
        var text = string.Join(", ", parts) + (known is { } i ? Invariant($"; interval {Rate(i.Low)}–{Rate(i.High)}") : "");
        return new ProgressEvent(now, Name(record.Phase), text)
        {
            OfferedPerSecond = record.OfferedPerSecond,
            P50 = record.Response.P50,
            P99 = record.Response.P99,
            ErrorRate = record.ScoredRequests > 0 ? (double)record.Errors / record.ScoredRequests : null,
            LowPerSecond = known?.Low,
            HighPerSecond = known?.High,
        };
    }

    /// <summary><c>412 req/s</c> or <c>16 in flight</c>.</summary>
    public static string Load(TrialRecord record) => record.OfferedPerSecond is { } rate ? $"{Rate(rate)} req/s" : Invariant($"{record.ClosedInFlight} in flight");

    /// <summary>A rate with as many digits as it deserves.</summary>
    public static string Rate(double rate) => rate.ToString(rate < 10 ? "0.##" : rate < 100 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Outcome(JudgedTrial trial) => trial switch
    {
        { Record.TargetDied: true } => "the target's process ended",
        { Outcome: TrialOutcome.Void } => "void (" + string.Join("; ", trial.Record.Vetoes.Select(v => v.Text).DefaultIfEmpty("nothing scored")) + ")",
        { Record.ClosedInFlight: not null } => Invariant($"{Rate(trial.Record.SuccessSlopePerSecond ?? 0)} good/s"),
        { Outcome: TrialOutcome.Pass } => "PASS",
        { Violation: ViolationKind.ThroughputPlateau } => Invariant($"FAIL, only {Rate(trial.Record.CompletedPerSecond)}/s completed"),
        _ => "FAIL",
    };

    private static string Name(TrialPhase phase) => phase switch { TrialPhase.WarmUp => "warm-up", var p => p.ToString().ToLowerInvariant() };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
