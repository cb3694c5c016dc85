using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;

namespace SentinelPerf.Planning;

/// <summary>Which load tests a run makes, and around which rate.</summary>
public sealed record LoadTestOptions
{
    /// <summary>Default of <see cref="SpikeFactor"/>.</summary>
    public const double DefaultSpikeFactor = 2;

    /// <summary>
    /// The order in which tests run: the search first, because the others may build on it; then the gentle before the rough, so that what a
    /// rough one leaves behind cannot spoil a gentle one.
    /// </summary>
    private static readonly ImmutableArray<LoadTestKind> Order = [LoadTestKind.Search, LoadTestKind.Load, LoadTestKind.Soak, LoadTestKind.Spike, LoadTestKind.Stress];

    /// <summary>The tests to make, at least one, each once. Default: the search alone.</summary>
    public ImmutableArray<LoadTestKind> Tests { get; init; } = [LoadTestKind.Search];

    /// <summary>Expected peak rate of the target's users, requests/s; null: not known, 70 % of what the search finds stands in for it.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>The spike in multiples of the rate around it, above 1. Default 2.</summary>
    public double SpikeFactor { get; init; } = DefaultSpikeFactor;

    /// <summary>Time of a test; one that is not named gets a share of the budget (<see cref="TestTimes"/>).</summary>
    public ImmutableSortedDictionary<LoadTestKind, TimeSpan> Durations { get; init; } = ImmutableSortedDictionary<LoadTestKind, TimeSpan>.Empty;

    /// <summary>Whether the breaking point is searched.</summary>
    public bool Searches => Tests.Contains(LoadTestKind.Search);

    /// <summary>The tests in the order in which they run.</summary>
    public IEnumerable<LoadTestKind> InOrder => Order.Where(k => Tests.Contains(k));

    /// <summary>Every problem of these options; empty when there is none.</summary>
    public IEnumerable<Problem> Validate()
    {
        if (Tests.IsDefaultOrEmpty) yield return Bad("load.tests", "load.tests names no test; valid: one or more of search, load, stress, spike, soak");
        foreach (var twice in Tests.GroupBy(t => t).Where(g => g.Count() > 1)) yield return Bad("load.tests", $"load.tests names '{Name(twice.Key)}' twice; valid: each test once");
        if (RatePerSecond is { } rate && !(double.IsFinite(rate) && rate > 0))
            yield return Bad("load.rate", FormattableString.Invariant($"load.rate is {rate}; valid: requests/s above 0"));
        if (!(double.IsFinite(SpikeFactor) && SpikeFactor > 1))
            yield return Bad("load.spikeFactor", FormattableString.Invariant($"load.spikeFactor is {SpikeFactor}; valid: a number above 1"));
        foreach (var (kind, time) in Durations)
        {
            var key = $"load.durations.{Name(kind)}";
            if (time < TestTimes.Shortest(kind)) yield return Bad(key, $"{key} is {DurationText.Format(time)}; valid: {DurationText.Format(TestTimes.Shortest(kind))} or longer");
            if (!Tests.Contains(kind))
                yield return Problem.Warning(DiagnosticCodes.SettingsDoubtful, $"{key} is set, but '{Name(kind)}' is not in load.tests and does not run; add it there") with { Setting = key };
        }
    }

    /// <summary>A test's name as users write it.</summary>
    public static string Name(LoadTestKind kind) => kind.ToString().ToLowerInvariant();

    private static Problem Bad(string setting, string message) => Problem.Error(DiagnosticCodes.BadValue, message) with { Setting = setting };
}
