using System.Collections.Immutable;
using SentinelPerf.Explanation;

namespace SentinelPerf.Reporting;

/// <summary>Why it broke.</summary>
/// <param name="Cause">First cause, <c>unknown</c> when none reaches the margin; null when there was nothing to diagnose.</param>
/// <param name="Confidence">0–1; a score, not a probability, unless <paramref name="Calibrated"/>.</param>
/// <param name="Calibrated">Fitted on fault injection.</param>
/// <param name="Metastable">The state outlived the load.</param>
/// <param name="Ranked">All causes, best first.</param>
/// <param name="Evidence">The facts.</param>
/// <param name="Missing">Every signal, and every figure of this summary by its path, that was not measured, with the reason.</param>
public sealed record DiagnosisSummary(
    string? Cause, double? Confidence, bool Calibrated, bool Metastable, ImmutableArray<RankedCauseSummary> Ranked,
    ImmutableArray<EvidenceSummary> Evidence, ImmutableArray<MissingSummary> Missing);

/// <summary>A cause with its score.</summary>
public sealed record RankedCauseSummary(string Cause, double Confidence, ImmutableArray<string> Evidence);

/// <summary>An observed fact.</summary>
public sealed record EvidenceSummary(string Id, string Signal, string Unit, double? Healthy, double? AtBreak, double? AtSeconds, string? Where);

/// <summary>Something that was not measured, and why.</summary>
/// <param name="Signal">Name of a signal, or path in the summary: <c>cost.allocatedBytesPerRequest</c>.</param>
/// <param name="Reason">One line.</param>
public sealed record MissingSummary(string Signal, string Reason);

/// <summary>The diagnosis in words.</summary>
/// <param name="Source"><c>llm</c>, <c>rules</c> or <c>none</c>.</param>
/// <param name="Provider">Provider of the model; null without one.</param>
/// <param name="Model">The model; null without one.</param>
/// <param name="Steps">What happened.</param>
/// <param name="Recommendations">What to do.</param>
/// <param name="RejectedClaims">Claims of the model that the guard struck out.</param>
/// <param name="Usage">What asking cost.</param>
public sealed record ExplanationSummary(
    string Source, string? Provider, string? Model, ImmutableArray<StepSummary> Steps, ImmutableArray<RecommendationSummary> Recommendations,
    int RejectedClaims, UsageSummary Usage);

/// <summary>A sentence that rests on evidence.</summary>
public sealed record StepSummary(string Text, ImmutableArray<string> Evidence);

/// <summary>What to do.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Text">Setting, API or place, and documentation.</param>
/// <param name="Severity">How much the finding weighs; raised on routes of access and money.</param>
/// <param name="Confidence">0–1, computed from the evidence.</param>
/// <param name="Evidence">Ids of evidence.</param>
public sealed record RecommendationSummary(string Title, string Text, Severity Severity, double Confidence, ImmutableArray<string> Evidence);

/// <summary>What asking a model cost; null: no model was asked, or its server does not say.</summary>
/// <param name="TimeToFirstTokenMilliseconds">From the first question to its first text.</param>
/// <param name="InputTokens">Of all questions.</param>
/// <param name="OutputTokens">Of all answers.</param>
/// <param name="TokensPerSecond">Of answers.</param>
/// <param name="Cost">By <c>explain.price</c>.</param>
/// <param name="Attempts">How often it was asked.</param>
/// <param name="CacheHit">The answer was kept from an earlier run.</param>
/// <param name="Breaker"><c>closed</c>, <c>open</c> or <c>half-open</c>.</param>
public sealed record UsageSummary(
    double? TimeToFirstTokenMilliseconds, long? InputTokens, long? OutputTokens, double? TokensPerSecond, double? Cost, int Attempts, bool CacheHit, string Breaker);
