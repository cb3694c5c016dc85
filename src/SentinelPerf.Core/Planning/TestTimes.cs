using System.Collections.Immutable;

namespace SentinelPerf.Planning;

/// <summary>
/// How a run's tests share its time. A test whose duration is set has that; the others share what is left in proportion to their default
/// durations, none below its shortest.
/// </summary>
public static class TestTimes
{
    /// <summary>What start and warm-up take when there is no search that brings its own.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(15);

    /// <summary>Duration of a test in a run whose budget is not set.</summary>
    public static TimeSpan Default(LoadTestKind kind) => TimeSpan.FromSeconds(kind switch
    {
        LoadTestKind.Search => 90, LoadTestKind.Load => 30, LoadTestKind.Stress => 45, LoadTestKind.Spike => 30, _ => 60,
    });

    /// <summary>Below it a test cannot say anything: too few windows for a replication (load), a trend (soak), or steps beside the recovery (stress).</summary>
    public static TimeSpan Shortest(LoadTestKind kind) => TimeSpan.FromSeconds(kind switch
    {
        LoadTestKind.Search => 20, LoadTestKind.Load => 10, LoadTestKind.Spike => 10, _ => 24,
    });

    /// <summary>Budget of a run whose budget is not set: every test has the duration that is set, or its default.</summary>
    public static TimeSpan DefaultBudget(LoadTestOptions options) =>
        options.Tests.Aggregate(StartOf(options), (sum, kind) => sum + options.Durations.GetValueOrDefault(kind, Default(kind)));

    /// <summary>Least budget that holds the tests.</summary>
    public static TimeSpan Least(LoadTestOptions options) =>
        options.Tests.Aggregate(options.Searches ? TimeSpan.Zero : Start * (2.0 / 3), (sum, kind) => sum + options.Durations.GetValueOrDefault(kind, Shortest(kind)));

    /// <summary>The time of each test of a run.</summary>
    /// <param name="options">Which tests.</param>
    /// <param name="budget">From the target's start to the last trial.</param>
    public static ImmutableDictionary<LoadTestKind, TimeSpan> Share(LoadTestOptions options, TimeSpan budget)
    {
        var start = StartOf(options) < budget * 0.3 ? StartOf(options) : budget * 0.3;
        return Share([.. options.InOrder], options.Durations, budget - start);
    }

    /// <summary>The time of each of the tests that are still to run.</summary>
    /// <param name="tests">Which.</param>
    /// <param name="durations">Those that are set.</param>
    /// <param name="left">Time for all of them.</param>
    public static ImmutableDictionary<LoadTestKind, TimeSpan> Share(
        ImmutableArray<LoadTestKind> tests, IReadOnlyDictionary<LoadTestKind, TimeSpan> durations, TimeSpan left)
    {
        var times = ImmutableDictionary.CreateBuilder<LoadTestKind, TimeSpan>();
        var free = new List<LoadTestKind>();
        foreach (var kind in tests)
            if (durations.TryGetValue(kind, out var set)) times[kind] = set;
            else free.Add(kind);
        left = times.Values.Aggregate(left, (rest, time) => rest - time);
        // A test that would come out below its shortest gets that, and the others share the rest.
        while (free.Count > 0)
        {
            var whole = free.Sum(k => Default(k).TotalSeconds);
            var tooShort = free.Where(k => left * (Default(k).TotalSeconds / whole) < Shortest(k)).ToArray();
            foreach (var kind in tooShort.Length > 0 ? tooShort : [.. free]) times[kind] = tooShort.Length > 0 ? Shortest(kind) : left * (Default(kind).TotalSeconds / whole);
            if (tooShort.Length == 0) break;
            foreach (var kind in tooShort) left -= Shortest(kind);
            free.RemoveAll(tooShort.Contains);
        }
        return times.ToImmutable();
    }

    private static TimeSpan StartOf(LoadTestOptions options) => options.Searches ? TimeSpan.Zero : Start;
}
