using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;

namespace SentinelPerf.Explanation;

/// <summary>What there is to explain.</summary>
/// <param name="Diagnosis">Why it broke.</param>
/// <param name="Search">What broke.</param>
/// <param name="Plan">What was sent.</param>
public sealed record ExplanationInput(DiagnosisResult Diagnosis, SearchResult Search, LoadPlan Plan)
{
    /// <summary>What the target printed last; may hold anything.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>Takes secrets out of whatever is sent to a model or kept.</summary>
    public SecretMask Secrets { get; init; } = SecretMask.None;
}

/// <summary>One sentence that rests on evidence.</summary>
public sealed record ExplanationStep(string Text, ImmutableArray<string> Evidence);

/// <summary>What to do, and on what evidence.</summary>
public sealed record Recommendation(string Title, string Text, double Confidence, ImmutableArray<string> Evidence)
{
    /// <summary>How much the finding weighs; raised on routes of access and money.</summary>
    public Severity Severity { get; init; } = Severity.Medium;
}

/// <summary>What asking a model took. null: not asked, or not said by the server.</summary>
public sealed record ExplanationUsage
{
    /// <summary>From the question to the first text.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Tokens of all questions.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of all answers.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Tokens of answers per second of answering.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>What the tokens cost by <c>explain.price</c>; null when it is not set.</summary>
    public double? Cost { get; init; }

    /// <summary>How often the model was asked, repairs and retries included.</summary>
    public int Attempts { get; init; }

    /// <summary>The answer was kept from an earlier run with the same evidence.</summary>
    public bool CacheHit { get; init; }

    /// <summary><c>closed</c>, <c>open</c> or <c>half-open</c>.</summary>
    public string Breaker { get; init; } = "closed";
}

/// <summary>The diagnosis in words. Words never change a verdict.</summary>
public sealed record ExplanationResult
{
    /// <summary><c>llm</c>, <c>rules</c> or <c>none</c>.</summary>
    public string Source { get; init; } = "none";

    /// <summary>How the model was reached; null when none was asked.</summary>
    public string? Provider { get; init; }

    /// <summary>The model; null when none was asked.</summary>
    public string? Model { get; init; }

    /// <summary>What happened, in order.</summary>
    public ImmutableArray<ExplanationStep> Steps { get; init; } = [];

    /// <summary>What to do.</summary>
    public ImmutableArray<Recommendation> Recommendations { get; init; } = [];

    /// <summary>What the model said and the evidence does not.</summary>
    public ImmutableArray<RejectedClaim> Rejected { get; init; } = [];

    /// <summary>What asking took.</summary>
    public ExplanationUsage Usage { get; init; } = new();

    /// <summary>No explanation.</summary>
    public static ExplanationResult None { get; } = new();
}
