using System.Collections.Immutable;
using SentinelPerf.Diagnosis.Causes;

namespace SentinelPerf.Diagnosis;

/// <summary>A cause with its score, its probability and what bears on it.</summary>
/// <param name="Cause">Its id.</param>
/// <param name="Score">b + Σ w·f.</param>
/// <param name="Probability">Softmax over all causes and <c>unknown</c>.</param>
/// <param name="Indications">What counted, strongest first.</param>
internal sealed record ScoredCause(string Cause, double Score, double Probability, ImmutableArray<Indication> Indications);

/// <summary>
/// Weighs the rules: score = b + Σ w·f, of correlated signals only the strongest, plus a bonus when a supporting signal changed before the
/// objective broke (a root comes before its symptom); p = softmax(score / τ) over causes and <c>unknown</c>.
/// </summary>
internal static class CauseScorer
{
    /// <summary>b: without evidence a cause stands below <c>unknown</c>.</summary>
    public const double Bias = -1;

    /// <summary>Score of <c>unknown</c>: what a cause must beat.</summary>
    public const double UnknownScore = 1;

    /// <summary>τ of the softmax. A prior, to be fitted with the weights.</summary>
    public const double Temperature = 0.7;

    /// <summary>Added when the strongest supporting signal changed before the violation.</summary>
    public const double OnsetBonus = 0.3;

    /// <summary>Below this probability no cause is named.</summary>
    public const double LeastProbability = 0.5;

    /// <summary>With a smaller lead over the next cause no cause is named.</summary>
    public const double LeastMargin = 0.15;

    private static readonly ICauseRule[] Rules =
    [
        new GeneratorLimited(), new Crash(), new CpuSaturation(), new CpuThrottling(), new ThreadPoolStarvation(), new LockContention(), new QueueOverflow(),
        new RateLimited(), new ExceptionOnset(), new GcPressure(), new MemoryLeak(), new DownstreamLatency(), new ConnectionPoolExhaustion(), new SocketExhaustion(),
    ];

    /// <summary>All causes and <c>unknown</c>, most probable first.</summary>
    public static ImmutableArray<ScoredCause> Score(FactSheet facts)
    {
        var scored = Rules.Select(r => Weigh(r, facts)).Append(new ScoredCause(CauseIds.Unknown, UnknownScore, 0, [])).ToArray();
        var best = scored.Max(c => c.Score);
        var total = scored.Sum(c => Math.Exp((c.Score - best) / Temperature));
        return [.. scored.Select(c => c with { Probability = Math.Exp((c.Score - best) / Temperature) / total }).OrderByDescending(c => c.Probability)];
    }

    /// <summary>Whether the first of the causes stands out enough to be named.</summary>
    public static bool IsNamed(ImmutableArray<ScoredCause> scored) =>
        scored[0].Cause != CauseIds.Unknown && scored[0].Probability >= LeastProbability && scored[0].Probability - scored[1].Probability >= LeastMargin;

    private static ScoredCause Weigh(ICauseRule rule, FactSheet facts)
    {
        var counted = rule.Assess(facts)
            .GroupBy(i => i.Group ?? i.Fact?.Signal ?? "")
            .Select(g => g.MaxBy(i => Math.Abs(i.Strength * i.Weight)))
            .OrderByDescending(i => Math.Abs(i.Strength * i.Weight))
            .ToImmutableArray();
        var strongest = counted.FirstOrDefault(i => i.Strength > 0);
        var bonus = strongest.Strength >= 0.5 && strongest.Fact?.ChangedAt is { } changed && changed <= facts.ViolatedAt ? OnsetBonus : 0;
        return new ScoredCause(rule.Cause, Bias + bonus + counted.Sum(i => i.Strength * i.Weight), 0, counted);
    }
}
