using SentinelPerf.Explanation;

namespace SentinelPerf.Reporting;

internal static partial class MarkdownReport
{
    private const string CauseHeading = "## Cause";
    private const string AdviceHeading = "## What to do";

    /// <summary>A report with another explanation in the place of its own; everything else stays to the letter.</summary>
    public static string Explained(string page, ExplanationResult explanation)
    {
        var blocks = page.TrimEnd('\n').Split("\n\n").ToList();
        var cause = Heading(blocks, CauseHeading);
        if (cause < 0 || cause + 1 >= blocks.Count) return page;
        Replace(blocks, cause + 2, Blocks(p =>
        {
            p.List(explanation.Steps.Select(s => s.Text + Cited(s.Evidence)));
            Explainer(p, explanation);
        }));
        var advice = Heading(blocks, AdviceHeading);
        if (advice < 0 && !explanation.Recommendations.IsEmpty)
        {
            advice = blocks.FindIndex(cause + 1, b => b.StartsWith("## ", StringComparison.Ordinal));
            if (advice < 0) advice = blocks.Count;
            blocks.Insert(advice, AdviceHeading);
        }

        if (advice >= 0) Replace(blocks, advice + 1, Blocks(p => p.List(explanation.Recommendations.Select(r => MarkdownText.Strong(r.Title) + ": " + r.Text + Cited(r.Evidence)))));
        return string.Join("\n\n", blocks) + "\n";
    }

    /// <summary>Where our own heading stands; the target's last lines, which are quoted above it, may hold anything.</summary>
    private static int Heading(List<string> blocks, string heading)
    {
        var quoted = false;
        for (var i = 0; i < blocks.Count; i++)
        {
            if (!quoted && blocks[i] == heading) return i;
            quoted = (quoted || blocks[i].StartsWith("<pre>", StringComparison.Ordinal)) && !blocks[i].EndsWith("</pre>", StringComparison.Ordinal);
        }

        return -1;
    }

    /// <summary>Takes out the list and the words about the model that stand there, and puts others in.</summary>
    private static void Replace(List<string> blocks, int at, string[] others)
    {
        while (at < blocks.Count && (blocks[at].StartsWith("- ", StringComparison.Ordinal) || blocks[at].StartsWith("In words of ", StringComparison.Ordinal))) blocks.RemoveAt(at);
        blocks.InsertRange(at, others);
    }

    private static string[] Blocks(Action<MarkdownWriter> write)
    {
        var page = new MarkdownWriter();
        write(page);
        return page.ToString().Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
