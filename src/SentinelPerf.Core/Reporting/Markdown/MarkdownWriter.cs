using System.Collections.Immutable;
using System.Text;

namespace SentinelPerf.Reporting;

/// <summary>Blocks of a Markdown document. It takes only escaped text.</summary>
internal sealed class MarkdownWriter
{
    private readonly StringBuilder document = new();

    /// <summary>A heading.</summary>
    public void Heading(int level, MarkdownText text) => Block($"{new string('#', level)} {text}");

    /// <summary>A paragraph.</summary>
    public void Paragraph(MarkdownText text) => Block(text.ToString());

    /// <summary>A list; nothing for no items.</summary>
    public void List(IEnumerable<MarkdownText> items)
    {
        var lines = items.Select(i => $"- {i}").ToArray();
        if (lines.Length > 0) Block(string.Join('\n', lines));
    }

    /// <summary>A table; nothing for no rows. A heading that starts with '&gt;' aligns its column to the right.</summary>
    public void Table(ImmutableArray<string> headings, IEnumerable<ImmutableArray<MarkdownText>> rows)
    {
        var lines = rows.Select(r => $"| {string.Join(" | ", r)} |").ToArray();
        if (lines.Length == 0) return;
        var names = headings.Select(h => h.TrimStart('>'));
        var rule = headings.Select(h => h.StartsWith('>') ? "---:" : "---");
        Block($"| {string.Join(" | ", names)} |\n| {string.Join(" | ", rule)} |\n{string.Join('\n', lines)}");
    }

    /// <summary>A picture beside the report.</summary>
    public void Picture(string file, string alternative) => Block($"![{alternative}]({file})");

    /// <summary>Lines as they are; HTML, since a fence could be closed by one of them.</summary>
    public void Lines(IEnumerable<string> lines) => Block($"<pre>\n{string.Join('\n', lines.Select(MarkdownText.Html))}\n</pre>");

    /// <summary>A command to copy; ours, or cleaned.</summary>
    public void Command(string command) => Block($"```sh\n{command.ReplaceLineEndings(" ").Replace("```", "'''", StringComparison.Ordinal)}\n```");

    /// <summary>Blocks that open on a click.</summary>
    public void Folded(string summary, Action blocks)
    {
        Block($"<details><summary>{summary}</summary>");
        blocks();
        Block("</details>");
    }

    /// <summary>The document.</summary>
    public override string ToString() => document.ToString().TrimEnd('\n') + "\n";

    private void Block(string text) => document.Append(text).Append("\n\n");
}
