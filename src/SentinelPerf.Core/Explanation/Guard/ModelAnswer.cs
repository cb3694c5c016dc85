using System.Collections.Immutable;

namespace SentinelPerf.Explanation;

/// <summary>A step as a model wrote it.</summary>
public sealed record ModelStep(string Text, ImmutableArray<string> Evidence);

/// <summary>A recommendation as a model wrote it.</summary>
public sealed record ModelRecommendation(string Title, string Text, ImmutableArray<string> Evidence);

/// <summary>A model's whole answer, before anything of it is believed.</summary>
public sealed record ModelAnswer(ImmutableArray<ModelStep> Steps, ImmutableArray<ModelRecommendation> Recommendations);

/// <summary>A sentence that was struck out.</summary>
/// <param name="Text">What the model said.</param>
/// <param name="Objection">What is wrong with it, in one line.</param>
public sealed record RejectedClaim(string Text, string Objection);

/// <summary>What is left of an answer.</summary>
/// <param name="Steps">Sentences that hold against the evidence.</param>
/// <param name="Recommendations">Advice that names nothing but the catalogue and the evidence.</param>
/// <param name="Rejected">What was struck out.</param>
/// <param name="Stands">Whether the rest explains something without what was struck out.</param>
public sealed record GuardedAnswer(
    ImmutableArray<ExplanationStep> Steps, ImmutableArray<ModelRecommendation> Recommendations, ImmutableArray<RejectedClaim> Rejected, bool Stands);
