using System.Collections.Immutable;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Signals;

namespace SentinelPerf.Detection;

/// <summary>How a load test ends. Order: the worst decides.</summary>
public enum TestOutcome
{
    /// <summary>The target did what the test asks.</summary>
    Pass,

    /// <summary>The test cannot tell: spoiled, too small, or what it needs is not known.</summary>
    Inconclusive,

    /// <summary>The target did not.</summary>
    Fail,
}

/// <summary>A stretch of constant offered rate on the run's clock.</summary>
/// <param name="Window">When.</param>
/// <param name="PerSecond">Offered rate, requests/s.</param>
public sealed record OfferedStretch(TimeWindow Window, double PerSecond);

/// <summary>Something that changed in one direction while the offered rate stayed the same.</summary>
/// <param name="Signal">What: <c>client.response.p50</c>, <c>process.memory.usage</c>, ….</param>
/// <param name="Unit">UCUM unit of the values.</param>
/// <param name="From">Level at the soak's start, on the fitted line.</param>
/// <param name="To">Level at its end.</param>
/// <param name="PerHour">Slope (Theil–Sen), per hour.</param>
/// <param name="Steady">It did not level off: the second half rises nearly as fast as the first.</param>
public sealed record Drift(string Signal, string Unit, double From, double To, double PerHour, bool Steady);

/// <summary>A load test other than the search, with everything it did and found.</summary>
public sealed record LoadTestResult
{
    /// <summary>Which test.</summary>
    public required LoadTestKind Kind { get; init; }

    /// <summary>Its end.</summary>
    public required TestOutcome Outcome { get; init; }

    /// <summary>What it did: held rate of load and soak, first step of stress, rate around the spike, requests/s; null when none was known.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Highest rate it offered, requests/s; null when it offered none.</summary>
    public double? PeakPerSecond { get; init; }

    /// <summary>When it ran; null when it did not.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>Every trial in order, void ones too.</summary>
    public ImmutableArray<JudgedTrial> Trials { get; init; } = [];

    /// <summary>What was offered when; a spike is one trial of three stretches.</summary>
    public ImmutableArray<OfferedStretch> Offered { get; init; } = [];

    /// <summary>Highest rate that held, requests/s; null when none did.</summary>
    public double? HeldUpToPerSecond { get; init; }

    /// <summary>Lowest rate that broke for certain (replicated, or the spike), requests/s; null when none did.</summary>
    public double? BrokeAtPerSecond { get; init; }

    /// <summary>First sustained violation of the objective; null: none.</summary>
    public Violation? FirstViolation { get; init; }

    /// <summary>The seconds that stand for the break; null when nothing broke.</summary>
    public TimeWindow? Breaking { get; init; }

    /// <summary>What became of the target after the break (stress) or the spike.</summary>
    public RecoveryOutcome Recovery { get; init; }

    /// <summary>From the spike's end until it served as before; null: not a spike, or never.</summary>
    public TimeSpan? RecoveredAfter { get; init; }

    /// <summary>What drifted during a soak.</summary>
    public ImmutableArray<Drift> Drifts { get; init; } = [];

    /// <summary>Signals that a soak was looked through for drift; empty: none had windows enough, or the test is no soak.</summary>
    public ImmutableArray<string> LookedForDriftIn { get; init; } = [];

    /// <summary>Why it did not pass; what weakens it, when it did.</summary>
    public ImmutableArray<SearchReason> Reasons { get; init; } = [];
}

/// <summary>The load tests of a run beside the search.</summary>
public sealed record LoadTestSeries
{
    /// <summary>The tests in the order in which they ran.</summary>
    public required ImmutableArray<LoadTestResult> Tests { get; init; }

    /// <summary>Before load; null when the target never was healthy.</summary>
    public HealthyState? Healthy { get; init; }

    /// <summary>T in force.</summary>
    public TimeSpan LatencyLimit { get; init; }

    /// <summary>T was derived from the healthy state, not set by the user.</summary>
    public bool LatencyLimitDerived { get; init; }
}

/// <summary>What a caller decides about the load tests.</summary>
public sealed record LoadTestSetup
{
    /// <summary>Which tests, around which rate, for how long.</summary>
    public required LoadTestOptions Tests { get; init; }

    /// <summary>End of the last trial on the run's clock.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>Seed of every draw. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What is counted per second, for the texts. Default requests.</summary>
    public RateUnit Unit { get; init; } = RateUnit.Requests;

    /// <summary>What was watched so far; a soak looks for drift in it.</summary>
    public Func<SignalLog> Signals { get; init; } = () => SignalLog.Empty;
}
