using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Measurement;

namespace SentinelPerf.Planning;

/// <summary>Decides which rates a load test offers. Pure.</summary>
public static class LoadTestPlanner
{
    /// <summary>Part of a stress test's time that is kept for the overload after the break and for watching the recovery.</summary>
    public static readonly TimeSpan StressRecovery = TimeSpan.FromSeconds(12);

    /// <summary>What is sent before the scored part of a trial, where answers come fast and users do not think.</summary>
    private static readonly TimeSpan UsualSettle = TimeSpan.FromSeconds(0.6);

    /// <summary>Scored part of a step at least.</summary>
    private static readonly TimeSpan ShortestScored = TimeSpan.FromSeconds(2.4);

    /// <summary>A step that scores longer than this teaches less than another step would.</summary>
    private static readonly TimeSpan LongestScored = TimeSpan.FromSeconds(9.4);

    /// <summary>Steps to divide the time into.</summary>
    private const int Steps = 8;

    /// <summary>From one step to the next at most this, so that nothing is ever offered above 1.5 × what the target has just sustained.</summary>
    private const double LargestStep = 1.5;

    private const double SmallestStep = 1.1;

    /// <summary>Plans a test.</summary>
    /// <param name="kind">Which; not the search, which finds its rates itself.</param>
    /// <param name="known">What is known of rates.</param>
    /// <param name="options">The spike's factor.</param>
    /// <param name="duration">The test's time.</param>
    /// <param name="ceiling">Never above, requests/s; null: not known yet.</param>
    /// <param name="settle">Sent before the scored part of every trial; null: not known yet.</param>
    public static PlannedTest Plan(LoadTestKind kind, KnownRates known, LoadTestOptions options, TimeSpan duration, double? ceiling = null, TimeSpan? settle = null) => new(kind, duration, kind switch
    {
        LoadTestKind.Load when known.PeakPerSecond is { } peak => [new(peak, duration)],
        LoadTestKind.Soak when known.PeakPerSecond is not null => [new(KnownRates.CalmShare * (known.CapacityPerSecond ?? known.ExpectedPerSecond!.Value), duration)],
        LoadTestKind.Spike when known.PeakPerSecond is not null => Spike(known, options.SpikeFactor, duration),
        LoadTestKind.Stress when known.PeakPerSecond is { } peak => StressSteps(peak, duration, ceiling, settle ?? UsualSettle),
        _ => [],
    });

    /// <summary><see cref="StressRecovery"/> where trials settle longer: overload and recovery do so too.</summary>
    /// <param name="settle">Sent before the scored part of every trial.</param>
    public static TimeSpan StressRecoveryAt(TimeSpan settle) => settle > UsualSettle ? StressRecovery + 2 * (settle - UsualSettle) : StressRecovery;

    /// <summary>One line about what a test will offer: <c>120 → 240 → 120 req/s</c>.</summary>
    public static string Describe(PlannedTest test, LoadTestOptions options, RateUnit unit)
    {
        if (test.Kind == LoadTestKind.Search) return "closed loop and open trials at the rates that teach most";
        if (test.Stages.IsEmpty) return options.Searches ? Derived(test.Kind, options) : "no rate is known: set load.rate, or add search to load.tests";
        var rates = test.Kind == LoadTestKind.Stress ? $"from {RateText.Format(test.Stages[0].RatePerSecond)} up to {RateText.Format(test.Stages[^1].RatePerSecond)}"
            : string.Join(" → ", test.Stages.Select(s => RateText.Format(s.RatePerSecond)));
        return $"{rates} {unit.Symbol}";
    }

    private static string Derived(LoadTestKind kind, LoadTestOptions options) => kind switch
    {
        LoadTestKind.Stress => "steps up from 70 % of the capacity that the search finds",
        LoadTestKind.Spike => string.Create(CultureInfo.InvariantCulture, $"from {70 / options.SpikeFactor:0.#} % of the capacity that the search finds suddenly to 70 %, and back"),
        _ => "70 % of the capacity that the search finds",
    };

    /// <summary>
    /// From the expected rate to a multiple of it and back. Where nothing is expected of the target but what it was seen to do, nothing above
    /// 70 % of that is asked of it: the spike goes up to there.
    /// </summary>
    private static ImmutableArray<LoadStage> Spike(KnownRates known, double factor, TimeSpan duration)
    {
        var usual = known.ExpectedPerSecond ?? known.PeakPerSecond!.Value / factor;
        return [new(usual, duration / 4), new(usual * factor, duration / 4), new(usual, duration / 2)];
    }

    private static ImmutableArray<LoadStage> StressSteps(double first, TimeSpan duration, double? ceiling, TimeSpan settle)
    {
        var time = duration - StressRecoveryAt(settle);
        var each = TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / Steps, (settle + ShortestScored).TotalSeconds, (settle + LongestScored).TotalSeconds));
        var count = Math.Max(2, (int)(time / each));
        var factor = ceiling is { } top && double.IsFinite(top) ? Math.Clamp(Math.Pow(Math.Max(1, top / first), 1.0 / (count - 1)), SmallestStep, LargestStep) : LargestStep;
        var steps = Enumerable.Range(0, count).Select(i => first * Math.Pow(factor, i)).ToArray();
        // The highest rate allowed is a step of its own; beyond it there is none.
        if (ceiling is { } most) steps = [.. steps.TakeWhile(s => s < most * 0.999), .. steps[^1] >= most * 0.999 ? new[] { most } : []];
        return [.. steps.Select(s => new LoadStage(s, each))];
    }
}
