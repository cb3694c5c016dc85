using System.Collections.Immutable;

namespace SentinelPerf.Signals;

/// <summary>One value of a signal.</summary>
/// <param name="At">Offset on the run's clock.</param>
/// <param name="Value">The value, in the series' unit. Counters are stored as rates per second, gauges as they are.</param>
public readonly record struct SignalPoint(TimeSpan At, double Value);

/// <summary>A signal over time.</summary>
/// <param name="Name">OpenTelemetry name where there is one: <c>dotnet.thread_pool.queue.length</c>; else <c>process.cpu</c>, <c>host.steal</c>, ….</param>
/// <param name="Unit">UCUM unit: <c>{work_item}</c>, <c>s</c>, <c>By</c>, <c>{core}</c>, <c>1</c>.</param>
/// <param name="Where">What it is about, when it names something: route, exception type, pool, host; else null.</param>
/// <param name="Points">In time order.</param>
public sealed record SignalSeries(string Name, string Unit, string? Where, ImmutableArray<SignalPoint> Points);

/// <summary>A signal that could not be had, and why.</summary>
/// <param name="Signal">Its name.</param>
/// <param name="Reason">One line.</param>
public sealed record MissingSignal(string Signal, string Reason);

/// <summary>Everything that was watched inside and around the target during a run.</summary>
/// <param name="Series">All series; names may repeat with different <see cref="SignalSeries.Where"/>.</param>
/// <param name="Missing">What could not be watched.</param>
public sealed record SignalLog(ImmutableArray<SignalSeries> Series, ImmutableArray<MissingSignal> Missing)
{
    /// <summary>Nothing was watched.</summary>
    public static SignalLog Empty { get; } = new([], []);
}
