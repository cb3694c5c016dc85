using SentinelPerf.Gating;
using SentinelPerf.Reporting;

namespace SentinelPerf.Pipeline;

/// <summary>What a run ended with.</summary>
/// <param name="Record">Everything that it did and found.</param>
/// <param name="Files">Its reports.</param>
public sealed record RunResult(RunRecord Record, ReportFiles Files)
{
    /// <summary>The gates in force: they decide what an inconclusive run does to a build or a test.</summary>
    public GateOptions Gates { get; init; } = new();
}
