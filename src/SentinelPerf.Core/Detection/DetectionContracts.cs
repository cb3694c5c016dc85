using System.Collections.Immutable;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>What the search found.</summary>
public enum SearchStatus { Found, NotReached, Inconclusive, NotRun }

/// <summary>How a trial violates the objective.</summary>
public enum ViolationKind { ErrorRate, Latency, ThroughputPlateau }

/// <summary>What became of the target after overload.</summary>
public enum RecoveryOutcome { NotTested, Recovered, Metastable, PersistentFailure }

/// <summary>Judgement of a trial.</summary>
public enum TrialOutcome { Pass, Fail, Void }

/// <summary>A trial with its judgement.</summary>
/// <param name="Record">What was measured.</param>
/// <param name="Outcome">What it says.</param>
/// <param name="Violation">How it violates the objective; null unless it fails.</param>
public sealed record JudgedTrial(TrialRecord Record, TrialOutcome Outcome, ViolationKind? Violation);

/// <summary>A stretch on the run's clock.</summary>
public readonly record struct TimeWindow(TimeSpan From, TimeSpan To)
{
    /// <summary>Its length.</summary>
    public TimeSpan Length => To - From;
}

/// <summary>The target before load: measured at one request in flight after warm-up.</summary>
/// <param name="Window">When.</param>
/// <param name="P50">Median response time, H.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="SquaredCoefficientOfVariation">cv² of the service time within routes; null when too few samples.</param>
public sealed record HealthyState(TimeWindow Window, TimeSpan P50, TimeSpan P99, double? SquaredCoefficientOfVariation);

/// <summary>One level of the closed-loop sweep.</summary>
/// <param name="InFlight">Requests in flight.</param>
/// <param name="SuccessesPerSecond">Least-squares slope of successful completions.</param>
/// <param name="P50">Median response time.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="ErrorRate">Errors / n.</param>
public sealed record SweepLevel(int InFlight, double SuccessesPerSecond, TimeSpan? P50, TimeSpan? P99, double ErrorRate);

/// <summary>The first sustained violation of the objective.</summary>
/// <param name="Kind">Which limit.</param>
/// <param name="Limit">Limit: milliseconds for latency, share for errors and plateau.</param>
/// <param name="Observed">What was seen, in the limit's unit.</param>
/// <param name="OfferedPerSecond">At which offered rate.</param>
/// <param name="At">When, on the run's clock.</param>
/// <param name="Route">Index of the route that broke first in the plan; null when none stands out.</param>
public sealed record Violation(ViolationKind Kind, double Limit, double Observed, double OfferedPerSecond, TimeSpan At, int? Route);

/// <summary>Why a search ended without a breaking point, or what weakens the one it found.</summary>
/// <param name="Id">Stable: <c>generator-limited</c>, <c>non-stationary</c>, <c>too-few-samples</c>, <c>interval-too-wide</c>, <c>too-many-voids</c>, <c>never-healthy</c>, <c>no-pass</c>, <c>no-fail</c>, <c>budget</c>, <c>max-rate</c>, <c>cancelled</c>, <c>target-died</c>.</param>
/// <param name="Code">SP5xxx or SP4xxx.</param>
/// <param name="Text">One line for a person.</param>
public sealed record SearchReason(string Id, string Code, string Text);

/// <summary>The breaking point: where the target stops meeting the objective.</summary>
public sealed record BreakingPoint
{
    /// <summary>What the search found.</summary>
    public required SearchStatus Status { get; init; }

    /// <summary>Best estimate of the capacity λ*, requests/s; null unless found.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Interval that holds λ*; null unless found.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Confidence of the interval.</summary>
    public double Confidence { get; init; } = 0.9;

    /// <summary>Highest rate that was really offered and judged, requests/s; null when none.</summary>
    public double? TestedUpToPerSecond { get; init; }

    /// <summary>First sustained violation.</summary>
    public Violation? FirstViolation { get; init; }

    /// <summary>The target's process ended under load.</summary>
    public bool Crashed { get; init; }

    /// <summary>After overload.</summary>
    public RecoveryOutcome Recovery { get; init; }

    /// <summary>A higher rate passed (replicated) though a lower one failed.</summary>
    public bool NonMonotone { get; init; }

    /// <summary>Why, when not found; what weakens it, when found.</summary>
    public ImmutableArray<SearchReason> Reasons { get; init; } = [];
}

/// <summary>Everything that the search did and found.</summary>
public sealed record SearchResult
{
    /// <summary>The breaking point.</summary>
    public required BreakingPoint BreakingPoint { get; init; }

    /// <summary>Every trial in order, void ones too.</summary>
    public required ImmutableArray<JudgedTrial> Trials { get; init; }

    /// <summary>What every rate counts per second.</summary>
    public RateUnit Unit { get; init; } = RateUnit.Requests;

    /// <summary>T in force.</summary>
    public TimeSpan LatencyLimit { get; init; }

    /// <summary>T was derived from the healthy state, not set by the user.</summary>
    public bool LatencyLimitDerived { get; init; }

    /// <summary>Before load; null when the target never was healthy.</summary>
    public HealthyState? Healthy { get; init; }

    /// <summary>Saturation throughput Ĉ of the closed loop, requests/s.</summary>
    public double? SaturationPerSecond { get; init; }

    /// <summary>The throughput–concurrency curve.</summary>
    public ImmutableArray<SweepLevel> Sweep { get; init; } = [];

    /// <summary>The seconds around the failure that stands for the break; null when nothing failed.</summary>
    public TimeWindow? Breaking { get; init; }

    /// <summary>The gate lay inside the interval, so the search went on once past its budget.</summary>
    public bool Extended { get; init; }

    /// <summary>Overload phase; null when not run.</summary>
    public TimeWindow? Overload { get; init; }

    /// <summary>Recovery phase; null when not run.</summary>
    public TimeWindow? Recovery { get; init; }
}
