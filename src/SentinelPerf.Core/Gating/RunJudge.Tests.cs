using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Gating;

public static partial class RunJudge
{
    /// <summary>Judges a run of load tests, with the search or without it: the worst of them and of the gates decides.</summary>
    /// <param name="search">The search; null: it was not asked for, and the verdict comes from the tests.</param>
    /// <param name="tests">The tests beside it; none without a search is a run that measured nothing.</param>
    /// <param name="gates">The gates.</param>
    /// <param name="unit">What rates count per second; null: requests.</param>
    public static RunVerdict Judge(SearchResult? search, ImmutableArray<LoadTestResult> tests, GateOptions gates, RateUnit? unit = null)
    {
        var found = search is null ? null : Judge(search, gates);
        if (tests.IsDefaultOrEmpty) return found ?? NotRun([], gates, unit);
        var results = found?.Gates ?? (gates.MinRatePerSecond is { } limit ? [ByTests(tests, limit, unit ?? RateUnit.Requests)] : []);
        var worst = tests.Select(t => VerdictOf(t.Outcome)).Concat(results.Select(g => g.Verdict)).Append(found?.Verdict ?? Verdict.Pass).Max();
        if (worst == Verdict.Error) return found! with { Search = Verdict.Error };
        var reasons = ImmutableArray.CreateBuilder<VerdictReason>();
        if (worst != Verdict.Pass)
        {
            if (found?.Verdict == worst) reasons.AddRange(found.Reasons);
            if (found is null) reasons.AddRange(results.Where(g => g.Verdict == worst).Select(g => new VerdictReason((worst == Verdict.Fail ? DiagnosticCodes.GateMissed : DiagnosticCodes.GateUndecided).Code, g.Message)));
            foreach (var test in tests.Where(t => VerdictOf(t.Outcome) == worst))
                reasons.AddRange(test.Reasons.Take(test.Outcome == TestOutcome.Fail ? test.Reasons.Length : 1).Select(r => new VerdictReason(r.Code, $"{LoadTestOptions.Name(test.Kind)}: {r.Text}")));
        }
        return new RunVerdict(worst, worst switch { Verdict.Pass => PassCode, Verdict.Fail => FailCode, _ => InconclusiveCode }, reasons.ToImmutable(), results) { Search = found?.Verdict };
    }

    /// <summary>A test's end as a verdict.</summary>
    public static Verdict VerdictOf(TestOutcome outcome) => outcome switch { TestOutcome.Pass => Verdict.Pass, TestOutcome.Fail => Verdict.Fail, _ => Verdict.Inconclusive };

    /// <summary>What tests at known rates say of a capacity gate: a rate that held is at most the capacity, one that broke at least.</summary>
    private static GateResult ByTests(ImmutableArray<LoadTestResult> tests, double limit, RateUnit unit)
    {
        var held = tests.Where(t => t.Outcome == TestOutcome.Pass || t.Kind == LoadTestKind.Stress).Max(t => t.HeldUpToPerSecond);
        var broke = tests.Min(t => t.BrokeAtPerSecond);
        GateResult Result(Verdict verdict, string message) => new(MinRate, limit, null, held, broke, verdict, message);
        string Rate(double rate) => $"{RateText.FormatLimit(rate, limit)} {unit.Symbol}";
        if (held >= limit) return Result(Verdict.Pass, $"{Rate(held.Value)} held, which meets the gate of {Rate(limit)}");
        return broke <= limit
            ? Result(Verdict.Fail, $"{Rate(broke.Value)} did not hold, so the gate of {Rate(limit)} is missed")
            : Result(Verdict.Inconclusive, $"the gate of {Rate(limit)} is not decided: without search in load.tests no rate from there on was tried");
    }
}
