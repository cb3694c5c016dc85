using SentinelPerf.Core.Tests.Simulation;

namespace SentinelPerf.Bench.Study;

/// <summary>A real server of the study.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Group">As in <see cref="StudyRow.Group"/>.</param>
/// <param name="Arguments">Of tests/GroundTruth.</param>
/// <param name="Truth">Largest rate with p99 ≤ 250 ms and ≤ 1 % errors; null: measured by a closed loop before and after each run.</param>
internal sealed record RealServer(string Name, string Group, string Arguments, double? Truth)
{
    /// <summary>
    /// Truths: pools by simulating 20 million requests (<see cref="StudyServer.LongRun"/>), mm1 by μ − ln(1/ε)/T, loss by Erlang's formula B.
    /// 'fitted': the search's constants were fitted on simulations of these.
    /// </summary>
    public static RealServer[] All { get; } =
    [
        new("pool-4x10ms", "fitted", "pool --workers 4 --hold 10ms", 390.9),
        new("pool-1x8ms", "fitted", "pool --workers 1 --hold 8ms", 115.9),
        new("pool-30x50ms", "fitted", "pool --workers 30 --hold 50ms", 589.3),
        new("pool-2x25ms", "fitted", "pool --workers 2 --hold 25ms", 70.5),
        new("token-bucket-300", "fitted", "token-bucket --rate 300 --burst 20", 287.4),
        new("pool-12x100ms", "held", "pool --workers 12 --hold 100ms", 106.5),
        new("pool-3x30ms", "held", "pool --workers 3 --hold 30ms", 90.2),
        new("lock-5ms", "held", "lock --hold 5ms", 190.9),
        new("mm1-500", "held", "mm1 --rate 500", 481.6),
        new("loss-20x50ms", "held", "loss --slots 20 --hold 50ms", 240.7),
        new("cpu-1ms", "cpu", "cpu --cost 1ms", null),
    ];
}

/// <summary>A simulated server of the study: one with a capacity, or one that asks for a verdict.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Group">As in <see cref="StudyRow.Group"/>.</param>
/// <param name="Server">With a capacity; null for an end.</param>
/// <param name="End">With a verdict; null for a server.</param>
internal sealed record SimulatedCase(string Name, string Group, StudyServer? Server, StudyEnd? End)
{
    public static SimulatedCase[] All { get; } =
    [
        .. StudyServer.Fitted.Select(s => new SimulatedCase(s.Name, "fitted", s, null)),
        .. StudyServer.Held.Select(s => new SimulatedCase(s.Name, "held", s, null)),
        .. StudyServer.Weak.Select(s => new SimulatedCase(s.Name, "weak", s, null)),
        .. StudyEnd.All.Select(e => new SimulatedCase(e.Name, "end", null, e)),
    ];
}
