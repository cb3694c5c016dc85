using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>What the target is before load.</summary>
/// <param name="Healthy">The healthy state.</param>
/// <param name="Throughput">Successes/s of one request in flight.</param>
/// <param name="Steady">The warm-up came to rest.</param>
internal sealed record WarmUpFinding(HealthyState Healthy, double Throughput, bool Steady);

/// <summary>Phase 1: warms the target at one request in flight until it is steady; the last piece is the healthy state.</summary>
internal static class WarmUpPhase
{
    /// <summary>Open rate for the first look, when one request in flight might already be more than the user allows, or more than the target's rate limit.</summary>
    private const double GentleRate = 20;

    /// <summary>Below this a warm-up would eat the budget.</summary>
    private const double LeastGentleRate = 2;

    /// <summary>Fewer show nothing: of a target that fails every second request, four in a row succeed once in sixteen times.</summary>
    private const double LeastGentleRequests = 20;

    /// <exception cref="SearchEndedException">When the target is not healthy at the gentlest load.</exception>
    public static async Task<WarmUpFinding> RunAsync(TrialSession session, SearchOptions options, int leastPieces, double maxRate, CancellationToken cancel)
    {
        var started = session.Now;
        var longest = TimeSpan.FromSeconds(Math.Min(SearchDefaults.LongestWarmUp.TotalSeconds, SearchDefaults.WarmUpShare * options.Budget.TotalSeconds));
        var bins = new List<TrialBin>();
        var pieces = new List<ImmutableArray<RouteTally>>();
        // Closed loops do not know rates: one that may pass the user's limit is replaced by an open trial below it.
        var open = maxRate < 1 / session.Limits.Latency.TotalSeconds || await OutrunsAsync(session, maxRate, cancel);
        double? gentle = open ? Math.Min(GentleRate, maxRate / 2) : null;
        for (var piece = 1; ; piece++)
        {
            var last = await PieceAsync(session, gentle, cancel);
            bins.AddRange(last.Record.Bins);
            if (Refuses(last, session.Limits))
            {
                // A rate limiter refuses even one request in flight when answers are fast; below its rate it is healthy.
                gentle = gentle is null ? Math.Min(GentleRate, (last.Record.SuccessSlopePerSecond ?? 0) / 2) : gentle / 4;
                if (gentle < LeastGentleRate || session.Now - started > longest) throw NeverHealthy(last, session.Limits);
                bins.Clear();
                piece = 0;
                continue;
            }
            pieces.Add(last.Record.Routes);
            var steady = SteadyState.Holds(bins);
            var spent = session.Now - started;
            if (piece >= leastPieces && (steady || spent + SearchDefaults.WarmUpPiece > longest)) return Finish(last, pieces, session, steady);
        }
    }

    private static async Task<bool> OutrunsAsync(TrialSession session, double maxRate, CancellationToken cancel)
    {
        if (maxRate >= 5000) return false;
        var look = await session.OpenAsync(TrialPhase.WarmUp, Math.Min(GentleRate, maxRate / 2), SearchDefaults.StepTrial, cancel);
        return look.Record.Response.P50 is not { } p50 || 1 / p50.TotalSeconds > 0.8 * maxRate * session.RequestsPerArrival;
    }

    private static Task<JudgedTrial> PieceAsync(TrialSession session, double? rate, CancellationToken cancel) => rate is { } gentle
        ? session.OpenAsync(TrialPhase.WarmUp, gentle, TimeSpan.FromSeconds(Math.Max(SearchDefaults.WarmUpPiece.TotalSeconds, LeastGentleRequests / gentle)), cancel)
        : session.ClosedAsync(TrialPhase.WarmUp, 1, TimeSpan.Zero, SearchDefaults.WarmUpPiece, cancel);

    /// <summary>More errors than allowed (below any load even two are too many), or a median over the limit.</summary>
    public static bool Refuses(JudgedTrial piece, TrialLimits limits) =>
        piece.Record.ScoredRequests == 0
        || piece.Record.Errors > Math.Max(1, limits.ErrorShare * piece.Record.ScoredRequests)
        || piece.Record.Response.P50 > limits.Latency;

    private static SearchEndedException NeverHealthy(JudgedTrial last, TrialLimits limits)
    {
        var record = last.Record;
        var text = record.Response.P50 > limits.Latency
            ? FormattableString.Invariant($"with one request at a time the median response time is {record.Response.P50.Value.TotalMilliseconds:0} ms, over the limit of {limits.Latency.TotalMilliseconds:0} ms")
            : FormattableString.Invariant($"with one request at a time {record.Errors} of {record.ScoredRequests} requests failed ({record.ErrorKinds.FirstOrDefault()?.First ?? "no answer"})");
        return new SearchEndedException(new SearchReason("never-healthy", DiagnosticCodes.NeverHealthy.Code, text));
    }

    private static WarmUpFinding Finish(JudgedTrial last, List<ImmutableArray<RouteTally>> pieces, TrialSession session, bool steady)
    {
        var record = last.Record;
        var response = record.Response;
        var healthy = new HealthyState(new TimeWindow(record.StartedAt, record.StartedAt + record.Settle + record.Scored), response.P50!.Value, response.P99!.Value,
            ServiceVariation.Of(pieces));
        session.HealthyMedian = healthy.P50;
        return new WarmUpFinding(healthy, record.SuccessSlopePerSecond ?? record.GoodputPerSecond, steady);
    }
}
