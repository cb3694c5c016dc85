using System.Collections.Immutable;
using SentinelPerf.Diagnosis;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Explanation;

public sealed class AdversarialAnswerTests(ITestOutputHelper output)
{
    [Fact]
    public void Check_AdversarialAnswers_LetsNothingThrough()
    {
        var answers = AdversarialAnswers.All().DistinctBy(a => (a.Scenario, string.Join('|', a.Answer.Steps.Select(s => s.Text + string.Join(',', s.Evidence))), string.Join('|', a.Answer.Recommendations.Select(r => r.Text)))).ToArray();
        answers.Length.ShouldBeGreaterThanOrEqualTo(300);
        var through = answers.Where(a => Guards.For(a.Scenario).Check(a.Answer) is { Steps.IsEmpty: false } or { Recommendations.IsEmpty: false }).ToArray();
        foreach (var a in through) output.WriteLine($"{a.Scenario} {a.Kind}: {string.Join(" / ", a.Answer.Steps.Select(s => s.Text))}{string.Join(" / ", a.Answer.Recommendations.Select(r => r.Title + ": " + r.Text))}");
        output.WriteLine($"{through.Length} of {answers.Length} through: {string.Join(", ", answers.CountBy(a => a.Kind).Select(k => $"{k.Value} {k.Key}"))}");
        through.ShouldBeEmpty();
    }

    [Fact]
    public void Check_MegabyteOfText_IsStruckAndBounded()
    {
        var babble = string.Join(' ', Enumerable.Repeat("The CPU is busy and so it waits", 35_000));
        var guarded = Guards.For(CauseIds.ThreadPoolStarvation).Check(new ModelAnswer([new ModelStep(babble, ["E1"])], [new ModelRecommendation(babble, babble, ["E1"])]));
        guarded.Steps.ShouldBeEmpty();
        guarded.Recommendations.ShouldBeEmpty();
        guarded.Rejected.ShouldAllBe(r => r.Text.Length <= 200);
    }

    [Fact]
    public void Check_StruckSentence_TakesTheSentenceThatContinuesIt()
    {
        var step = new ModelStep("The disk is slow. This is why the queue rose from 0 to 176 work items. CPU usage stayed low at about 6 %.", ["E1", "E3"]);
        var guarded = Guards.For(CauseIds.ThreadPoolStarvation).Check(new ModelAnswer([step], []));
        guarded.Steps.ShouldHaveSingleItem().Text.ShouldBe("CPU usage stayed low at about 6 %.");
        guarded.Rejected.Length.ShouldBe(2);
    }

    [Fact]
    public void Check_LittleLeft_DoesNotStand()
    {
        var guard = Guards.For(CauseIds.ThreadPoolStarvation);
        var good = new ModelStep("The thread pool queue grew from 0 to 176 work items.", ["E1"]);
        var advice = ImmutableArray.Create(new ModelRecommendation("Show the blocked stacks", "Run dotnet-stack report on the target.", ["E1"]));
        guard.Check(new ModelAnswer([good, good with { Text = "CPU usage stayed low at about 6 %.", Evidence = ["E3"] }], advice)).Stands.ShouldBeTrue();
        guard.Check(new ModelAnswer([good], advice)).Stands.ShouldBeFalse();
        guard.Check(new ModelAnswer([good, good with { Evidence = ["E4"] }, good with { Evidence = ["E5"] }], advice)).Stands.ShouldBeFalse();
        guard.Check(new ModelAnswer([good, good], [])).Stands.ShouldBeFalse();
    }
}
