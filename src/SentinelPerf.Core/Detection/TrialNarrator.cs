using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>Says in one line what a trial showed.</summary>
internal static class TrialNarrator
{
    /// <summary>Such as <c>FAIL, 3.1 % late</c>, with the figures beside it for columns.</summary>
    public static ProgressEvent Describe(JudgedTrial trial, TimeSpan now, Interval? known, RateUnit unit)
    {
        var record = trial.Record;
        var n = Math.Max(1, record.ScoredRequests);
        var parts = new List<string> { Outcome(trial) };
        if (record.Errors > 0) parts.Add(Invariant($"{100.0 * record.Errors / n:0.#} % errors"));
        if (record.Late > 0) parts.Add(Invariant($"{100.0 * record.Late / n:0.#} % late"));
        return new ProgressEvent(now, Name(record.Phase), string.Join(", ", parts))
        {
            Unit = unit,
            OfferedPerSecond = record.OfferedPerSecond,
            InFlight = record.ClosedInFlight,
            P50 = record.Response.P50,
            P99 = record.Response.P99,
            ErrorRate = record.ScoredRequests > 0 ? (double)record.Errors / record.ScoredRequests : null,
            LowPerSecond = known?.Low,
            HighPerSecond = known?.High,
        };
    }

    /// <summary><c>412 req/s</c> or <c>16 in flight</c>.</summary>
    public static string Load(TrialRecord record, RateUnit unit) => record.OfferedPerSecond is { } rate ? $"{Rate(rate)} {unit.Symbol}" : Invariant($"{record.ClosedInFlight} in flight");

    /// <summary>A rate with as many digits as it deserves.</summary>
    public static string Rate(double rate) => rate.ToString(rate < 10 ? "0.##" : rate < 100 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Outcome(JudgedTrial trial) => trial switch
    {
        { Record.TargetDied: true } => "the target's process ended",
        { Outcome: TrialOutcome.Void } => "void: " + Spoiled(trial.Record.Vetoes),
        { Record.ClosedInFlight: not null } => Invariant($"{Rate(trial.Record.SuccessSlopePerSecond ?? 0)} good/s"),
        { Outcome: TrialOutcome.Pass } => "PASS",
        { Violation: ViolationKind.ThroughputPlateau } => Invariant($"FAIL, only {Rate(trial.Record.CompletedPerSecond)}/s completed"),
        _ => "FAIL",
    };

    // All of them stand in the report; one tells a person who watches enough.
    private static string Spoiled(ImmutableArray<Veto> vetoes) =>
        vetoes.IsEmpty ? "nothing was scored" : vetoes[0].Text + (vetoes.Length > 1 ? Invariant($" (and {vetoes.Length - 1} more)") : "");

    private static string Name(TrialPhase phase) => phase switch { TrialPhase.WarmUp => "warm-up", var p => p.ToString().ToLowerInvariant() };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
