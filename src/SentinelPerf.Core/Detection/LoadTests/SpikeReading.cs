using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>A violation in a part of a trial.</summary>
/// <param name="Kind">Which limit.</param>
/// <param name="Limit">Milliseconds for latency, a share for the others.</param>
/// <param name="Observed">In the limit's unit; of latency the 99th percentile of the worst slice.</param>
/// <param name="At">First slice that sent a request with a bad answer, on the run's clock.</param>
internal readonly record struct PartViolation(ViolationKind Kind, double Limit, double Observed, TimeSpan At);

/// <summary>What the slices (250 ms) of a trial with a spike say of its three parts. A bad answer belongs to the slice that sent its request, however late it comes.</summary>
internal sealed record SpikeReading
{
    /// <summary>The median counts as that before the spike up to this multiple of it …</summary>
    private const double HealthyFactor = 1.5;

    /// <summary>… or up to this share of T above it: what nobody feels is no illness.</summary>
    private const double HealthyRise = 0.05;

    private const double HealthyCompletion = 0.95;

    private static readonly TimeSpan HalfSlice = TimeSpan.FromSeconds(0.125);

    /// <summary>Well for this long at least, or it is not known to last.</summary>
    private static readonly TimeSpan LeastTail = TimeSpan.FromSeconds(1);

    /// <summary>Violation before the spike; null: none.</summary>
    public PartViolation? Before { get; private init; }

    /// <summary>Violation within the spike; null: it held.</summary>
    public PartViolation? Within { get; private init; }

    /// <summary>Requests sent within the spike.</summary>
    public long SentWithin { get; private init; }

    /// <summary>Median response time before the spike; null: nothing came back there, so that 'as before' means nothing.</summary>
    public TimeSpan? Usual { get; private init; }

    /// <summary>From the spike's end until it was well and stayed so to the trial's end; null: never, or <see cref="Usual"/> is not known.</summary>
    public TimeSpan? RecoveredAfter { get; private init; }

    /// <summary>Reads a trial.</summary>
    /// <param name="record">The trial, with its slices.</param>
    /// <param name="spike">The spike on the run's clock.</param>
    /// <param name="limits">What a bad request is.</param>
    public static SpikeReading Of(TrialRecord record, TimeWindow spike, TrialLimits limits)
    {
        var (from, end) = (record.StartedAt + record.Settle, record.StartedAt + record.Settle + record.Scored);
        var before = Part(record, from, spike.From);
        var during = Part(record, spike.From, spike.To);
        double[] medians = [.. before.Select(b => b.P50).OfType<TimeSpan>().Select(p => p.TotalSeconds)];
        TimeSpan? usual = medians.Length > 0 ? TimeSpan.FromSeconds(RobustStatistics.Median(medians)) : null;
        return new SpikeReading
        {
            Before = Violates(before, limits),
            Within = Violates(during, limits),
            SentWithin = during.Sum(b => b.Sent),
            Usual = usual,
            RecoveredAfter = usual is { } well ? Recovered(Part(record, spike.To, end), spike.To, well.TotalSeconds, limits) : null,
        };
    }

    private static TrialBin[] Part(TrialRecord record, TimeSpan from, TimeSpan to) => [.. record.Bins.Where(b => b.At + HalfSlice >= from && b.At + HalfSlice < to)];

    private static PartViolation? Violates(TrialBin[] sent, TrialLimits limits)
    {
        var n = sent.Sum(b => b.Sent);
        if (n == 0) return null;
        var (errors, late) = (sent.Sum(b => b.SentErrors), sent.Sum(b => b.SentLate));
        var at = sent.Where(b => b.SentErrors + b.SentLate > 0).Select(b => b.At).FirstOrDefault(sent[^1].At);
        if (errors >= TrialLimits.BadToFail(limits.ErrorShare, n)) return new(ViolationKind.ErrorRate, limits.ErrorShare, errors / (double)n, at);
        if (errors + late >= TrialLimits.BadToFail(limits.BadShare, n))
            return new(ViolationKind.Latency, limits.Latency.TotalMilliseconds, Math.Max(limits.Latency.TotalMilliseconds, sent.Max(b => b.SentP99)?.TotalMilliseconds ?? 0), at);
        // Nothing comes back at all: not one bad answer, and yet nothing holds.
        var completed = sent.Sum(b => b.Completed);
        return completed < SearchDefaults.SustainedShare * n && sent[^1].InFlight - sent[0].InFlight >= SearchDefaults.PlateauDeviations * Math.Sqrt(n)
            ? new(ViolationKind.ThroughputPlateau, SearchDefaults.SustainedShare, completed / (double)n, sent[^1].At) : null;
    }

    private static TimeSpan? Recovered(TrialBin[] after, TimeSpan spikeEnd, double usual, TrialLimits limits)
    {
        var most = Math.Max(HealthyFactor * usual, usual + HealthyRise * limits.Latency.TotalSeconds);
        for (var i = 0; i < after.Length && after[^1].At - after[i].At >= LeastTail; i++)
        {
            if (after[i].SentErrors + after[i].SentLate > 0 || after[i].P50 is not { } p50 || p50.TotalSeconds > most) continue;
            if (IsWell(after[i..], most, limits)) return after[i].At > spikeEnd ? after[i].At - spikeEnd : TimeSpan.Zero;
        }
        return null;
    }

    private static bool IsWell(TrialBin[] tail, double most, TrialLimits limits)
    {
        var sent = tail.Sum(b => b.Sent);
        var (errors, late) = (tail.Sum(b => b.SentErrors), tail.Sum(b => b.SentLate));
        return sent > 0 && errors < TrialLimits.BadToFail(limits.ErrorShare, sent) && errors + late < TrialLimits.BadToFail(limits.BadShare, sent)
            && tail.Sum(b => b.Completed) >= HealthyCompletion * sent
            && RobustStatistics.Median([.. tail.Select(b => b.P50).OfType<TimeSpan>().Select(p => p.TotalSeconds)]) <= most;
    }
}
