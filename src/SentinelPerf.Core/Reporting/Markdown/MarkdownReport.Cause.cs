using System.Collections.Immutable;

namespace SentinelPerf.Reporting;

internal static partial class MarkdownReport
{
    private static void Cause(MarkdownWriter page, RunView view)
    {
        var diagnosis = view.Run.Diagnosis;
        if (diagnosis.Cause is not { } cause) return;
        page.Heading(2, "Cause");
        var words = cause == "unknown"
            ? MarkdownText.Strong("unknown") + ": no cause has enough evidence of its own"
            : MarkdownText.Strong(MarkdownText.Code(cause)) + $" ({Headline.Confidence(view, diagnosis.Confidence)})";
        page.Paragraph(words + (diagnosis.Metastable ? "; the state outlived the load (metastable)." : "."));
        page.List(view.Run.Explanation.Steps.Select(s => s.Text + Cited(s.Evidence)));
        page.Table(["", "signal", ">healthy", ">at the break", ">changed at", "where", "speaks for"], diagnosis.Evidence.Select(e => ImmutableArray.Create<MarkdownText>(
            e.Id, Named(e.Signal), Figures.Value(e.Healthy, e.Unit), Figures.Value(e.AtBreak, e.Unit), e.AtSeconds is { } at ? Figures.Clock(at) : Figures.NotMeasured,
            e.Where is { } where ? MarkdownText.Code(where) : "", MarkdownText.Join(", ", diagnosis.Ranked.Where(r => r.Evidence.Contains(e.Id)).Select(r => MarkdownText.Code(r.Cause))))));
        if (diagnosis.Ranked.Length > 1)
            page.Folded("All causes that were scored", () => page.Table(["cause", diagnosis.Calibrated ? ">confidence" : ">score", "for", "against"],
                diagnosis.Ranked.Select(r => ImmutableArray.Create(
                    MarkdownText.Code(r.Cause), diagnosis.Calibrated ? Figures.Percent(r.Confidence) : FormattableString.Invariant($"{r.Confidence:0.00}"),
                    string.Join(", ", r.Evidence), string.Join(", ", r.Contradictions.IsDefault ? [] : r.Contradictions)))));
    }

    private static void WhatToDo(MarkdownWriter page, RunView view)
    {
        if (view.Run.Explanation.Recommendations.IsEmpty) return;
        page.Heading(2, "What to do");
        page.List(view.Run.Explanation.Recommendations.Select(r => MarkdownText.Strong(r.Title) + ": " + r.Text + Cited(r.Evidence)));
    }

    private static MarkdownText Named(string signal) =>
        Wording.Signal(signal) is var words && words == signal ? MarkdownText.Code(signal) : words + MarkdownText.Markup("<br>") + MarkdownText.Code(signal);

    private static MarkdownText Cited(ImmutableArray<string> evidence) =>
        evidence.IsDefaultOrEmpty ? "" : MarkdownText.Markup(" ") + MarkdownText.Plain($"[{string.Join(", ", evidence)}]");
}
