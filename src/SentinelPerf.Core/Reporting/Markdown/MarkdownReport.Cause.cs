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
        Explainer(page, view.Run.Explanation);
        page.Table(["", "signal", ">healthy", ">at the break", ">changed at", "where", "speaks for"], diagnosis.Evidence.Select(e => ImmutableArray.Create<MarkdownText>(
            e.Id, Named(e.Signal), Figures.Value(e.Healthy, e.Unit), Figures.Value(e.AtBreak, e.Unit), e.AtSeconds is { } at ? Figures.Clock(at) : Figures.NotMeasured,
            e.Where is { } where ? MarkdownText.Code(where) : "", MarkdownText.Join(", ", diagnosis.Ranked.Where(r => r.Evidence.Contains(e.Id)).Select(r => MarkdownText.Code(r.Cause))))));
        if (diagnosis.Ranked.Length > 1)
            page.Folded("All causes that were scored", () => page.Table(["cause", diagnosis.Calibrated ? ">confidence" : ">score", "for", "against"],
                diagnosis.Ranked.Select(r => ImmutableArray.Create(
                    MarkdownText.Code(r.Cause), diagnosis.Calibrated ? Figures.Percent(r.Confidence) : FormattableString.Invariant($"{r.Confidence:0.00}"),
                    string.Join(", ", r.Evidence), string.Join(", ", r.Contradictions.IsDefault ? [] : r.Contradictions)))));
    }

    /// <summary>Who found the words, when it was a model, and what asking took.</summary>
    private static void Explainer(MarkdownWriter page, Explanation.ExplanationResult explanation)
    {
        if (explanation.Model is not { } model) return;
        var usage = explanation.Usage;
        var parts = new List<string>();
        if (usage.CacheHit) parts.Add("kept from an earlier run with the same evidence");
        if (usage.TimeToFirstToken is { } first) parts.Add(FormattableString.Invariant($"first token after {first.TotalSeconds:0.0} s"));
        if (usage is { InputTokens: { } input, OutputTokens: { } output }) parts.Add(FormattableString.Invariant($"{input} tokens in, {output} out"));
        if (usage.TokensPerSecond is { } speed) parts.Add(FormattableString.Invariant($"{speed:0.#} tokens/s"));
        if (usage.Cost is { } cost) parts.Add(FormattableString.Invariant($"cost {cost:0.######}"));
        if (!explanation.Rejected.IsEmpty) parts.Add(FormattableString.Invariant($"{explanation.Rejected.Length} sentences struck out that the evidence does not say"));
        var who = explanation.Source == "llm" ? "In words of " : "In words of the rules; asked was ";
        page.Paragraph(who + MarkdownText.Code(model) + (parts.Count == 0 ? "." : MarkdownText.Plain($" ({string.Join(", ", parts)}).")));
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
