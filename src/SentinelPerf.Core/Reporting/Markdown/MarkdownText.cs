using System.Globalization;
using System.Text;

namespace SentinelPerf.Reporting;

/// <summary>
/// Text that is already Markdown. A string becomes one only by escaping, so that nothing from the target (a route's name, a log line, an error)
/// can act as Markdown or HTML, mention a person or make a link. Entities are used, not backslashes: a table splits its cells at '|' before it
/// looks at anything else.
/// </summary>
internal readonly record struct MarkdownText
{
    private readonly string? raw;

    private MarkdownText(string raw) => this.raw = raw;

    /// <summary>Escapes.</summary>
    public static implicit operator MarkdownText(string text) => Plain(text);

    /// <summary>One after the other.</summary>
    public static MarkdownText operator +(MarkdownText left, MarkdownText right) => new(string.Concat(left.ToString(), right.ToString()));

    /// <summary>Escaped text.</summary>
    public static MarkdownText Plain(string text) => new(Escape(text));

    /// <summary>Escaped text in a fixed font.</summary>
    public static MarkdownText Code(string text) => new($"<code>{Escape(text)}</code>");

    /// <summary>Strong text.</summary>
    public static MarkdownText Strong(MarkdownText text) => new($"<b>{text}</b>");

    /// <summary>Markup of our own, never from outside.</summary>
    public static MarkdownText Markup(string markup) => new(markup);

    /// <summary>With a separator between.</summary>
    public static MarkdownText Join(string separator, IEnumerable<MarkdownText> texts) => new(string.Join(separator, texts));

    /// <inheritdoc/>
    public override string ToString() => raw ?? "";

    /// <summary>Escapes for the inside of an HTML element that Markdown leaves alone.</summary>
    public static string Html(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\r' or '\n') escaped.Append(' ');
            else if (c == '<') escaped.Append("&lt;");
            else if (c == '>') escaped.Append("&gt;");
            else if (c == '@') escaped.Append("@<!-- -->");
            else if (Acts(text, i)) escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)c};");
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static bool Acts(string text, int i) => text[i] switch
    {
        '&' or '|' or '`' or '*' or '\\' or '~' or '$' or '#' => true,
        // Brackets alone are text: a link needs '](', '][' or a definition ']:', a task a '[' in front.
        '[' => i == 0 && text.Length > 2 && text[2] == ']',
        ']' => i + 1 < text.Length && text[i + 1] is '(' or '[' or ':',
        '_' => !(i > 0 && i + 1 < text.Length && char.IsAsciiLetterOrDigit(text[i - 1]) && char.IsAsciiLetterOrDigit(text[i + 1])),
        '-' or '+' or '=' => i == 0,
        ':' => string.CompareOrdinal(text, i, "://", 0, 3) == 0,
        '.' => (i >= 3 && string.Compare(text, i - 3, "www", 0, 3, StringComparison.OrdinalIgnoreCase) == 0) || LeadsAList(text, i),
        ')' => LeadsAList(text, i),
        _ => false,
    };

    private static bool LeadsAList(string text, int i) => (i + 1 == text.Length || text[i + 1] == ' ') && i is > 0 and < 10 && !text.AsSpan(0, i).ContainsAnyExceptInRange('0', '9');
}
