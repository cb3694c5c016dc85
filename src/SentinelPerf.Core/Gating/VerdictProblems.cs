using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Gating;

/// <summary>Turns the end of a run into the errors and warnings that a build shows.</summary>
public static class VerdictProblems
{
    /// <summary>Whether an inconclusive run fails a build: as the user says, else when any gate is set.</summary>
    public static bool InconclusiveFails(GateOptions gates) => (gates.OnInconclusive ?? (gates.AnySet ? OnInconclusive.Fail : OnInconclusive.Warn)) == OnInconclusive.Fail;

    /// <summary>One problem for each reason: an error for fail and error, an error or a warning for inconclusive; none for a pass.</summary>
    public static ImmutableArray<Problem> Of(RunVerdict verdict, GateOptions gates)
    {
        var severity = verdict.Verdict == Verdict.Inconclusive && !InconclusiveFails(gates) ? ProblemSeverity.Warning : ProblemSeverity.Error;
        return verdict.Verdict == Verdict.Pass ? [] : [.. verdict.Reasons.Select(r => new Problem(r.Code, severity, r.Text))];
    }
}
