using System.Collections.Immutable;

namespace SentinelPerf.Gating;

/// <summary>How a gate or a run ends. Order: the worst decides (fail before inconclusive before pass); error is the run's own.</summary>
public enum Verdict { Pass, Inconclusive, Fail, Error }

/// <summary>A gate with its judgement.</summary>
/// <param name="Name"><c>minRate</c>, …</param>
/// <param name="Limit">What the user set.</param>
/// <param name="Actual">What was measured; null: not measured.</param>
/// <param name="Low">Low end of its interval.</param>
/// <param name="High">High end.</param>
/// <param name="Verdict">Three-valued.</param>
/// <param name="Message">One line.</param>
public sealed record GateResult(string Name, double Limit, double? Actual, double? Low, double? High, Verdict Verdict, string Message);

/// <summary>Why a run ended as it did.</summary>
/// <param name="Code">SP code.</param>
/// <param name="Text">One line.</param>
public sealed record VerdictReason(string Code, string Text);

/// <summary>The end of a run.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="ExitCode">0 pass, 1 fail, 2 bad input, 3 inconclusive, 4 target failed, 130 cancelled.</param>
/// <param name="Reasons">Why; empty only for a pass.</param>
/// <param name="Gates">Every gate that was set.</param>
public sealed record RunVerdict(Verdict Verdict, int ExitCode, ImmutableArray<VerdictReason> Reasons, ImmutableArray<GateResult> Gates)
{
    /// <summary>The search's own part in it, where other load tests ran beside it; null: the verdict is the search's.</summary>
    public Verdict? Search { get; init; }
}
