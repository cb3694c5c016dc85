using System.Collections.Frozen;

namespace SentinelPerf.Explanation;

/// <summary>
/// Words that claim nothing. The guard is closed: a word that is neither here nor a topic nor a name from the evidence may be a claim that nobody
/// measured, so the sentence is struck out.
/// </summary>
internal static class Vocabulary
{
    private static readonly FrozenSet<string> Words = Read();

    private static readonly (string Ending, string Instead)[] Endings =
        [("'s", ""), ("s'", "s"), ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("ily", "y"), ("er", ""), ("er", "e"), ("est", "")];

    /// <summary>Whether a lower-case word is neutral.</summary>
    public static bool Has(string word) =>
        Forms(word).Any(Words.Contains) || (word.Contains('-', StringComparison.Ordinal) && word.Split('-').All(p => p.Length > 0 && Forms(p).Any(Words.Contains)));

    /// <summary>The word and what it may be a form of.</summary>
    public static IEnumerable<string> Forms(string word)
    {
        yield return word;
        foreach (var (ending, instead) in Endings)
        {
            if (word.Length < ending.Length + 2 || !word.EndsWith(ending, StringComparison.Ordinal)) continue;
            var stem = word[..^ending.Length] + instead;
            yield return stem;
            if (instead.Length == 0 && stem.Length > 3 && stem[^1] == stem[^2]) yield return stem[..^1];
        }
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream("vocabulary.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(l => !l.StartsWith('#'))
            .SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToFrozenSet(StringComparer.Ordinal);
    }
}
