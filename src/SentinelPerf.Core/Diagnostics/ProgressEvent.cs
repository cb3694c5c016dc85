using SentinelPerf.Measurement;

namespace SentinelPerf.Diagnostics;

/// <summary>One step of a run, for people who watch it. Rooms report through <see cref="IProgress{T}"/>.</summary>
/// <param name="At">Offset on the run's clock.</param>
/// <param name="Phase">Short name of the phase: <c>start</c>, <c>warm-up</c>, <c>sweep</c>, <c>search</c>, <c>confirm</c>, <c>overload</c>, <c>recovery</c>, …</param>
/// <param name="Text">One line for a person.</param>
public sealed record ProgressEvent(TimeSpan At, string Phase, string Text)
{
    /// <summary>What the rates here count per second.</summary>
    public RateUnit Unit { get; init; } = RateUnit.Requests;

    /// <summary>Offered rate, when a trial ran.</summary>
    public double? OfferedPerSecond { get; init; }

    /// <summary>Requests kept in flight, when a closed loop ran.</summary>
    public int? InFlight { get; init; }

    /// <summary>Median response time of the trial.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>99th percentile of the response time of the trial.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>Errors / requests of the trial, 0–1.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>Low end of the interval known so far.</summary>
    public double? LowPerSecond { get; init; }

    /// <summary>High end of the interval known so far.</summary>
    public double? HighPerSecond { get; init; }
}
