using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Reporting;

namespace SentinelPerf.Pipeline;

/// <summary>What happened first, second, third: the events of a run in order of time.</summary>
internal static class TimelineBuilder
{
    public static ImmutableArray<TimelineEvent> Build(SearchResult search) => [.. Events(search).OrderBy(e => e.At)];

    private static IEnumerable<TimelineEvent> Events(SearchResult search)
    {
        if (search.Healthy is { } healthy)
            yield return new(healthy.Window.From, null, "healthy-state", FormattableString.Invariant($"median {healthy.P50.TotalMilliseconds:0.###} ms with one request in flight"));
        if (search.SaturationPerSecond is { } saturation && search.Trials.LastOrDefault(t => t.Record.Phase == TrialPhase.Sweep && t.Record.StartedAt < FirstOpen(search)) is { } sweep)
            yield return new(sweep.Record.StartedAt + sweep.Record.Duration, null, "saturation", FormattableString.Invariant($"the closed loop gives {saturation:0.#} {search.Unit} at most"));
        if (FirstLate(search) is { } late) yield return late;
        foreach (var first in search.Trials.SelectMany(t => t.Record.ErrorKinds.Select(e => (Trial: t.Record, Error: e))).GroupBy(e => e.Error.Kind).Select(g => g.MinBy(e => e.Error.FirstAt)))
            yield return new(first.Error.FirstAt, first.Trial.OfferedPerSecond, "first-" + first.Error.Kind, first.Error.First);
        if (search.BreakingPoint.FirstViolation is { } violation)
            yield return new(violation.At, violation.OfferedPerSecond, "first-violation", "the objective is missed from here on");
        foreach (var death in search.Trials.Where(t => t.Record.TargetDied))
            yield return new(death.Record.StartedAt + death.Record.Duration, death.Record.OfferedPerSecond, "exit", "the target's process ended");
        if (search.Overload is { } overload) yield return new(overload.From, search.Trials.LastOrDefault(t => t.Record.Phase == TrialPhase.Overload)?.Record.OfferedPerSecond, "overload", "offered more than the target can do");
        if (search.Recovery is { } recovery) yield return new(recovery.From, search.Trials.LastOrDefault(t => t.Record.Phase == TrialPhase.Recovery)?.Record.OfferedPerSecond, "recovery", "offered half of the low end again");
    }

    private static TimeSpan FirstOpen(SearchResult search) =>
        search.Trials.FirstOrDefault(t => t.Record is { OfferedPerSecond: not null, Phase: not TrialPhase.WarmUp })?.Record.StartedAt ?? TimeSpan.MaxValue;

    private static TimelineEvent? FirstLate(SearchResult search)
    {
        foreach (var trial in search.Trials.Where(t => t is { Outcome: TrialOutcome.Fail, Record.OfferedPerSecond: not null }))
            if (trial.Record.Bins.Where(b => b.Late > 0).Select(b => (TimeSpan?)b.At).FirstOrDefault() is { } at)
                return new(at, trial.Record.OfferedPerSecond, "first-late", FormattableString.Invariant($"first response later than {search.LatencyLimit.TotalMilliseconds:0.#} ms in a trial that failed"));
        return null;
    }
}
