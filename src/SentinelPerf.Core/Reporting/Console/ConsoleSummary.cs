using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Gating;

namespace SentinelPerf.Reporting;

/// <summary>What a console line is about, so that a console may colour it.</summary>
public enum ConsoleTone
{
    /// <summary>A fact.</summary>
    Plain,

    /// <summary>Good.</summary>
    Good,

    /// <summary>Needs care.</summary>
    Warning,

    /// <summary>Bad.</summary>
    Bad,

    /// <summary>Of less weight.</summary>
    Dim,
}

/// <summary>A line for the console: printable, without colour and without secrets.</summary>
/// <param name="Label">Left column; empty on a line that continues the one before.</param>
/// <param name="Text">Right column.</param>
/// <param name="Tone">What it is about.</param>
public sealed record ConsoleLine(string Label, string Text, ConsoleTone Tone)
{
    /// <summary>Width of the left column.</summary>
    public const int LabelWidth = 16;

    /// <summary>The whole line.</summary>
    public override string ToString() => (Label.PadRight(LabelWidth) + Text).TrimEnd();
}

/// <summary>The last lines of a run on a console: at most 20, the verdict first, then what it rests on and where to read on.</summary>
public static class ConsoleSummary
{
    /// <summary>Most lines.</summary>
    public const int MostLines = 20;

    /// <summary>Label of the line that says where the target broke.</summary>
    public const string BreakingPointLabel = "Breaking point";

    private const int LongestLine = 200;
    private const int MostOfAKind = 3;
    private const double NoticeableShare = 0.1;

    /// <summary>Formats a run.</summary>
    /// <param name="run">What happened.</param>
    /// <param name="files">What was written; null: nothing was.</param>
    public static ImmutableArray<ConsoleLine> Format(RunRecord run, ReportFiles? files)
    {
        var view = RunView.Of(run);
        List<ConsoleLine> lines = [Ending(view)];
        lines.AddRange(Reasons(view));
        if (view.Run.Search is not null) lines.Add(new(BreakingPointLabel, $"{Headline.BreakingPoint(view)}   ({Wording.Objective(view)})", ConsoleTone.Plain));
        if (Headline.FirstBroke(view) is { } first) lines.Add(new("First broke", first, ConsoleTone.Plain));
        lines.AddRange(Cause(view));
        if (view.BreakingPoint.Recovery is not RecoveryOutcome.NotTested and var recovery)
            lines.Add(new("After overload", Wording.Of(recovery), recovery == RecoveryOutcome.Recovered ? ConsoleTone.Plain : ConsoleTone.Warning));
        if (view.Run.Explanation.Recommendations is [var advice, ..]) lines.Add(new("What to do", $"{advice.Title}: {advice.Text}{Cited(advice.Evidence)}", ConsoleTone.Plain));
        lines.AddRange(Gates(view));
        if (Generator(view) is { Length: > 0 } generator) lines.Add(new("Generator", generator, view.Run.Generator.Healthy ? ConsoleTone.Dim : ConsoleTone.Warning));
        lines.AddRange(LastLines(view));
        if (files is not null) lines.Add(new("Reports", string.Join("  ", new[] { files.Markdown, files.Summary }.OfType<string>()), ConsoleTone.Dim));
        return [.. lines.Take(MostLines - 1).Concat(lines.Skip(MostLines - 1).TakeLast(1)).Select(Short)];
    }

    // What the generator takes of a shared machine belongs beside the capacity once it is noticeable.
    private static string Generator(RunView view) => string.Join("; ", new[]
    {
        view.VoidTrials > 0 ? Voids(view) : null,
        view.Run.Generator is { TargetCores: null, CpuShare: { } share } && share >= NoticeableShare ? $"took {Figures.Percent(share)} of the CPU that target and generator shared" : null,
    }.OfType<string>());

    private static ConsoleLine Ending(RunView view)
    {
        var verdict = view.Run.Verdict.Verdict;
        var tone = verdict switch { Verdict.Pass => ConsoleTone.Good, Verdict.Inconclusive => ConsoleTone.Warning, _ => ConsoleTone.Bad };
        return new(Wording.Of(verdict).ToUpperInvariant(), $"{view.Run.Target.Name}, {Figures.Clock(view.Run.Duration)}", tone);
    }

    // What the app itself said last is often the whole answer when it never started, or died.
    private static IEnumerable<ConsoleLine> LastLines(RunView view) => view.Run.LastLines.Where(l => l.Length > 0).TakeLast(MostOfAKind + 1)
        .Select((line, i) => new ConsoleLine(i == 0 ? "Last output" : "", line, ConsoleTone.Dim));

    // A gate's message is its reason too; one of the two is enough.
    private static IEnumerable<ConsoleLine> Reasons(RunView view) => view.Reasons
        .Where(r => view.Run.Verdict.Gates.All(g => g.Message != r.Text)).Take(MostOfAKind)
        .Select((r, i) => new ConsoleLine(i == 0 ? "Because" : "", $"{r.Code}: {r.Text}", ConsoleTone.Warning));

    private static IEnumerable<ConsoleLine> Cause(RunView view)
    {
        var diagnosis = view.Run.Diagnosis;
        if (diagnosis.Cause is not { } cause) yield break;
        yield return new("Cause", cause == "unknown" ? "unknown: no cause has enough evidence of its own" : $"{cause} ({Headline.Confidence(view, diagnosis.Confidence)})", ConsoleTone.Plain);
        var cited = diagnosis.Ranked.FirstOrDefault(r => r.Cause == cause)?.Evidence ?? [];
        foreach (var fact in diagnosis.Evidence.Where(e => cited.Contains(e.Id)).Take(MostOfAKind))
            yield return new("", $"{Wording.Signal(fact.Signal)} {Figures.Value(fact.Healthy, fact.Unit)} → {Figures.Value(fact.AtBreak, fact.Unit)}{(fact.Where is { } where ? $" in {where}" : "")} [{fact.Id}]", ConsoleTone.Dim);
    }

    private static IEnumerable<ConsoleLine> Gates(RunView view) => view.Run.Verdict.Gates.OrderByDescending(g => g.Verdict).Take(2 * MostOfAKind).Select(g => new ConsoleLine(
        "Gate", $"{Wording.Of(g.Verdict)}: {g.Name}: {g.Message}",
        g.Verdict switch { Verdict.Pass => ConsoleTone.Good, Verdict.Inconclusive => ConsoleTone.Warning, _ => ConsoleTone.Bad }));

    private static string Voids(RunView view) => FormattableString.Invariant(
        $"{view.VoidTrials} of {view.Trials.Length} trials void: {string.Join(", ", view.Vetoes.Select(v => $"{v.Reason} ({v.Trials})"))}");

    private static string Cited(ImmutableArray<string> evidence) => evidence.IsDefaultOrEmpty ? "" : $" [{string.Join(", ", evidence)}]";

    // Paths stay whole: a path that is cut short cannot be opened.
    private static ConsoleLine Short(ConsoleLine line) =>
        line.Label == "Reports" || line.Text.Length <= LongestLine ? line : line with { Text = line.Text[..(LongestLine - 1)] + "…" };
}
