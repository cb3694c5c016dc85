using SentinelPerf.Detection;
using SentinelPerf.Load;

namespace SentinelPerf.Diagnosis;

/// <summary>What clients saw, from the trials.</summary>
internal static class ClientFacts
{
    /// <summary>Adds them to a sheet.</summary>
    public static FactSheet Add(FactSheet sheet, SearchResult search, BreakWindows windows)
    {
        double Sum(Func<TrialRecord, double> of) => windows.Failed.Sum(of);
        var scored = Sum(t => t.ScoredRequests);
        if (scored <= 0) return sheet;
        var errors = Sum(t => t.Errors);
        var bad = errors + Sum(t => t.Late);
        var kinds = windows.Failed.SelectMany(t => t.ErrorKinds).ToArray();
        // Kinds count unscored requests too: they are shares of all errors, scaled to the scored ones.
        var allErrors = (double)kinds.Sum(k => k.Count);
        Fact? Share(string signal, Func<string, bool> of)
        {
            if (bad <= 0) return null;
            var matching = kinds.Where(k => of(k.Kind)).ToArray();
            var share = allErrors > 0 ? matching.Sum(k => k.Count) / allErrors * errors / bad : 0;
            return new Fact(signal, "1", null, share, matching.Length > 0 ? matching.Min(k => k.FirstAt) : null);
        }
        return sheet with
        {
            ResponseMedian = Latency("client.response.p50", search.Healthy?.P50, windows, t => t.Response.P50),
            ResponseP99 = Latency("client.response.p99", search.Healthy?.P99, windows, t => t.Response.P99),
            Throughput = new Fact("client.completed", "1/s", windows.Passed?.RequestsPerSecond, Weighted(windows, t => t.RequestsPerSecond) ?? 0),
            ErrorShare = new Fact("client.error_share", "1", windows.Passed is { ScoredRequests: > 0 } p ? p.Errors / (double)p.ScoredRequests : null, errors / scored),
            AcceptedLateShare = scored > errors ? new Fact("client.accepted_late_share", "1", null, Sum(t => t.Late) / (scored - errors)) : null,
            RejectedShare = Share("client.bad_share.http-503", k => k == "http-503"),
            RateLimitedShare = Share("client.bad_share.http-429", k => k == "http-429"),
            ServerErrorShare = Share("client.bad_share.http-5xx", k => k.StartsWith("http-5", StringComparison.Ordinal) && k != "http-503"),
            RefusedShare = Share("client.bad_share.refused", k => k is "refused" or "reset"),
            NoAddressShare = Share("client.bad_share.no-address", k => k == "no-address"),
        };
    }

    /// <summary>Mean over the failed trials, weighted by scored time; null: none.</summary>
    public static double? Weighted(BreakWindows windows, Func<TrialRecord, double?> of)
    {
        double sum = 0, weight = 0;
        foreach (var trial in windows.Failed)
        {
            if (of(trial) is not { } value) continue;
            sum += value * trial.Scored.TotalSeconds;
            weight += trial.Scored.TotalSeconds;
        }
        return weight > 0 ? sum / weight : null;
    }

    private static Fact? Latency(string signal, TimeSpan? healthy, BreakWindows windows, Func<TrialRecord, TimeSpan?> of) =>
        Weighted(windows, t => of(t)?.TotalMilliseconds) is { } atBreak ? new Fact(signal, "ms", healthy?.TotalMilliseconds, atBreak) : null;
}
