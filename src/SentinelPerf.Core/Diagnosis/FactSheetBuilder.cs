using SentinelPerf.Detection;
using SentinelPerf.Planning;
using SentinelPerf.Signals;

namespace SentinelPerf.Diagnosis;

/// <summary>Computes every figure that the rules look at.</summary>
internal static class FactSheetBuilder
{
    /// <summary>Computes them; null when nothing broke, so that there is nothing to diagnose.</summary>
    public static FactSheet? Build(SearchResult search, SignalLog signals, LoadPlan plan)
    {
        var bare = Bare(search);
        if (BreakWindows.Of(search) is not { } windows) return bare is { VoidShare: null, Exits: null } ? null : bare;
        var series = new SeriesIndex(signals);
        var sheet = new CpuFacts(series, windows).Add(ClientFacts.Add(bare, search, windows));
        return new ServerFacts(series, windows, RouteFinder.Find(search, windows, plan)).Add(sheet, search);
    }

    private static FactSheet Bare(SearchResult search)
    {
        var died = search.Trials.Where(t => t.Record.TargetDied).Select(t => t.Record).ToArray();
        var generatorLimited = search.BreakingPoint.Reasons.Any(r => r.Id == "generator-limited");
        return new FactSheet
        {
            LatencyLimit = search.LatencyLimit,
            ViolatedAt = search.BreakingPoint.FirstViolation?.At,
            Exits = died.Length > 0 || search.BreakingPoint.Crashed
                ? new Fact("process.exits", "{exit}", 0, Math.Max(1, died.Length), died.Length > 0 ? died[0].StartedAt + died[0].Settle + died[0].Scored : null) : null,
            VoidShare = generatorLimited && search.Trials.Length > 0
                ? new Fact("generator.void_share", "1", null, search.Trials.Count(t => t.Outcome == TrialOutcome.Void) / (double)search.Trials.Length) : null,
        };
    }
}
