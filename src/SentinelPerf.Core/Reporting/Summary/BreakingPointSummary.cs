using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Gating;
using SentinelPerf.Load;

namespace SentinelPerf.Reporting;

/// <summary>The breaking point. Low is rounded down and high up, so that the interval never claims more than was measured.</summary>
public sealed record BreakingPointSummary
{
    /// <summary>What the search found.</summary>
    public required SearchStatus Status { get; init; }

    /// <summary>Unit of every rate in the summary.</summary>
    public required string Unit { get; init; }

    /// <summary>Capacity.</summary>
    public required double? Rate { get; init; }

    /// <summary>Low end of its interval.</summary>
    public required double? Low { get; init; }

    /// <summary>High end of its interval.</summary>
    public required double? High { get; init; }

    /// <summary>Confidence of the interval, 0–1; null without one.</summary>
    public required double? Confidence { get; init; }

    /// <summary>Highest rate offered and judged.</summary>
    public required double? TestedUpTo { get; init; }

    /// <summary>First sustained violation; null when there was none.</summary>
    public required ViolationSummary? FirstViolation { get; init; }

    /// <summary>After overload.</summary>
    public required RecoveryOutcome Recovery { get; init; }

    /// <summary>A higher rate passed though a lower one failed.</summary>
    public required bool NonMonotone { get; init; }
}

/// <summary>The first sustained violation.</summary>
/// <param name="Kind">Which limit.</param>
/// <param name="Limit">Milliseconds for latency, a share for the others.</param>
/// <param name="Observed">In the limit's unit.</param>
/// <param name="Offered">At which offered rate.</param>
/// <param name="AtSeconds">When, on the run's clock.</param>
/// <param name="Route"><c>GET /items/{id}</c>; null when none stands out.</param>
public sealed record ViolationSummary(ViolationKind Kind, double Limit, double Observed, double Offered, double AtSeconds, string? Route);

/// <summary>A load test that ran. Of the search, all but the trials stands in <see cref="BreakingPointSummary"/>.</summary>
/// <param name="Name"><c>search</c>, …</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Rate">Rate that load and soak held, that stress began with, and around the spike; null for the search, and when no rate was known.</param>
/// <param name="HeldUpTo">Highest rate that held; null: none did.</param>
/// <param name="BrokeAt">Lowest rate that broke; null: none did.</param>
/// <param name="FirstViolation">First sustained violation; null: none.</param>
/// <param name="Recovery">After the break (stress) or the spike.</param>
/// <param name="RecoveredAfterSeconds">From the spike's end until the target served as before; null: not a spike, or never.</param>
/// <param name="Drifts">What changed in one direction during a soak.</param>
/// <param name="Reasons">Why it did not pass, or what weakens it.</param>
/// <param name="Trials">Its trials, in order.</param>
public sealed record TestSummary(
    string Name, Verdict Verdict, double? Rate, double? HeldUpTo, double? BrokeAt, ViolationSummary? FirstViolation, RecoveryOutcome Recovery, double? RecoveredAfterSeconds,
    ImmutableArray<DriftSummary> Drifts, ImmutableArray<ReasonSummary> Reasons, ImmutableArray<TrialSummary> Trials);

/// <summary>What changed in one direction while the offered rate stayed the same.</summary>
/// <param name="Signal">What.</param>
/// <param name="Unit">UCUM unit of the values.</param>
/// <param name="From">Level at the soak's start.</param>
/// <param name="To">Level at its end.</param>
/// <param name="PerHour">Slope, per hour.</param>
/// <param name="Steady">It did not level off.</param>
public sealed record DriftSummary(string Signal, string Unit, double From, double To, double PerHour, bool Steady);

/// <summary>A trial.</summary>
/// <param name="Phase">What it was for.</param>
/// <param name="Offered">Offered rate; null for a closed loop.</param>
/// <param name="Seconds">Scored time.</param>
/// <param name="Outcome">What it says.</param>
/// <param name="Veto">Reasons of its vetoes, joined by a comma; null when there is none.</param>
/// <param name="Goodput">Good requests completed per second.</param>
/// <param name="ErrorRate">Errors / n, 0–1; null without a scored request.</param>
/// <param name="P50Milliseconds">Median response time.</param>
/// <param name="P99Milliseconds">99th percentile of the response time.</param>
public sealed record TrialSummary(
    TrialPhase Phase, double? Offered, double Seconds, TrialOutcome Outcome, string? Veto, double? Goodput, double? ErrorRate,
    double? P50Milliseconds, double? P99Milliseconds);
