using System.Globalization;
using System.Text;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Explanation;

/// <summary>Makes text that comes from the target fit to be shown to a model: data of bounded length that can neither act nor close its frame.</summary>
internal static class QuotedData
{
    /// <summary>Longest name (route, type, host) that is passed on.</summary>
    public const int LongestName = 120;

    /// <summary>Longest line of a log that is passed on.</summary>
    public const int LongestLine = 200;

    /// <summary>As much of a text is searched for secrets; more is not passed on anyway.</summary>
    private const int LongestMasked = 4800;

    /// <summary>Printable, without control, format and markup characters, of bounded length.</summary>
    public static string Clean(string text, int longest)
    {
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= longest) break;
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || rune.Value is '<' or '>' or '`' or '"' or '\\') clean.Append(' ');
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)) clean.Append(rune);
        }

        return clean.ToString().Trim();
    }

    /// <summary>The input with every text of the target's cleaned and without secrets; what a model may quote is what the guard then knows.</summary>
    public static ExplanationInput Clean(ExplanationInput input)
    {
        string Name(string text) => Masked(input.Secrets, text, LongestName);
        return input with
        {
            Diagnosis = input.Diagnosis with
            {
                Evidence = [.. input.Diagnosis.Evidence.Select(e => e with { Signal = Name(e.Signal), Unit = Name(e.Unit), Where = e.Where is null ? null : Name(e.Where) })],
            },
            Plan = input.Plan with { Requests = [.. input.Plan.Requests.Select(r => r with { Method = Name(r.Method), Path = Name(r.Path) })] },
            LastLines = [.. input.LastLines.TakeLast(5).Select(l => Masked(input.Secrets, l, LongestLine))],
        };
    }

    /// <summary>As reports mask it. Forms are looked for in printable text, and before it is cut: half a token would not look like one.</summary>
    private static string Masked(SecretMask secrets, string text, int longest) => Clean(SecretForms.Mask(Clean(secrets.Mask(text), LongestMasked)), longest);
}
