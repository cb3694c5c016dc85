using System.Collections.Immutable;

namespace SentinelPerf.Reporting;

/// <summary>The plots of a run.</summary>
internal static class Plots
{
    /// <summary>File of <see cref="CapacityPlot"/>.</summary>
    public const string Capacity = "capacity.svg";

    /// <summary>File of <see cref="TimelinePlot"/>.</summary>
    public const string Timeline = "timeline.svg";

    /// <summary>File of <see cref="ConcurrencyPlot"/>.</summary>
    public const string Concurrency = "concurrency.svg";

    /// <summary>All files that a run can make.</summary>
    public static readonly ImmutableArray<string> Files = [Capacity, Timeline, Concurrency];

    /// <summary>Draws what the run has data for.</summary>
    public static ImmutableArray<(string File, string Svg)> Draw(RunView view) =>
        [.. new[] { (Capacity, CapacityPlot.Draw(view)), (Timeline, TimelinePlot.Draw(view)), (Concurrency, ConcurrencyPlot.Draw(view)) }
            .Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!))];
}
