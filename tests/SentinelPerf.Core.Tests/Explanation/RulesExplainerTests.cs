using System.Globalization;
using System.Text.RegularExpressions;
using SentinelPerf.Core.Tests.Diagnosis;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Explanation;

public sealed partial class RulesExplainerTests
{
    public static TheoryData<string> Causes() => [.. Scenarios.All.Keys];

    [GeneratedRegex(@"https://\S+|(?<![\w.])-?\d+(?:\.\d+)?(?![\w])")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\bE\d+\b")]
    private static partial Regex Ids();

    [Theory]
    [MemberData(nameof(Causes))]
    public void Explain_AnyCause_HasTwoToFiveStepsAndOneToThreeRecommendations(string cause)
    {
        var (_, _, result) = Explain(cause);
        result.Source.ShouldBe("rules");
        result.Steps.Length.ShouldBeInRange(2, 5);
        result.Recommendations.Length.ShouldBeInRange(1, 3);
        result.Recommendations.ShouldAllBe(r => r.Confidence >= 0 && r.Confidence <= 1 && r.Text.Contains("https://", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Explain_AnyCause_CitesOnlyEvidenceThatExists(string cause)
    {
        var (_, diagnosis, result) = Explain(cause);
        var known = diagnosis.Evidence.Select(e => e.Id).ToArray();
        result.Steps.SelectMany(s => s.Evidence).Concat(result.Recommendations.SelectMany(r => r.Evidence)).ShouldBeSubsetOf(known);
        foreach (var step in result.Steps)
            Ids().Matches(step.Text).Select(m => m.Value).ShouldBeSubsetOf(step.Evidence);
        result.Steps.ShouldAllBe(s => s.Evidence.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Explain_AnyCause_SaysNoFigureThatWasNotSeen(string cause)
    {
        var (search, diagnosis, result) = Explain(cause);
        var seen = diagnosis.Evidence.SelectMany(e => new[] { Said(e.Healthy, e.Unit), Said(e.AtBreak, e.Unit), Said(e.AtSeconds, "s") })
            .Concat(diagnosis.Evidence.SelectMany(e => Numbers().Matches($"{e.Signal} {e.Where}").Select(m => m.Value)));
        if (search.BreakingPoint.FirstViolation is { } v)
        {
            var unit = v.Kind == ViolationKind.Latency ? "ms" : "1";
            seen = seen.Concat([Said(v.OfferedPerSecond, "1/s"), Said(v.Limit, unit), Said(v.Observed, unit), Said(v.At.TotalSeconds, "s")]);
        }
        var allowed = seen.OfType<string>().ToHashSet();
        foreach (var text in result.Steps.Select(s => s.Text).Concat(result.Recommendations.Select(r => r.Title + " " + r.Text)))
            foreach (var number in Numbers().Matches(text).Select(m => m.Value).Where(n => !n.StartsWith("https", StringComparison.Ordinal)))
                allowed.ShouldContain(number, text);
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Explain_AnyCause_TellsWhatHappenedInOrderOfTime(string cause)
    {
        var (_, _, result) = Explain(cause);
        var times = result.Steps.Select(s => Regex.Match(s.Text, @"from (\d+(\.\d+)?) s on|, (\d+(\.\d+)?) s into the run"))
            .Where(m => m.Success).Select(m => double.Parse(m.Groups[1].Success ? m.Groups[1].Value : m.Groups[3].Value, CultureInfo.InvariantCulture)).ToArray();
        times.ShouldBe(times.Order());
    }

    [Fact]
    public void Explain_Starvation_NamesRouteValuesAndTheApiToTouch()
    {
        var (_, diagnosis, result) = Explain(CauseIds.ThreadPoolStarvation);
        var queue = diagnosis.Evidence.First(e => e.Signal == "dotnet.thread_pool.queue.length");
        result.Steps.ShouldContain(s => s.Text.Contains("rose from 0 work items to 176 work items", StringComparison.Ordinal) && s.Evidence.Contains(queue.Id));
        result.Recommendations[0].Text.ShouldContain("GET /items/{id}");
        result.Recommendations[0].Text.ShouldContain("Task.Result");
        result.Recommendations[0].Confidence.ShouldBeGreaterThan(result.Recommendations[1].Confidence);
    }

    [Fact]
    public void Explain_Unknown_SaysSoAndWhereToLookNext()
    {
        var (_, _, result) = Explain(CauseIds.Unknown);
        result.Steps[^1].Text.ShouldContain("No cause stands out");
        result.Recommendations[0].Text.ShouldContain("dotnet-trace");
    }

    [Fact]
    public void Explain_NothingBroke_ExplainsNothing() =>
        RulesExplainer.Explain(new(DiagnosisResult.None, Scenarios.Traceless.Search(), Scenarios.Traceless.Plan)).ShouldBe(ExplanationResult.None);

    [Fact]
    public void Explain_ContradictedCause_IsLessSureOfItsAdvice()
    {
        var diagnosis = Scenarios.LockContention.Diagnose();
        var doubted = diagnosis with { Ranked = diagnosis.Ranked.SetItem(0, diagnosis.Ranked[0] with { Contradictions = [diagnosis.Evidence[^1].Id] }) };
        var search = Scenarios.LockContention.Search();
        RulesExplainer.Explain(new(doubted, search, Scenarios.LockContention.Plan)).Recommendations[0].Confidence
            .ShouldBeLessThan(RulesExplainer.Explain(new(diagnosis, search, Scenarios.LockContention.Plan)).Recommendations[0].Confidence);
    }

    [Fact]
    public void Catalogue_EveryCause_HasATextOfItsOwn() =>
        CauseCatalogue.Causes.ShouldBe(typeof(CauseIds).GetFields().Select(f => (string)f.GetRawConstantValue()!), ignoreOrder: true);

    private static string? Said(double? value, string unit) =>
        value is { } v ? Numbers().Match(Quantity.Format(v, unit)).Value : null;

    private static (SearchResult Search, DiagnosisResult Diagnosis, ExplanationResult Result) Explain(string cause)
    {
        var scenario = Scenarios.All[cause];
        var (search, diagnosis) = (scenario.Search(), scenario.Diagnose());
        return (search, diagnosis, RulesExplainer.Explain(new(diagnosis, search, scenario.Plan)));
    }
}
