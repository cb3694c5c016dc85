using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Signals;

namespace SentinelPerf.Diagnosis;

/// <summary>
/// How much of the CPU that was available to it the target used. Available is what generator and third processes leave: on a small machine
/// generator and target fill it together, and a target at 60 % of all cores may well be at its limit.
/// </summary>
internal sealed class CpuFacts(SeriesIndex series, BreakWindows windows)
{
    /// <summary>Trials decided earlier than this have too few clock ticks to tell CPU from noise.</summary>
    private static readonly TimeSpan ShortestTrial = TimeSpan.FromSeconds(0.5);

    /// <summary>Cores that are the target's alone; null: it shares all of them.</summary>
    private double? _own;

    /// <summary>Adds them to a sheet.</summary>
    public FactSheet Add(FactSheet sheet)
    {
        var cores = windows.Failed.Select(t => t.Surroundings.Cores).LastOrDefault(c => c is not null);
        _own = windows.Failed.Select(t => t.Surroundings.TargetCores).LastOrDefault(c => c is not null);
        return sheet with { Cores = cores, CpuShare = Share(cores), CpuPerRequest = PerRequest() };
    }

    private Fact? Share(double? cores)
    {
        if (FromTrials() is { } measured)
            return new Fact("process.cpu/available", "1", cores is { } c ? FromSeries(c, windows.Healthy) : null, measured, ChangedAt());
        // Trials that measured it and were crowded out stand for 'not known'; samples of the same crowd would not know better.
        if (windows.Failed.Any(t => t.Scored >= ShortestTrial && t.Surroundings.TargetCpuCores is not null)) return null;
        return cores is { } known && FromSeries(known, windows.Breaking) is { } share
            ? new Fact("process.cpu/available", "1", FromSeries(known, windows.Healthy), share, ChangedAt()) : null;
    }

    private double? FromTrials()
    {
        double used = 0, available = 0;
        foreach (var trial in windows.Failed)
        {
            if (trial.Scored < ShortestTrial || trial.Surroundings is not { TargetCpuCores: { } target, Cores: { } cores } around) continue;
            if (IsCrowdedOut(target, around.ThirdProcessCpuCores ?? 0, cores)) continue;
            used += target * trial.Scored.TotalSeconds;
            available += Math.Max(around.AvailableToTarget(trial.Health.CpuCores ?? 0) ?? 0, target) * trial.Scored.TotalSeconds;
        }
        return available > 0 ? used / available : null;
    }

    /// <summary>From samples: generator and third processes together are what is busy beside the target.</summary>
    private double? FromSeries(double cores, ImmutableArray<TimeWindow> at)
    {
        if (series.Mean(SignalNames.ProcessCpu, at) is not { } target || series.Mean(SignalNames.HostCpu, at) is not { } host) return null;
        var others = Math.Max(0, host - target);
        return IsCrowdedOut(target, others, cores) ? null : target / Math.Max(Math.Min(_own ?? cores, cores - others), Math.Max(target, 0.05));
    }

    /// <summary>
    /// Where other processes fill the machine, whatever the target uses is nearly all that they leave, at its limit or not: the share says nothing.
    /// </summary>
    private static bool IsCrowdedOut(double target, double others, double cores) => others > target && others > 0.5 * cores;

    private TimeSpan? ChangedAt() =>
        series.Named(SignalNames.ProcessCpu).FirstOrDefault() is { } cpu && SeriesIndex.High(cpu, windows.Breaking) is { } atBreak
            ? SeriesIndex.ChangedAt(cpu, windows.Lookback, SeriesIndex.Mean(cpu, windows.Healthy), atBreak) : null;

    private Fact? PerRequest()
    {
        var atBreak = ClientFacts.Weighted(windows, Cost);
        return atBreak is { } ms ? new Fact("process.cpu/request", "ms", windows.Passed is { } passed ? Cost(passed) : null, ms) : null;
    }

    private static double? Cost(TrialRecord trial) =>
        trial.Scored >= ShortestTrial && trial.Surroundings.TargetCpuCores is { } cpu && trial.RequestsPerSecond > 0 ? 1000 * cpu / trial.RequestsPerSecond : null;
}
