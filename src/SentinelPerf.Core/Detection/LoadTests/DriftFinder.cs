using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Signals;

namespace SentinelPerf.Detection;

/// <summary>A drift, what it makes of the soak, and the sentence about it.</summary>
internal sealed record FoundDrift(Drift Drift, TestOutcome Outcome, SearchReason Reason);

/// <summary>What a soak was looked through for.</summary>
/// <param name="LookedAt">The signals with values enough for a trend; empty with too few windows.</param>
/// <param name="Found">The drifts in them.</param>
internal sealed record DriftSearch(ImmutableArray<string> LookedAt, ImmutableArray<FoundDrift> Found);

/// <summary>
/// Looks for what changes in one direction while the rate stays the same: the level per window, its slope by Theil and Sen, and a Mann–Kendall
/// test for the direction. What users feel (time, errors) fails a soak. Memory, handles and threads fail it when they grow steadily over a
/// time in which a warm-up levels off; growth that slows down, or a soak too short to tell, does not.
/// </summary>
internal static class DriftFinder
{
    /// <summary>Fewer windows show no trend at <see cref="Significance"/>.</summary>
    public const int LeastWindows = 8;

    /// <summary>Soaks shorter than this cannot tell a leak from heaps and pools that find their size.</summary>
    public static readonly TimeSpan JudgesResourcesFrom = TimeSpan.FromMinutes(5);

    /// <summary>Standard normal deviate of the Mann–Kendall test: one side, 1 %.</summary>
    private const double Significance = 2.33;

    /// <summary>A rise below this share of the first level is none.</summary>
    private const double LeastRise = 0.2;

    /// <summary>A rise of a response time below this share of T is felt by nobody.</summary>
    private const double LeastShareOfLimit = 0.01;

    /// <summary>The second half rises at least at this share of the first half's slope: it does not level off.</summary>
    private const double SteadyShare = 0.75;

    private const double LeastBytes = 16 * 1024 * 1024;
    private const double LeastHandles = 32;
    private const double LeastThreads = 16;

    /// <summary>All drifts over the windows of a soak, and where they were looked for: nowhere with too few windows.</summary>
    /// <param name="windows">Trials that counted, in order.</param>
    /// <param name="limits">T and the share of errors allowed.</param>
    /// <param name="signals">What was watched inside and around the target.</param>
    public static DriftSearch Find(IReadOnlyList<JudgedTrial> windows, TrialLimits limits, SignalLog signals)
    {
        var records = windows.Select(w => w.Record).ToArray();
        var t = limits.Latency.TotalSeconds;
        Level[] levels = [.. new[]
        {
            Of("client.response.p50", "s", LeastShareOfLimit * t, records, r => r.Response.P50?.TotalSeconds, felt: true),
            Of("client.response.p99", "s", 2 * LeastShareOfLimit * t, records, r => r.Response.P99?.TotalSeconds, felt: true),
            Of("client.error_share", "1", limits.ErrorShare / 2, records, r => r.ScoredRequests > 0 ? (double)r.Errors / r.ScoredRequests : null, felt: true),
            // The floor of a window: what a collection leaves, not what piles up before it.
            Of("dotnet.gc.last_collection.heap.size", "By", LeastBytes, records, r => Sum(signals, "dotnet.gc.last_collection.heap.size", r, v => v.Min())),
            Of(SignalNames.ProcessMemory, "By", LeastBytes, records, r => Sum(signals, SignalNames.ProcessMemory, r, v => v.Min())),
            Of(SignalNames.ProcessDescriptors, "{file_descriptor}", LeastHandles, records, r => Sum(signals, SignalNames.ProcessDescriptors, r, RobustStatistics.Median)),
            Of(SignalNames.ProcessThreads, "{thread}", LeastThreads, records, r => Sum(signals, SignalNames.ProcessThreads, r, RobustStatistics.Median)),
        }.OfType<Level>()];
        return new DriftSearch([.. levels.Select(l => l.Signal)], [.. levels.Select(Drifting).OfType<FoundDrift>()]);
    }

    private static FoundDrift? Drifting(Level level)
    {
        var (at, values) = (level.At, level.Values);
        if (RobustStatistics.MannKendall(values) < Significance) return null;
        var slope = RobustStatistics.TheilSenSlope(at, values);
        var middle = RobustStatistics.Median([.. values.Zip(at, (v, x) => v - slope * x)]);
        var (from, to) = (middle + slope * at[0], middle + slope * at[^1]);
        if (to - from < level.LeastRise || to - from < LeastRise * Math.Max(0, from)) return null;
        var half = at.Length / 2;
        var steady = RobustStatistics.TheilSenSlope(at[half..], values[half..]) >= SteadyShare * RobustStatistics.TheilSenSlope(at[..half], values[..half]);
        var drift = new Drift(level.Signal, level.Unit, from, to, slope * 3600, steady);
        var length = TimeSpan.FromSeconds(at[^1] - at[0]);
        var outcome = level.Felt ? TestOutcome.Fail : length < JudgesResourcesFrom ? TestOutcome.Pass : steady ? TestOutcome.Fail : TestOutcome.Inconclusive;
        var said = level.Felt ? "" : length < JudgesResourcesFrom ? FormattableString.Invariant($"; in less than {JudgesResourcesFrom.TotalMinutes:0} min that may be a warm-up")
            : steady ? " steadily" : " and had not come to rest";
        return new FoundDrift(drift, outcome, TestDrive.Reason("drift", DiagnosticCodes.TestDrifted,
            $"while the rate stayed the same, {level.Signal} rose from {Amount(from, level.Unit)} to {Amount(to, level.Unit)}{said}"));
    }

    private static Level? Of(string signal, string unit, double leastRise, TrialRecord[] windows, Func<TrialRecord, double?> read, bool felt = false)
    {
        var points = windows.Select(w => (At: (w.StartedAt + w.Settle + w.Scored / 2).TotalSeconds, Value: read(w))).Where(p => p.Value is not null).ToArray();
        return points.Length < LeastWindows ? null : new Level(signal, unit, leastRise, felt, [.. points.Select(p => p.At)], [.. points.Select(p => p.Value!.Value)]);
    }

    /// <summary>Over all places (generations of the heap) what a window's values come to; null: no value.</summary>
    private static double? Sum(SignalLog signals, string name, TrialRecord window, Func<double[], double> level)
    {
        var (from, to) = (window.StartedAt + window.Settle, window.StartedAt + window.Settle + window.Scored);
        var places = signals.Series.Where(s => s.Name == name).Select(s => s.Points.Where(p => p.At >= from && p.At <= to).Select(p => p.Value).ToArray()).Where(v => v.Length > 0).ToArray();
        return places.Length == 0 ? null : places.Sum(level);
    }

    private static string Amount(double value, string unit) => unit switch
    {
        "s" => FormattableString.Invariant($"{value * 1000:0.##} ms"),
        "By" => FormattableString.Invariant($"{value / (1024 * 1024):0} MB"),
        "1" => FormattableString.Invariant($"{value * 100:0.##} %"),
        _ => FormattableString.Invariant($"{value:0}"),
    };

    private sealed record Level(string Signal, string Unit, double LeastRise, bool Felt, double[] At, double[] Values);
}
