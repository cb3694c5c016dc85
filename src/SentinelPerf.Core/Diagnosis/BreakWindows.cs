using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;

namespace SentinelPerf.Diagnosis;

/// <summary>Which stretches of the run stand for healthy, which for broken.</summary>
/// <param name="Healthy">Before load; empty: the target never was healthy.</param>
/// <param name="Breaking">The seconds around the break and every trial that failed near it.</param>
/// <param name="Lookback">Where changes are searched: from the start of the trial that broke to the end of the break.</param>
/// <param name="Failed">The failed trials that <see cref="Breaking"/> rests on.</param>
/// <param name="Passed">The passing open trial at the highest rate; null: none.</param>
internal sealed record BreakWindows(
    ImmutableArray<TimeWindow> Healthy, ImmutableArray<TimeWindow> Breaking, TimeWindow Lookback, ImmutableArray<TrialRecord> Failed, TrialRecord? Passed)
{
    /// <summary>Trials further above the breaking point than this show overload, not the break.</summary>
    private const double NearFactor = 1.4;

    /// <summary>Finds them; null when nothing broke.</summary>
    public static BreakWindows? Of(SearchResult search)
    {
        var failed = Near([.. search.Trials.Where(t => t.Outcome == TrialOutcome.Fail && t.Record.OfferedPerSecond is not null).Select(t => t.Record)]);
        var windows = failed.Select(t => new TimeWindow(t.StartedAt, t.StartedAt + t.Settle + t.Scored));
        if (search.Breaking is { } breaking) windows = windows.Prepend(breaking);
        var all = windows.ToImmutableArray();
        if (all.IsEmpty && search.Overload is { } overload) all = [overload];
        if (all.IsEmpty) return null;
        var end = search.Breaking?.To ?? all[0].To;
        var start = failed.Where(t => t.StartedAt <= end).Select(t => (TimeSpan?)t.StartedAt).LastOrDefault() ?? all[0].From;
        return new BreakWindows(
            search.Healthy is { } h ? [h.Window] : [], all, new TimeWindow(start, end), failed,
            search.Trials.Where(t => t.Outcome == TrialOutcome.Pass && t.Record.OfferedPerSecond is not null).Select(t => t.Record).MaxBy(t => t.OfferedPerSecond));
    }

    private static ImmutableArray<TrialRecord> Near(ImmutableArray<TrialRecord> failed)
    {
        if (failed.IsEmpty) return failed;
        var limit = failed.Min(t => t.OfferedPerSecond) * NearFactor;
        return [.. failed.Where(t => t.OfferedPerSecond <= limit).OrderBy(t => t.StartedAt)];
    }
}
