using System.Collections.Immutable;
using SentinelPerf.Explanation;

namespace SentinelPerf.Reporting;

public static partial class SummaryMapper
{
    private static DiagnosisSummary Diagnosis(RunRecord run)
    {
        var diagnosis = run.Diagnosis;
        return new(
            diagnosis.Cause, Rounding.Share(diagnosis.Confidence), diagnosis.Calibrated, diagnosis.Metastable,
            [.. diagnosis.Ranked.Select(r => new RankedCauseSummary(r.Cause, Rounding.Share(r.Confidence) ?? 0, r.Evidence))],
            [.. diagnosis.Evidence.Select(e => new EvidenceSummary(
                e.Id, e.Signal, e.Unit, Rounding.Figure(e.Healthy), Rounding.Figure(e.AtBreak), e.AtSeconds is { } at ? Math.Round(at, 3) : null, e.Where))],
            [.. diagnosis.Missing.Concat(run.Signals.Missing).Select(m => new MissingSummary(m.Signal, m.Reason)).DistinctBy(m => m.Signal)]);
    }

    /// <summary>A summary with another explanation.</summary>
    internal static RunSummary Explained(RunSummary summary, ExplanationResult explanation) => MissingFigures.Explained(summary with { Explanation = Explanation(explanation) }, explanation);

    private static ExplanationSummary Explanation(ExplanationResult explanation) => new(
        explanation.Source, explanation.Provider, explanation.Model,
        [.. explanation.Steps.Select(s => new StepSummary(s.Text, s.Evidence))],
        [.. explanation.Recommendations.Select(r => new RecommendationSummary(r.Title, r.Text, r.Severity, Rounding.Share(r.Confidence) ?? 0, r.Evidence))],
        explanation.Rejected.Length, Usage(explanation.Usage));

    private static UsageSummary Usage(ExplanationUsage usage) => new(
        usage.TimeToFirstToken is { } first ? Math.Round(first.TotalMilliseconds, 1) : null, usage.InputTokens, usage.OutputTokens, Rounding.Figure(usage.TokensPerSecond),
        Rounding.Figure(usage.Cost), usage.Attempts, usage.CacheHit, usage.Breaker);

    private static TrafficSummary Traffic(RunRecord run) => new()
    {
        Source = run.Traffic?.Source ?? [],
        Confidence = Rounding.Share(run.Traffic?.Confidence),
        ConfidenceParts = ImmutableSortedDictionary<string, double>.Empty,
        Fidelity = null,
        ObservedRequests = null,
        SkippedLines = null,
        From = null,
        To = null,
        MeanRequestsPerSecond = null,
        PeakRequestsPerSecond = null,
        Requests = [.. (run.Traffic?.Requests ?? []).Select(r => new TrafficRequestSummary(r.Method, r.Path, Rounding.Share(r.Share) ?? 0, null, null, null, null))],
    };
}
