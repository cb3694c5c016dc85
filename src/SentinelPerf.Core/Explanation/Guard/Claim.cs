using System.Collections.Immutable;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>What a token is.</summary>
internal enum TokenKind { Word, Number, Name, Break }

/// <summary>A number as it was stated, in base units.</summary>
/// <param name="Value">Shares as 0–1, times in seconds, sizes in bytes.</param>
/// <param name="Half">Half of the last stated digit.</param>
/// <param name="Unit"><c>1</c>, <c>s</c>, <c>By</c>, <c>1/s</c>, <c>x</c> (times), <c>/request</c>, or empty for a bare number.</param>
internal sealed record StatedNumber(double Value, double Half, string Unit);

/// <summary>A piece of a sentence.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">In lower case, names as they are.</param>
/// <param name="Segment">Counts the parts between commas, colons and conjunctions.</param>
internal sealed record Token(TokenKind Kind, string Text, int Segment)
{
    /// <summary>What it is about.</summary>
    public ImmutableArray<string> Topics { get; init; } = [];

    /// <summary>Evidence that a name belongs to.</summary>
    public ImmutableArray<Evidence> Named { get; init; } = [];

    /// <summary>Its value when it is a number.</summary>
    public StatedNumber? Number { get; init; }
}

/// <summary>A sentence with everything that is needed to judge it.</summary>
/// <param name="Text">As the model wrote it.</param>
/// <param name="Tokens">Its parts.</param>
/// <param name="Cited">The evidence that its step cites.</param>
/// <param name="Facts">The run.</param>
/// <param name="Advice">Part of a recommendation: may name the catalogue's settings.</param>
internal sealed record Claim(string Text, ImmutableArray<Token> Tokens, ImmutableArray<Evidence> Cited, GuardFacts Facts, bool Advice)
{
    /// <summary>The word at a place, or nothing.</summary>
    public string Word(int at) => at >= 0 && at < Tokens.Length ? Tokens[at].Text : "";

    /// <summary>Whether one of the words stands among the tokens from a place on.</summary>
    public bool Any(int from, int count, IReadOnlySet<string> words)
    {
        for (var i = Math.Max(0, from); i < Math.Min(Tokens.Length, from + count); i++)
            if (words.Contains(Tokens[i].Text)) return true;
        return false;
    }

    /// <summary>Whether one of the words stands anywhere.</summary>
    public bool Any(IReadOnlySet<string> words) => Any(0, Tokens.Length, words);

    /// <summary>Whether one of the words stands in a segment.</summary>
    public bool InSegment(int segment, IReadOnlySet<string> words) => Tokens.Any(t => t.Segment == segment && words.Contains(t.Text));

    /// <summary>Cited evidence about one of the topics.</summary>
    public ImmutableArray<Evidence> About(IReadOnlyCollection<string> topics) => [.. Cited.Where(e => Topics.Of(e).Any(topics.Contains))];

    /// <summary>What the words at a place speak of, by nearness: the noun of a number first, then backwards, then forwards, then the rest of the sentence.</summary>
    /// <returns>The topics and the cited evidence about them; no topics: whatever is cited.</returns>
    public (IReadOnlyCollection<string> Topics, ImmutableArray<Evidence> Evidence) Subject(int at)
    {
        foreach (var i in Order(at))
        {
            var token = Tokens[i];
            if (!token.Named.IsEmpty) return (token.Named.SelectMany(SentinelPerf.Explanation.Topics.Of).ToArray(), token.Named);
            var topics = token.Topics.RemoveRange(SentinelPerf.Explanation.Topics.Always);
            if (!topics.IsEmpty) return (topics, Narrowed(topics, token.Segment));
        }

        return ([], Cited);
    }

    /// <summary>Of several pieces of evidence about a topic those that also fit another topic of the same segment ('the longest pause', 'median response time').</summary>
    private ImmutableArray<Evidence> Narrowed(ImmutableArray<string> topics, int segment)
    {
        var all = About(topics);
        if (all.Length < 2) return all;
        var around = Tokens.Where(t => t.Segment == segment).SelectMany(t => t.Topics).Distinct().ToArray();
        var best = all.Max(e => SentinelPerf.Explanation.Topics.Of(e).Count(around.Contains));
        return [.. all.Where(e => SentinelPerf.Explanation.Topics.Of(e).Count(around.Contains) == best)];
    }

    private IEnumerable<int> Order(int at)
    {
        var segment = Tokens[at].Segment;
        if (Tokens[at].Kind == TokenKind.Number)
            for (var i = at + 1; i < Math.Min(at + 4, Tokens.Length) && Tokens[i].Kind == TokenKind.Word && Tokens[i].Segment == segment && Tokens[i].Text is not ("and" or "to" or "from" or "or" or "at" or "of" or "than"); i++) yield return i;
        for (var i = at; i >= 0 && Tokens[i].Segment == segment; i--) yield return i;
        for (var i = at + 1; i < Tokens.Length && Tokens[i].Segment == segment; i++) yield return i;
        for (var i = at - 1; i >= 0; i--) if (Tokens[i].Segment != segment) yield return i;
        for (var i = at + 1; i < Tokens.Length; i++) if (Tokens[i].Segment != segment) yield return i;
    }
}
