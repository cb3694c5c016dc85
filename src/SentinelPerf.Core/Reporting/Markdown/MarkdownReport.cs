using System.Collections.Immutable;
using SentinelPerf.Gating;
using SentinelPerf.Planning;

namespace SentinelPerf.Reporting;

/// <summary><c>report.md</c>: the run for a person who reads a pull request. The answer first, then what it rests on.</summary>
internal static partial class MarkdownReport
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "report.md";

    private const int LongestTable = 20;

    /// <summary>Writes the report.</summary>
    /// <param name="view">The run.</param>
    /// <param name="plots">Pictures beside the report, by file name.</param>
    public static string Write(RunView view, ImmutableArray<string> plots)
    {
        var page = new MarkdownWriter();
        page.Heading(1, MarkdownText.Markup($"{Sign(view.Run.Verdict.Verdict)} SentinelPerf: ") + view.Run.Target.Name + " – " + Wording.Of(view.Run.Verdict.Verdict));
        page.Paragraph(MarkdownText.Strong(view.Run.Search is null && view.Tests is [var one] ? LoadTestOptions.Name(one.Kind) + " – " + TestWording.Line(view, one)
            : view.Run.Search is null && view.Tests.Length > 0 ? string.Join(" · ", view.Tests.Select(t => $"{LoadTestOptions.Name(t.Kind)}: {Wording.Of(RunJudge.VerdictOf(t.Outcome))}"))
            : "Breaking point: " + Headline.BreakingPoint(view)) + " (" + Wording.Objective(view) + ")");
        page.List(view.Reasons.Select(r => MarkdownText.Code(r.Code) + " " + r.Text));
        LastLines(page, view);
        BreakingPoint(page, view, plots);
        Cause(page, view);
        WhatToDo(page, view);
        Gates(page, view);
        Tests(page, view, plots);
        Routes(page, view);
        Errors(page, view);
        Course(page, view, plots);
        Generator(page, view);
        Cost(page, view);
        NotMeasured(page, view);
        Circumstances(page, view);
        return page.ToString();
    }

    private static void BreakingPoint(MarkdownWriter page, RunView view, ImmutableArray<string> plots)
    {
        if (view.Run.Search is null) return;
        var point = view.BreakingPoint;
        page.Heading(2, "Breaking point");
        List<(string Name, string Value)> facts = [("capacity", Headline.BreakingPoint(view)), ("objective", Wording.Objective(view))];
        if (Headline.FirstBroke(view) is { } first) facts.Add(("first broke", first));
        if (point.TestedUpToPerSecond is { } highest) facts.Add(("highest rate tested", $"{Figures.Rate(highest)} {view.Unit.Symbol}"));
        if (view.Run.Search.SaturationPerSecond is { } saturation) facts.Add(("saturation (closed loop)", $"{Figures.Rate(saturation)} {view.Unit.Symbol}"));
        if (view.Run.Search.Healthy is { } healthy) facts.Add(("before load", $"p50 {Figures.Time(healthy.P50)}, p99 {Figures.Time(healthy.P99)}"));
        facts.Add(("after overload", Wording.Of(point.Recovery)));
        if (point.NonMonotone) facts.Add(("not monotone", "a higher rate passed though a lower one failed; the first break is reported"));
        page.Table(["", ""], facts.Select(f => ImmutableArray.Create<MarkdownText>(f.Name, f.Value)));
        Picture(page, plots, Plots.Capacity, "Goodput and p99 by offered rate");
        Picture(page, plots, Plots.Concurrency, "Throughput by requests in flight");
    }

    private static void Gates(MarkdownWriter page, RunView view)
    {
        if (view.Run.Verdict.Gates.IsEmpty && view.Run.Search is null) return;
        page.Heading(2, "Gates");
        if (view.Run.Verdict.Gates.IsEmpty) page.Paragraph("No gate is set, so the run can pass with any breaking point.");
        page.Table(["gate", ">limit", ">measured", ">low", ">high", "verdict", ""], view.Run.Verdict.Gates.Select(g => ImmutableArray.Create(
            MarkdownText.Code(g.Name), Figures.Three(g.Limit), Figures.Rate(g.Actual), Figures.Rate(g.Low), Figures.Rate(g.High),
            MarkdownText.Strong(Wording.Of(g.Verdict)), g.Message)));
    }

    private static void Routes(MarkdownWriter page, RunView view)
    {
        if (view.Run.Plan is not { } plan) return;
        page.Heading(2, "Routes");
        if (view.Reference is { Record: var record } reference)
            page.Paragraph($"In the {Wording.Of(record.Phase)} trial at {Figures.Rate(record.OfferedPerSecond)} {view.Unit.Symbol} ({Wording.Of(reference.Outcome)}), which stands for the {(view.Trials.IsEmpty ? "tests" : "capacity")}.");
        var tallies = (view.Reference?.Record.Routes ?? []).ToDictionary(r => r.Route);
        var first = view.BreakingPoint.FirstViolation?.Route;
        // Those that broke stand first; a long table folds.
        var rows = plan.Requests.Select((request, index) => (request, index)).OrderBy(r => view.BrokeAt(r.index) ?? double.PositiveInfinity).Select(r =>
        {
            var (request, i) = r;
            var tally = tallies.GetValueOrDefault(i);
            var broke = view.BrokeAt(i) is { } rate ? $"{Figures.Rate(rate)} {view.Unit.Symbol}" : Figures.NotMeasured;
            return ImmutableArray.Create(
                MarkdownText.Code(request.Name), (tally?.Requests ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture),
                Figures.Percent(tally is { Requests: > 0 } ? (double)tally.Errors / tally.Requests : null), Figures.Time(tally?.Response.P50), Figures.Time(tally?.Response.P99),
                i == first ? MarkdownText.Strong(broke + " (first)") : broke);
        }).ToArray();
        LongTable(page, ["route", ">requests", ">errors", ">p50", ">p99", ">broke at"], rows, "more routes");
        if (plan.Omitted.IsEmpty) return;
        page.Paragraph("Left out:");
        LongTable(page, ["route", "reason"], [.. plan.Omitted.Select(o => ImmutableArray.Create(MarkdownText.Code($"{o.Method} {o.Path}".TrimStart()), o.Reason))], "more routes left out");
    }

    private static void LongTable(MarkdownWriter page, ImmutableArray<string> headings, ImmutableArray<MarkdownText>[] rows, string rest)
    {
        page.Table(headings, rows.Take(LongestTable));
        if (rows.Length > LongestTable) page.Folded(FormattableString.Invariant($"{rows.Length - LongestTable} {rest}"), () => page.Table(headings, rows.Skip(LongestTable)));
    }

    private static void Picture(MarkdownWriter page, ImmutableArray<string> plots, string file, string alternative)
    {
        if (plots.Contains(file)) page.Picture(file, alternative);
    }

    private static string Sign(Verdict verdict) => verdict switch { Verdict.Pass => "✅", Verdict.Fail => "❌", Verdict.Inconclusive => "❔", _ => "⛔" };
}
