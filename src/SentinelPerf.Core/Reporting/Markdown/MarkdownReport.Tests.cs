using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Gating;
using SentinelPerf.Planning;

namespace SentinelPerf.Reporting;

internal static partial class MarkdownReport
{
    private static void Tests(MarkdownWriter page, RunView view, ImmutableArray<string> plots)
    {
        if (view.Tests.IsEmpty) return;
        page.Heading(2, "Load tests");
        page.Table(["test", "verdict", "offered", $">held, {view.Unit.Symbol}", $">broke at, {view.Unit.Symbol}", ""], view.Tests.Select(t => ImmutableArray.Create<MarkdownText>(
            LoadTestOptions.Name(t.Kind), MarkdownText.Strong(Wording.Of(RunJudge.VerdictOf(t.Outcome))), TestWording.Offered(view, t),
            Figures.Rate(t.HeldUpToPerSecond), Figures.Rate(t.BrokeAtPerSecond), TestWording.Sentence(view, t))));
        foreach (var test in view.Tests.Where(t => !t.Trials.IsEmpty))
        {
            var name = LoadTestOptions.Name(test.Kind);
            page.Heading(3, char.ToUpperInvariant(name[0]) + name[1..]);
            page.List(test.Reasons.Select(r => MarkdownText.Code(r.Code) + " " + r.Text));
            Picture(page, plots, Plots.Of(test.Kind), $"Rates, p99 and requests in flight during {name}");
            if (test.Drifts.Length > 0)
                page.Table(["drift", ">from", ">to", ">per hour", ""], test.Drifts.Select(d => ImmutableArray.Create<MarkdownText>(
                    Named(d.Signal), Figures.Value(d.From, d.Unit), Figures.Value(d.To, d.Unit), Figures.Value(d.PerHour, d.Unit), d.Steady ? "steady" : "slowing down")));
            page.Folded($"{test.Trials.Length.ToString(CultureInfo.InvariantCulture)} trial{(test.Trials.Length == 1 ? "" : "s")}", () => Trials(page, view, test.Trials));
        }
    }
}
