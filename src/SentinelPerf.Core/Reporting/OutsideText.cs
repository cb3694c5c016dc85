using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Reporting;

/// <summary>
/// Makes text that comes from outside fit for a report: one printable line without secrets. The rooms above promise texts without secrets;
/// this is the last door before a file, for what an app prints in its own log.
/// </summary>
/// <param name="secrets">Values to mask wherever they occur; those under 4 characters would mask ordinary text and are left alone.</param>
internal sealed partial class OutsideText(ImmutableArray<string> secrets)
{
    /// <summary>Longest text that a report repeats.</summary>
    public const int LongestText = 600;

    private const int LongestIndent = 16;

    private readonly SecretMask mask = new(secrets.Where(s => s is { Length: >= 4 }));

    /// <summary>One printable line without secrets; idempotent.</summary>
    public string Clean(string text)
    {
        text = mask.Mask(text);
        text = Printable(text.Length > 8 * LongestText ? text[..(8 * LongestText)] : text);
        text = SecretForms.Mask(text);
        return text.Length <= LongestText ? text : Printable(text[..(LongestText - 1)]) + "…";
    }

    /// <summary>The same for a line of a log, whose indentation says something.</summary>
    public string CleanLine(string line) => new string(' ', Math.Min(LongestIndent, line.Length - line.TrimStart(' ', '\t').Length)) + Clean(line);

    /// <summary>The same for a text that may be missing.</summary>
    public string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    /// <summary>Without terminal sequences, control and direction characters and broken surrogates: nothing that could act on a terminal or a page.</summary>
    private static string Printable(string text)
    {
        text = TerminalSequence().Replace(text, "");
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) line.Append(' ');
            else if (category is not UnicodeCategory.Format && rune.Value is not (0xFFFE or 0xFFFF)) line.Append(rune);
        }

        return line.ToString().Trim();
    }

    [GeneratedRegex(@"\x1B(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1B]*(\x07|\x1B\\)?)")]
    private static partial Regex TerminalSequence();
}
