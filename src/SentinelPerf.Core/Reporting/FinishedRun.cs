using System.Collections.Immutable;
using System.Text;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;
using SentinelPerf.Planning;

namespace SentinelPerf.Reporting;

/// <summary>Explains a run again from its summary: what the summary holds is all that there is to explain.</summary>
public static class FinishedRun
{
    /// <summary>What there is to explain in a summary. Evidence against causes does not stand in it.</summary>
    public static ExplanationInput Input(RunSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var routes = summary.Routes.Select(r => new PlannedRequest(r.Method, r.Path, 1, [r.Path])).ToImmutableArray();
        var point = summary.BreakingPoint;
        return new ExplanationInput(
            new DiagnosisResult
            {
                Cause = summary.Diagnosis.Cause, Confidence = summary.Diagnosis.Confidence, Calibrated = summary.Diagnosis.Calibrated, Metastable = summary.Diagnosis.Metastable,
                Ranked = [.. summary.Diagnosis.Ranked.Select(r => new RankedCause(r.Cause, r.Confidence, r.Evidence, []))],
                Evidence = [.. summary.Diagnosis.Evidence.Select(e => new Evidence(e.Id, e.Signal, e.Unit, e.Healthy, e.AtBreak, e.AtSeconds, e.Where))],
            },
            new SearchResult
            {
                Trials = [],
                LatencyLimit = TimeSpan.FromMilliseconds(summary.Objective.LatencyMilliseconds ?? 0),
                BreakingPoint = new BreakingPoint
                {
                    Status = point.Status, RatePerSecond = point.Rate, Recovery = point.Recovery,
                    FirstViolation = point.FirstViolation is { } v
                        ? new Violation(v.Kind, v.Limit, v.Observed, v.Offered, TimeSpan.FromSeconds(v.AtSeconds), routes.Select(r => r.Name).ToList().IndexOf(v.Route ?? ""))
                        : null,
                },
            },
            new LoadPlan(routes, []));
    }

    /// <summary>
    /// Writes the explanation into the summary, into <c>report.md</c> beside it when that is there, and what was struck out beside them. No explanation
    /// replaces none: then everything stays as it is.
    /// </summary>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="SentinelException">SP9002: something could not be written.</exception>
    public static async Task<bool> WriteAsync(string summaryFile, RunSummary summary, ExplanationResult explanation, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(explanation);
        if (explanation.Source == ExplanationResult.None.Source) return false;
        var folder = Path.GetDirectoryName(Path.GetFullPath(summaryFile))!;
        var clean = RunCleaner.Clean(NoSurer(explanation, summary.Explanation.Recommendations), new OutsideText([]));
        var writing = summaryFile;
        try
        {
            var report = Path.Combine(folder, MarkdownReport.FileName);
            if (File.Exists(report)) await AtomicFile.WriteAsync(writing = report, Encoding.UTF8.GetBytes(MarkdownReport.Explained(await File.ReadAllTextAsync(report, cancel), clean)), cancel);
            await RejectedClaimsFile.WriteAsync(clean.Rejected, writing = Path.Combine(folder, RejectedClaimsFile.FileName), cancel);
            await AtomicFile.WriteAsync(writing = summaryFile, SummaryWriter.ToUtf8(SummaryMapper.Explained(summary, clean)), cancel);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SentinelException(Problem.Error(DiagnosticCodes.ReportsNotWritten, $"cannot write {writing}: {e.Message.ReplaceLineEndings(" ")} {DiagnosticCodes.ReportsNotWritten.Remedy}"), e);
        }
    }

    /// <summary>What spoke against the cause lowered the old confidences and does not stand in the summary, so the new ones may not be higher.</summary>
    private static ExplanationResult NoSurer(ExplanationResult explanation, ImmutableArray<RecommendationSummary> old) => old.IsDefaultOrEmpty ? explanation : explanation with
    {
        Recommendations = [.. explanation.Recommendations.Select((r, i) => r with { Confidence = Math.Min(r.Confidence, old[Math.Min(i, old.Length - 1)].Confidence) })],
    };
}
