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

/// <summary>A load test that ran.</summary>
/// <param name="Name"><c>search</c>, …</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Trials">Its trials, in order.</param>
public sealed record TestSummary(string Name, Verdict Verdict, ImmutableArray<TrialSummary> Trials);

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
