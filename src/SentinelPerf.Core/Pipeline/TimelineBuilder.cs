using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;

namespace SentinelPerf.Pipeline;

/// <summary>What happened first, second, third: the events of a run in order of time.</summary>
internal static class TimelineBuilder
{
    public static ImmutableArray<TimelineEvent> Build(SearchResult? search, LoadTestSeries? tests, RateUnit unit) =>
        [.. (search is null ? [] : Events(search)).Concat(tests?.Tests.SelectMany(t => Events(t, unit)) ?? []).OrderBy(e => e.At)];

    private static IEnumerable<TimelineEvent> Events(LoadTestResult test, RateUnit unit)
    {
        var name = LoadTestOptions.Name(test.Kind);
        if (test.Window is not { } window) yield break;
        yield return new(window.From, test.RatePerSecond, "test-start", name);
        if (test is { Kind: LoadTestKind.Spike, Offered: [_, var spike, _] })
        {
            yield return new(spike.Window.From, spike.PerSecond, "spike-start", FormattableString.Invariant($"from {test.RatePerSecond:0.#} to {spike.PerSecond:0.#} {unit}"));
            yield return new(spike.Window.To, test.RatePerSecond, "spike-end", FormattableString.Invariant($"back to {test.RatePerSecond:0.#} {unit}"));
            if (test.RecoveredAfter is { } after) yield return new(spike.Window.To + after, test.RatePerSecond, "recovered", FormattableString.Invariant($"serves as before, {after.TotalSeconds:0.##} s after the spike"));
        }
        if (test.FirstViolation is { } violation) yield return new(violation.At, violation.OfferedPerSecond, "test-violation", $"{name} misses the objective from here on");
        foreach (var first in test.Trials.SelectMany(t => t.Record.ErrorKinds.Select(e => (Trial: t.Record, Error: e))).GroupBy(e => e.Error.Kind).Select(g => g.MinBy(e => e.Error.FirstAt)))
            yield return new(first.Error.FirstAt, first.Trial.OfferedPerSecond, "first-" + first.Error.Kind, $"{name}: {first.Error.First}");
        foreach (var death in test.Trials.Where(t => t.Record.TargetDied))
            yield return new(death.Record.StartedAt + death.Record.Duration, death.Record.OfferedPerSecond, "exit", "the target's process ended");
        foreach (var overload in test.Trials.Where(t => t.Record.Phase == TrialPhase.Overload)) yield return new(overload.Record.StartedAt, overload.Record.OfferedPerSecond, "overload", "offered what broke it, without a drain");
        if (test.Trials.FirstOrDefault(t => t.Record.Phase == TrialPhase.Recovery) is { } recovery) yield return new(recovery.Record.StartedAt, recovery.Record.OfferedPerSecond, "recovery", "offered half of what held");
        yield return new(window.To, null, "test-end", $"{name}: {test.Outcome.ToString().ToLowerInvariant()}");
    }

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
