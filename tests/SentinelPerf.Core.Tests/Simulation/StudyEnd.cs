using SentinelPerf.Detection;

namespace SentinelPerf.Core.Tests.Simulation;

/// <summary>A search that should end in a certain verdict rather than with a narrow interval around a known capacity.</summary>
/// <param name="Name">The verdict.</param>
/// <param name="Make">Makes the target and its generator from a seed.</param>
/// <param name="IsRight">Whether the search saw it.</param>
internal sealed record StudyEnd(string Name, Func<ulong, SimulatedRunner> Make, Func<BreakingPoint, bool> IsRight)
{
    /// <summary>T = 250 ms, ε = 1 %.</summary>
    public static StudyEnd[] All { get; } =
    [
        new("no-break", s => new(new PoolServer(4, r => r.Exponential(0.01), s)) { MaxRatePerSecond = 300 },
            p => p is { Status: SearchStatus.NotReached, TestedUpToPerSecond: 300 }),
        new("generator-limited", s => new(new PoolServer(4, r => r.Exponential(0.01), s)) { VetoAbove = 250 },
            p => p.Status is SearchStatus.Inconclusive or SearchStatus.NotReached && p.Reasons[0].Id == "generator-limited"),
        new("non-monotone", s => new(new BandServer(8, 0.01, 360, 480, 0.4, s)), p => p is { Status: SearchStatus.Found, NonMonotone: true, RatePerSecond: < 370 }),
        new("metastable", s => new(new RetryStormServer(4, 0.01, 0.3, 3, s)), p => p is { Status: SearchStatus.Found, Recovery: RecoveryOutcome.Metastable }),
        new("crash", s => new(new CrashServer(4, 0.005, 500, s)),
            p => p is { Status: SearchStatus.Found, Crashed: true } && p.Interval!.Value is { Low: < 505, High: > 420 }),
        new("never-healthy", s => new(new NeverHealthyServer(s)), p => p.Status == SearchStatus.Inconclusive && p.Reasons[0].Id == "never-healthy"),
        // What it can carry falls by a fifth while it is measured: no narrow claim.
        new("leak", s => new(new LeakServer(4, 0.01, 20000, s)), p => p.Status == SearchStatus.Inconclusive),
    ];
}
