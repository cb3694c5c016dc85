using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Planning;
using SentinelPerf.Signals;

namespace SentinelPerf.Diagnosis;

/// <summary>Names the cause of a break from what was seen inside and outside of the target, or says that it cannot.</summary>
public static class Diagnoser
{
    /// <summary>Causes less probable than this stand in the ranking without evidence: their facts would only lengthen the list.</summary>
    private const double WorthEvidence = 0.02;

    /// <summary>Diagnoses a search.</summary>
    /// <param name="search">What broke, when.</param>
    /// <param name="signals">What was watched; <see cref="SignalLog.Empty"/> leaves the client's view.</param>
    /// <param name="plan">What was sent; names the routes.</param>
    /// <returns>Ranked causes with evidence; <see cref="DiagnosisResult.Cause"/> is null when nothing broke.</returns>
    public static DiagnosisResult Diagnose(SearchResult search, SignalLog signals, LoadPlan plan) =>
        FactSheetBuilder.Build(search, signals, plan) is { } facts
            ? Diagnose(facts, search.BreakingPoint.Recovery == RecoveryOutcome.Metastable, signals.Missing)
            : DiagnosisResult.None with { Missing = signals.Missing };

    /// <summary>Diagnoses facts.</summary>
    internal static DiagnosisResult Diagnose(FactSheet facts, bool metastable, ImmutableArray<MissingSignal> missing)
    {
        var scored = CauseScorer.Score(facts);
        if (!CauseScorer.IsNamed(scored)) scored = [.. scored.OrderByDescending(c => c.Cause == CauseIds.Unknown).ThenByDescending(c => c.Probability)];
        var ledger = new EvidenceLedger();
        var ranked = scored.Select(c => Rank(c, facts, ledger, worthEvidence: c.Probability >= WorthEvidence || c.Cause == scored[0].Cause)).ToImmutableArray();
        foreach (var fact in Context(facts)) ledger.Cite(fact);
        return new DiagnosisResult
        {
            Cause = scored[0].Cause,
            Confidence = Math.Round(scored[0].Probability, 3),
            Calibrated = false,
            Metastable = metastable,
            Ranked = ranked,
            Evidence = ledger.Entries,
            Missing = missing,
        };
    }

    private static RankedCause Rank(ScoredCause cause, FactSheet facts, EvidenceLedger ledger, bool worthEvidence)
    {
        var supports = cause.Cause == CauseIds.Unknown ? [.. Context(facts).Select(ledger.Cite)]
            : worthEvidence ? ledger.Cite(cause.Indications.Where(i => i.Strength > 0)) : [];
        var contradicts = worthEvidence ? ledger.Cite(cause.Indications.Where(i => i.Strength < 0)) : [];
        return new RankedCause(cause.Cause, Math.Round(cause.Probability, 3), supports, contradicts);
    }

    /// <summary>What any reader asks first: how throughput, latency, errors, CPU and the pool stood.</summary>
    private static IEnumerable<Fact> Context(FactSheet facts)
    {
        Fact?[] context =
        [
            facts.Throughput, facts.ResponseMedian, facts.ResponseP99, facts.ErrorShare, facts.CpuShare, facts.PoolQueue, facts.PoolThreads,
            facts.ContentionsPerRequest, facts.ServerDuration, facts.GcPauseShare,
        ];
        return context.OfType<Fact>();
    }
}
