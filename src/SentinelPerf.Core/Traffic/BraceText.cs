using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SentinelPerf.Traffic;

/// <summary>
/// Text in which <c>{name}</c> stands for a value. Braces are common in bodies, so only a name that is known makes one: <c>{"id": {id}}</c>
/// holds one placeholder when <c>id</c> is known, and none when it is not.
/// </summary>
internal static partial class BraceText
{
    /// <summary>Cuts a text at its placeholders; everything else is literal.</summary>
    public static ImmutableArray<PathTemplate.Part> Cut(string text, Predicate<string> known)
    {
        var parts = ImmutableArray.CreateBuilder<PathTemplate.Part>();
        var (from, open) = (0, text.IndexOf('{', StringComparison.Ordinal));
        while (open >= 0 && open + 1 < text.Length)
        {
            var next = text.IndexOfAny(['{', '}'], open + 1);
            if (next < 0) break;
            if (text[next] == '{' || !known(text[(open + 1)..next]))
            {
                open = text.IndexOf('{', open + 1);
                continue;
            }
            if (open > from) parts.Add(new(text[from..open], false, false));
            parts.Add(new(text[(open + 1)..next], true, false));
            from = next + 1;
            open = text.IndexOf('{', from);
        }
        if (from < text.Length) parts.Add(new(text[from..], false, false));
        return parts.ToImmutable();
    }

    /// <summary>Whether a name stands in braces.</summary>
    public static bool Uses(string? text, string name) => text?.Contains('{' + name + '}', StringComparison.Ordinal) == true;

    /// <summary>Names in braces that were probably meant as placeholders: those that read like one.</summary>
    public static IEnumerable<string> Candidates(string? text) =>
        text is null ? [] : Candidate().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a text can be the name of a placeholder that the user chooses.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_.-]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
