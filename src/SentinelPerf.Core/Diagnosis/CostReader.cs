using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Signals;

namespace SentinelPerf.Diagnosis;

/// <summary>What a request costs the target while it is healthy. Spread: 1.4826 · MAD / median over the windows, 0.02 is '2 %'. Null: not measured.</summary>
/// <param name="CpuMillisecondsPerRequest">CPU time per completed request, ms.</param>
/// <param name="CpuSpread">Its spread.</param>
/// <param name="AllocatedBytesPerRequest">Bytes allocated per completed request.</param>
/// <param name="AllocatedSpread">Its spread.</param>
/// <param name="Windows">Passing trials that it rests on.</param>
public sealed record RequestCost(double? CpuMillisecondsPerRequest, double? CpuSpread, double? AllocatedBytesPerRequest, double? AllocatedSpread, int Windows);

/// <summary>Reads the cost of a request from the trials that the target passed: the low-noise figures that hold on runners where rates do not.</summary>
public static class CostReader
{
    private const int FewestRequests = 50;

    /// <summary>Makes the median absolute deviation an estimate of the standard deviation (normal distribution).</summary>
    private const double MadToSigma = 1.4826;

    /// <summary>Reads it.</summary>
    public static RequestCost Read(SearchResult search, SignalLog signals)
    {
        var series = new SeriesIndex(signals);
        var passed = search.Trials
            .Where(t => t.Outcome == TrialOutcome.Pass && t.Record is { OfferedPerSecond: not null, RequestsPerSecond: > 0 } r && r.ScoredRequests >= FewestRequests)
            .Select(t => t.Record).ToArray();
        var cpu = passed.Select(Cpu).OfType<double>().ToImmutableArray();
        var allocated = passed.Select(t => Allocated(t, series)).OfType<double>().ToImmutableArray();
        return new RequestCost(Median(cpu), Spread(cpu), Median(allocated), Spread(allocated), passed.Length);
    }

    private static double? Cpu(TrialRecord trial) =>
        trial.Surroundings.TargetCpuCores is { } cores ? 1000 * cores / trial.RequestsPerSecond : null;

    private static double? Allocated(TrialRecord trial, SeriesIndex series)
    {
        var window = new TimeWindow(trial.StartedAt + trial.Settle, trial.StartedAt + trial.Settle + trial.Scored);
        return series.Mean("dotnet.gc.heap.total_allocated", [window]) is { } rate ? rate / trial.RequestsPerSecond : null;
    }

    internal static double? Median(ImmutableArray<double> values)
    {
        if (values.IsEmpty) return null;
        var sorted = values.Sort();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    internal static double? Spread(ImmutableArray<double> values) =>
        values.Length >= 2 && Median(values) is { } median && median != 0
            ? MadToSigma * Median([.. values.Select(v => Math.Abs(v - median))]) / Math.Abs(median) : null;
}
