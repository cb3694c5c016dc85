using System.Collections.Immutable;
using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>What the closed loop showed.</summary>
/// <param name="Levels">The throughput–concurrency curve.</param>
/// <param name="Saturation">Ĉ; null when the highest rate allowed came before it.</param>
/// <param name="Deviation">Standard deviation of ln Ĉ.</param>
/// <param name="Floor">Highest throughput seen: a rate that the target has really served.</param>
internal sealed record SweepFinding(ImmutableArray<SweepLevel> Levels, double? Saturation, double Deviation, double Floor)
{
    /// <summary>Successes still rose at the highest level.</summary>
    public bool Unsaturated { get; init; }

    /// <summary>The target refused requests: it has a limit of its own (a rate limiter, a bounded queue) beside its speed.</summary>
    public bool Refuses => Levels.Any(l => l.ErrorRate > SearchDefaults.SweepErrors);

    /// <summary>Variance / mean of completions in half a second at saturation: cv² of the service time plus whatever slows many requests at once; null: not measured.</summary>
    public double? Dispersion { get; init; }

    /// <summary>Half seconds in <see cref="Dispersion"/>.</summary>
    public int DispersionSamples { get; init; }
}

/// <summary>Phase 2: more and more requests in flight until successes/s no longer rise.</summary>
internal static class SweepPhase
{
    private const double NearBest = 0.9;

    /// <param name="session">Runs the trials.</param>
    /// <param name="warm">One request in flight.</param>
    /// <param name="pace">Lengths.</param>
    /// <param name="cancel">Ends the run.</param>
    public static async Task<SweepFinding> RunAsync(TrialSession session, WarmUpFinding warm, SearchPace pace, CancellationToken cancel)
    {
        var levels = ImmutableArray.CreateBuilder<SweepLevel>();
        var measured = new List<Level>();
        levels.Add(new SweepLevel(1, warm.Throughput, warm.Healthy.P50, warm.Healthy.P99, 0));
        // Throughput is concave in the requests in flight, so the next level multiplies it at most as the last one did.
        double best = warm.Throughput, growth = SearchDefaults.SweepFactor;
        var (flat, top) = (0, 1);
        for (var inFlight = SearchDefaults.SweepFactor; inFlight <= SearchDefaults.SweepTop && flat < 2; inFlight *= SearchDefaults.SweepFactor)
        {
            // More in flight than the target answers in seconds is a queue, not a level: its drain alone would eat the budget.
            if (levels.Count > 1 && inFlight > best * session.RequestsPerArrival * SearchDefaults.LongestSweepDrain.TotalSeconds) break;
            // After a gentle warm-up the throughput of one in flight is only known from its response time.
            var expected = inFlight == SearchDefaults.SweepFactor ? Math.Max(best * growth, inFlight / Math.Max(1e-6, warm.Healthy.P50.TotalSeconds * session.RequestsPerArrival)) : best * growth;
            if (expected > session.Forbidden) return new SweepFinding(levels.ToImmutable(), null, 0, best);
            var trial = await session.ClosedAsync(TrialPhase.Sweep, inFlight, SearchDefaults.SweepSettle, pace.SweepScored, cancel);
            var record = trial.Record;
            if (record.Vetoes.Any(v => v.Reason is "generator-limit" or "in-flight-cap" or "no-address"))
                return new SweepFinding(levels.ToImmutable(), null, 0, best);
            var throughput = record.SuccessSlopePerSecond ?? record.GoodputPerSecond;
            var errors = record.ScoredRequests > 0 ? (double)record.Errors / record.ScoredRequests : 1;
            levels.Add(new SweepLevel(inFlight, throughput, record.Response.P50, record.Response.P99, errors));
            measured.Add(new Level(throughput, record));
            if (throughput > best) top = inFlight;
            growth = Math.Clamp(throughput / Math.Max(best, 1e-9), 1, SearchDefaults.SweepFactor);
            // Four times the requests in flight that bring no more than chance might are no rise.
            var chance = 2 * Math.Sqrt((warm.Healthy.SquaredCoefficientOfVariation ?? 0) / Math.Max(1, record.ScoredRequests));
            flat = throughput < best * (1 + Math.Max(SearchDefaults.SweepRise, chance)) ? flat + 1 : 0;
            best = Math.Max(best, throughput);
            if (errors > SearchDefaults.SweepErrors) break;
        }
        // Still rising at the top: so slow a target hides its saturation behind its latency.
        if (flat == 0 && levels[^1].SuccessesPerSecond > SearchDefaults.StillRising * levels[^2].SuccessesPerSecond && levels[^1].InFlight == SearchDefaults.SweepTop && levels[^1].ErrorRate <= SearchDefaults.SweepErrors)
            return new SweepFinding(levels.ToImmutable(), null, 0, best) { Unsaturated = true };
        if (pace.Refine && levels[^1].ErrorRate <= SearchDefaults.SweepErrors)
        {
            var again = await session.ClosedAsync(TrialPhase.Sweep, Math.Max(top, 2 * SearchDefaults.SweepFactor), SearchDefaults.SweepSettle, SearchDefaults.SweepRefine, cancel);
            measured.Add(new Level(again.Record.SuccessSlopePerSecond ?? again.Record.GoodputPerSecond, again.Record));
        }
        var near = Near(measured, best);
        var (dispersion, samples) = Disperse(near);
        var (saturation, deviation) = Pool(near, Math.Max(warm.Healthy.SquaredCoefficientOfVariation ?? 0, dispersion ?? 0));
        return new SweepFinding(levels.ToImmutable(), saturation, deviation, best) { Dispersion = dispersion, DispersionSamples = samples };
    }

