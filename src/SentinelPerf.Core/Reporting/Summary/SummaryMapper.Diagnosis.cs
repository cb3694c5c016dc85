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

    private static ExplanationSummary Explanation(ExplanationResult explanation) => new(
        explanation.Source, null, null,
        [.. explanation.Steps.Select(s => new StepSummary(s.Text, s.Evidence))],
        [.. explanation.Recommendations.Select(r => new RecommendationSummary(r.Title, r.Text, Rounding.Share(r.Confidence) ?? 0, r.Evidence))],
        0, UsageSummary.None);

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
