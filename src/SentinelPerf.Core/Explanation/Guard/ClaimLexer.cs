using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Takes a sentence apart into words, numbers and names, and says what of it is none of these.</summary>
internal sealed partial class ClaimLexer(GuardFacts facts)
{
    /// <summary>A longer sentence is babble.</summary>
    public const int LongestSentence = 600;

    private const string Punctuation = ".,;:()'\"’‘“”–—-/!?~≈…×&+=";

    /// <summary>Reads a sentence.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="cited">Evidence that its step cites.</param>
    /// <param name="advice">Part of a recommendation.</param>
    /// <param name="objection">Why it cannot be believed; null when it can be judged.</param>
    public Claim Read(string text, ImmutableArray<Evidence> cited, bool advice, out string? objection)
    {
        objection = text.Length > LongestSentence ? "the sentence is too long" : Ids().Matches(text).Select(m => m.Value.ToUpperInvariant()).FirstOrDefault(id => cited.All(e => e.Id != id)) is { } id
            ? $"{id} is not cited or does not exist" : null;
        if (objection is not null) return new Claim(text, [], cited, facts, advice);
        var plain = Bracketed().Replace(text.Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal), " ");
        plain = Ids().Replace(plain, " evidence ").Replace("i.e.", "", StringComparison.Ordinal).Replace("e.g.", "", StringComparison.Ordinal).Replace("I/O", "io", StringComparison.Ordinal);
        var tokens = Split(plain, Names(cited, advice), advice ? CatalogueNames.Words(facts.Cause) : [], out objection);
        return new Claim(text, [.. tokens], cited, facts, advice);
    }

    private static List<Token> Split(string text, List<(string Text, ImmutableArray<Evidence> Evidence)> names, ImmutableHashSet<string> words, out string? objection)
    {
        var tokens = new List<Token>();
        objection = null;
        for (int at = 0, segment = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at])) { at++; continue; }
            if (NameAt(text, at, names) is { Text: not null } name)
            {
                tokens.Add(new Token(TokenKind.Name, name.Text, segment) { Named = name.Evidence });
                at += name.Text.Length;
            }
            else if (Status().Match(text, at) is { Success: true } status) at += Take(tokens, status.Value.ToLowerInvariant() is "5xx" or "500" ? "5xx" : "http-" + status.Groups[1].Value, segment, status.Length);
            else if (NumberAt(text, at, segment, out var length) is { } number)
            {
                tokens.Add(number);
                at += length;
            }
            else if (Code().Match(text, at) is { Success: true } code && code.Value.ToLowerInvariant() is not "and/or")
            {
                objection ??= $"'{code.Value}' is in no cited evidence";
                at += code.Length;
            }
            else if (Word().Match(text, at) is { Success: true } word)
            {
                if (Segments(word.Value)) segment++;
                if (Shape().IsMatch(word.Value)) objection ??= $"'{word.Value}' is in no cited evidence";
                at += Take(tokens, word.Value.ToLowerInvariant().Replace('’', '\''), segment, word.Length);
            }
            else
            {
                if (!Punctuation.Contains(text[at], StringComparison.Ordinal)) objection ??= $"'{text[at]}' does not belong into a sentence";
                if (",;:()–—".Contains(text[at], StringComparison.Ordinal)) tokens.Add(new Token(TokenKind.Break, text[at].ToString(), segment++));
                if ("~≈".Contains(text[at], StringComparison.Ordinal)) tokens.Add(new Token(TokenKind.Word, text[at].ToString(), segment));
                at++;
            }
        }

        objection ??= Annotate(tokens, words);
        return tokens;
    }

    private static int Take(List<Token> tokens, string word, int segment, int length)
    {
        tokens.Add(new Token(TokenKind.Word, word, segment));
        return length;
    }

    private static bool Segments(string word) => ClaimWords.Breaks.Contains(word.ToLowerInvariant());

    private static Token? NumberAt(string text, int at, int segment, out int length)
    {
        length = 0;
        if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '-' && at > 1 && char.IsLetterOrDigit(text[at - 2]))) return null;
        if (NumberReader.Digits().Match(text, at) is { Success: true } digits && !OrdinalOrWord(text, at + digits.Length))
        {
            length = digits.Length;
            return new Token(TokenKind.Number, digits.Value, segment) { Number = NumberReader.OfDigits(digits, text) };
        }

        if (NumberReader.Spelled().Match(text, at) is not { Success: true } words) return null;
        length = words.Length;
        return new Token(TokenKind.Number, words.Value, segment) { Number = NumberReader.OfWords(words, text) };
    }

    private static bool OrdinalOrWord(string text, int at) => at < text.Length && char.IsLetter(text[at]);

    /// <summary>Marks what words are about, the longest phrase first, and objects to the first word that is nothing.</summary>
    private static string? Annotate(List<Token> tokens, ImmutableHashSet<string> words)
    {
        string? objection = null;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Word) continue;
            var (topics, length) = Phrase(tokens, i);
            if (length == 0 && !Vocabulary.Has(tokens[i].Text) && !CausePhrases.Words.Contains(tokens[i].Text) && !words.Contains(tokens[i].Text) && tokens[i].Text is not ("~" or "≈"))
                objection ??= $"'{tokens[i].Text}' is neither evidence nor a plain word";
            for (var j = i; j < i + length; j++) tokens[j] = tokens[j] with { Topics = topics };
            i += Math.Max(0, length - 1);
        }

        return objection;
    }

    private static (ImmutableArray<string> Topics, int Length) Phrase(List<Token> tokens, int at)
    {
        for (var length = Math.Min(Topics.LongestPhrase, tokens.Count - at); length > 0; length--)
        {
            var words = tokens.GetRange(at, length);
            if (words.Any(w => w.Kind != TokenKind.Word)) continue;
            var front = string.Join(' ', words.SkipLast(1).Select(w => w.Text.Replace("'s", "", StringComparison.Ordinal)));
            foreach (var form in Vocabulary.Forms(words[^1].Text))
                if (Topics.OfPhrase(front.Length == 0 ? form : front + " " + form) is { IsEmpty: false } topics) return (topics, length);
        }

        return ([], 0);
    }

    private List<(string Text, ImmutableArray<Evidence> Evidence)> Names(ImmutableArray<Evidence> cited, bool advice)
    {
        var names = new List<(string, ImmutableArray<Evidence>)>();
        foreach (var e in cited) names.Add((e.Signal, [e]));
        foreach (var where in cited.Select(e => e.Where).OfType<string>().Distinct())
            foreach (var part in Parts(where).Where(IsName)) names.Add((part, [.. cited.Where(e => e.Where == where)]));
        foreach (var route in facts.Routes.SelectMany(Parts)) names.Add((route, []));
        if (advice) names.AddRange(CatalogueNames.For(facts.Cause).Select(n => (n, ImmutableArray<Evidence>.Empty)));
        return [.. names.OrderByDescending(n => n.Item1.Length)];
    }

    /// <summary>What a target calls a thing is a name unless it could pass for a word or a figure.</summary>
    private static bool IsName(string text) => text.Length >= 3 && text.Any(char.IsLetter) && !NumberReader.Digits().IsMatch(text, 0);

    /// <summary>A route is named by its path too. A route's evidence is whatever was seen on it, so its name is no subject of its own.</summary>
    private static IEnumerable<string> Parts(string where)
    {
        yield return where;
        if (where.IndexOf(" /", StringComparison.Ordinal) is var space and > 0) yield return where[(space + 1)..];
    }

    private static (string Text, ImmutableArray<Evidence> Evidence) NameAt(string text, int at, List<(string Text, ImmutableArray<Evidence> Evidence)> names)
    {
        if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '/' or '.' or '_')) return default;
        foreach (var name in names)
        {
            if (string.Compare(text, at, name.Text, 0, name.Text.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            var end = at + name.Text.Length;
            var goesOn = end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '/' or '{' or '@' || (text[end] is '.' or ':' or '-' or '?' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1])));
            if (!goesOn) return name.Text.Contains('/', StringComparison.Ordinal) && name.Text.Contains('{', StringComparison.Ordinal) || IsRoute(name.Text) ? (name.Text, []) : name;
        }

        return default;
    }

    private static bool IsRoute(string name) => name.StartsWith('/') || name.Contains(" /", StringComparison.Ordinal);

    [GeneratedRegex(@"\bE\d+\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    public static partial Regex Ids();

    [GeneratedRegex(@"[\(\[]\s*E\d+(?:\s*(?:,|and|&)\s*E\d+)*\s*[\)\]]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\G(?:http[- ])?(503|429|5xx|500)\b(?!\s*(?:ms|%|milli|s\b|sec|req|per|/|x\b|times|MB|GB|work|thread|item|exc|conn|\.\d|,\d))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Status();

    [GeneratedRegex(@"\G(?:[A-Za-z_@][\w]*(?:(?:\.|::|/|\\|_|@|:)\w+)+(?:\(\))?|\w+\(\)|--\w[\w-]*|[/\\]\w[\w/\\{}.-]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"\G\d{0,3}[A-Za-z][A-Za-z0-9]*(?:['’-][A-Za-z0-9]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"[a-z][A-Z]|^(?!CPU|GC|HTTP|OK|IO|API|RPS|P99|P50|II?$|A$)[A-Z][A-Z0-9]{1,}", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