    /// <summary>
    /// The levels at saturation: those above the first that came near the best (there the target still runs idle now and then).
    /// </summary>
    private static Level[] Near(List<Level> levels, double best)
    {
        var near = levels.Where(l => l.Throughput > NearBest * best).ToArray();
        return near.Length > 1 ? near[1..] : near;
    }

    /// <summary>Ĉ: their mean, weighted by length. Not the best: the largest of several noisy values is too high.</summary>
    private static (double? Saturation, double Deviation) Pool(Level[] near, double variation)
    {
        if (near.Length == 0) return (null, 0);
        var seconds = near.Sum(l => l.Seconds);
        var mean = near.Sum(l => l.Throughput * l.Seconds) / seconds;
        var spread = near.Sum(l => l.Seconds * (l.Throughput - mean) * (l.Throughput - mean)) / seconds;
        // What the levels differ by, and what their completions vary by: a few levels can agree by chance.
        var deviation = Math.Max(near.Length < 2 ? 0.03 : Math.Sqrt(spread / (near.Length - 1)) / mean, Math.Sqrt(Math.Min(4, variation) / (mean * seconds)));
        return (mean, Math.Clamp(deviation, SearchDefaults.SaturationDeviation, 0.06));
    }

    private static (double? Dispersion, int Samples) Disperse(Level[] near)
    {
        double squares = 0, mean = 0;
        var samples = 0;
        foreach (var level in near)
        {
            var record = level.Record;
            var from = record.StartedAt + record.Settle;
            var counts = record.Bins.Where(b => b.At >= from && b.At + HalfSecond / 2 <= from + record.Scored).Chunk(2).Where(c => c.Length == 2).Select(c => (double)c.Sum(b => b.Good + b.Late)).ToArray();
            if (counts.Length < 2) continue;
            var average = counts.Average();
            squares += counts.Sum(c => (c - average) * (c - average));
            mean += average * (counts.Length - 1);
            samples += counts.Length - 1;
        }
        return samples > 0 && mean > 0 ? (squares / mean, samples) : (null, 0);
    }

    private static readonly TimeSpan HalfSecond = TimeSpan.FromSeconds(0.5);

    private readonly record struct Level(double Throughput, TrialRecord Record)
    {
        public double Seconds => Record.Scored.TotalSeconds;
    }
}
