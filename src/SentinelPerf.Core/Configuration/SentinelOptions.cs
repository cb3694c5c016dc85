using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Everything that a run is told, one record per room.</summary>
public sealed record SentinelOptions
{
    /// <summary>What runs under test.</summary>
    public TargetOptions Target { get; init; } = new();

    /// <summary>What is sent.</summary>
    public TrafficOptions Traffic { get; init; } = new();

    /// <summary>What good service is.</summary>
    public Objective Objective { get; init; } = new();

    /// <summary>How load is made.</summary>
    public LoadOptions Load { get; init; } = new();

    /// <summary>Limits.</summary>
    public GateOptions Gates { get; init; } = new();

    /// <summary>Where reports go.</summary>
    public OutputOptions Output { get; init; } = new();

    /// <summary>Who explains.</summary>
    public ExplainOptions Explain { get; init; } = new();
}
