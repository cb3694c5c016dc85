using System.Collections.Immutable;

namespace SentinelPerf.Explanation;

/// <summary>One sentence that rests on evidence.</summary>
public sealed record ExplanationStep(string Text, ImmutableArray<string> Evidence);

/// <summary>What to do, and on what evidence.</summary>
public sealed record Recommendation(string Title, string Text, double Confidence, ImmutableArray<string> Evidence);

/// <summary>The diagnosis in words. Words never change a verdict.</summary>
public sealed record ExplanationResult
{
    /// <summary><c>llm</c>, <c>rules</c> or <c>none</c>.</summary>
    public string Source { get; init; } = "none";

    /// <summary>What happened, in order.</summary>
    public ImmutableArray<ExplanationStep> Steps { get; init; } = [];

    /// <summary>What to do.</summary>
    public ImmutableArray<Recommendation> Recommendations { get; init; } = [];

    /// <summary>No explanation.</summary>
    public static ExplanationResult None { get; } = new();
}
