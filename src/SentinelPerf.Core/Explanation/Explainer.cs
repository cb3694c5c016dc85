using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;

namespace SentinelPerf.Explanation;

/// <summary>An explanation, and what the user should know of how it came about.</summary>
/// <param name="Result">The explanation.</param>
/// <param name="Problems">Warnings only.</param>
public sealed record ExplanationOutcome(ExplanationResult Result, ImmutableArray<Problem> Problems);

/// <summary>Chooses who explains. No model is built in yet: <see cref="ExplainMode.Auto"/> says so in one line and <see cref="ExplainMode.Llm"/> warns; both use the rules.</summary>
public sealed class Explainer(ExplainOptions options, IProgress<ProgressEvent>? progress)
{
    /// <summary>Explains a diagnosis.</summary>
    /// <param name="diagnosis">What to explain.</param>
    /// <param name="search">What broke.</param>
    /// <param name="plan">What was sent.</param>
    /// <param name="at">Now, on the run's clock; for progress.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<ExplanationOutcome> ExplainAsync(DiagnosisResult diagnosis, SearchResult search, LoadPlan plan, TimeSpan at, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (options.Mode == ExplainMode.None) return Task.FromResult(new ExplanationOutcome(ExplanationResult.None, []));
        ImmutableArray<Problem> problems = [];
        if (options.Mode == ExplainMode.Llm)
            problems = [Problem.Warning(DiagnosticCodes.NoModelConfigured, $"explain.mode is 'llm' but no language model is configured; the rules explain instead. {DiagnosticCodes.NoModelConfigured.Remedy}")];
        else if (options.Mode == ExplainMode.Auto)
            progress?.Report(new ProgressEvent(at, "explain", "no language model is used; the rules explain"));
        return Task.FromResult(new ExplanationOutcome(RulesExplainer.Explain(diagnosis, search, plan), problems));
    }
}
