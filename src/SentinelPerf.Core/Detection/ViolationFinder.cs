using System.Collections.Immutable;
using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>Finds the trial that stands for the break, and says what broke in it first.</summary>
internal static class ViolationFinder
{
    /// <summary>Before the failure, what led to it.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    /// <summary>A route stands out when its share of bad requests is this multiple of that of all others.</summary>
    private const double StandsOut = 2;

    /// <summary>The first sustained violation: of the trials that fail at or above the capacity the one nearest to it; null when fewer than two failed.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="capacity">λ*, when known.</param>
    /// <param name="crash">The trial in which the process ended.</param>
    /// <param name="limits">What a bad request is.</param>
    /// <param name="percentile">The objective's percentile.</param>
    public static Violation? First(ImmutableArray<JudgedTrial> trials, double? capacity, JudgedTrial? crash, TrialLimits limits, double percentile)
    {
        if (Trial(trials, capacity, crash) is not { } trial) return null;
        var record = trial.Record;
        var offered = record.OfferedPerSecond ?? record.OfferedInWindowPerSecond;
        var kind = trial.Violation ?? ViolationKind.ErrorRate;
        var n = Math.Max(1.0, record.ScoredRequests);
        var (limit, observed) = kind switch
        {
            ViolationKind.Latency => (limits.Latency.TotalMilliseconds, AtPercentile(record.Response, percentile)?.TotalMilliseconds ?? limits.Latency.TotalMilliseconds),
            ViolationKind.ErrorRate => (limits.ErrorShare, record.Errors / n),
            _ => (SearchDefaults.SustainedShare, record.CompletedPerSecond / Math.Max(1e-9, record.OfferedInWindowPerSecond)),
        };
        return new Violation(kind, limit, observed, offered, Moment(record), Route(trials, crash ?? trial));
    }

    /// <summary>The trial that stands for the break; null when nothing failed twice.</summary>
    public static JudgedTrial? Trial(ImmutableArray<JudgedTrial> trials, double? capacity, JudgedTrial? crash)
    {
        if (crash is not null) return crash;
        var fails = Fails(trials).ToArray();
        if (fails.Length + trials.Count(t => t is { Outcome: TrialOutcome.Fail, Record.Phase: TrialPhase.Overload }) < SearchDefaults.LeastFails) return null;
        return fails.Where(f => f.Record.OfferedPerSecond >= (capacity ?? 0)).MinBy(f => f.Record.OfferedPerSecond) ?? fails.MaxBy(f => f.Record.OfferedPerSecond);
    }

    /// <summary>The failing trial up to the moment it was decided, and at least the two seconds before that.</summary>
    public static TimeWindow Window(TrialRecord record)
    {
        var decided = record.StartedAt + record.Settle + record.Scored;
        var from = decided - Lead < record.StartedAt ? decided - Lead : record.StartedAt;
        return new TimeWindow(from > TimeSpan.Zero ? from : TimeSpan.Zero, decided);
    }

    private static IEnumerable<JudgedTrial> Fails(ImmutableArray<JudgedTrial> trials) => trials.Where(t =>
        t is { Outcome: TrialOutcome.Fail, Record.OfferedPerSecond: not null, Record.Phase: TrialPhase.Step or TrialPhase.Search or TrialPhase.Confirm });

    /// <summary>The measured percentile nearest to the objective's, not below it.</summary>
    public static TimeSpan? AtPercentile(LatencySummary response, double percentile) =>
        percentile > 99 ? response.P999 : percentile > 90 ? response.P99 : percentile > 50 ? response.P90 : response.P50;

    /// <summary>When the first bad answers came: the first slice that holds some, else the end.</summary>
    private static TimeSpan Moment(TrialRecord record)
    {
        foreach (var bin in record.Bins)
            if (bin.At >= record.StartedAt + record.Settle && bin.Errors + bin.Late > 0) return bin.At;
        return record.StartedAt + record.Settle + record.Scored;
    }

    /// <summary>The route with most bad requests, when its share of them is at least twice that of all others; over every failing trial, for there are few bad requests in one.</summary>
    private static int? Route(ImmutableArray<JudgedTrial> trials, JudgedTrial trial)
    {
        var tallies = Fails(trials).Append(trial).Distinct().SelectMany(t => t.Record.Routes).GroupBy(r => r.Route)
            .Select(g => (Route: g.Key, Requests: g.Sum(r => r.Requests), Bad: g.Sum(r => r.Errors + r.Late))).ToArray();
        var worst = tallies.Where(t => t.Bad >= TrialLimits.FewestBad).OrderByDescending(t => t.Bad / (double)Math.Max(1, t.Requests)).FirstOrDefault();
        if (worst.Bad == 0) return null;
        if (tallies.Length == 1) return worst.Route;
        var others = tallies.Where(t => t.Route != worst.Route).Aggregate((Requests: 0L, Bad: 0L), (sum, t) => (sum.Requests + t.Requests, sum.Bad + t.Bad));
        return worst.Bad / (double)worst.Requests >= StandsOut * others.Bad / Math.Max(1, others.Requests) ? worst.Route : null;
    }
}
