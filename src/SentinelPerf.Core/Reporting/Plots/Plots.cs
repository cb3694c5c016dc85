using System.Collections.Immutable;
using SentinelPerf.Planning;

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
    public static readonly ImmutableArray<string> Files = [Capacity, Timeline, Concurrency, .. Enum.GetValues<LoadTestKind>().Where(k => k != LoadTestKind.Search).Select(Of)];

    /// <summary>File of a load test's <see cref="TimelinePlot"/>.</summary>
    public static string Of(LoadTestKind test) => LoadTestOptions.Name(test) + ".svg";

    /// <summary>Draws what the run has data for.</summary>
    public static ImmutableArray<(string File, string Svg)> Draw(RunView view) =>
        [.. new[] { (Capacity, CapacityPlot.Draw(view)), (Timeline, TimelinePlot.Draw(view)), (Concurrency, ConcurrencyPlot.Draw(view)) }
            .Concat(view.Tests.Select(t => (Of(t.Kind), TimelinePlot.Draw(view, t))))
            .Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!))];
}
