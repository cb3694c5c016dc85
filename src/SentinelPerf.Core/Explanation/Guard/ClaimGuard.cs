using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>
/// Believes nothing of a model's answer that the evidence does not say. It is closed: a sentence is kept when every word, name, number and
/// comparison in it is accounted for, and struck out otherwise. What it cannot understand is struck out too.
/// </summary>
internal sealed partial class ClaimGuard(GuardFacts facts)
{
    private const int MostSteps = 8;
    private const int MostRecommendations = 4;
    private const int LongestText = 2000;
    private const int LeastSteps = 2;

    private readonly ClaimLexer _lexer = new(facts);

    /// <summary>Checks an answer sentence by sentence.</summary>
    public GuardedAnswer Check(ModelAnswer answer)
    {
        var rejected = new List<RejectedClaim>();
        var steps = answer.Steps.Take(MostSteps).Select(s => Keep(s, rejected)).OfType<ExplanationStep>().ToImmutableArray();
        var advice = answer.Recommendations.Take(MostRecommendations).Select(r => Keep(r, rejected)).OfType<ModelRecommendation>().ToImmutableArray();
        rejected.AddRange(answer.Steps.Skip(MostSteps).Select(s => new RejectedClaim(Shown(s.Text), "there are too many steps")));
        rejected.AddRange(answer.Recommendations.Skip(MostRecommendations).Select(r => new RejectedClaim(Shown(r.Text), "there are too many recommendations")));
        return new GuardedAnswer(steps, advice, [.. rejected], Stands(steps, advice, answer));
    }

    /// <summary>At least two steps, half of those that were said, one of them on the cause's own evidence, and something to do.</summary>
    private bool Stands(ImmutableArray<ExplanationStep> steps, ImmutableArray<ModelRecommendation> advice, ModelAnswer answer) =>
        steps.Length >= Math.Min(LeastSteps, Math.Max(1, facts.Evidence.Count)) && steps.Length * 2 >= answer.Steps.Length && !advice.IsEmpty
        && steps.Any(s => s.Evidence.Any(facts.CauseEvidence.Contains));

    private ExplanationStep? Keep(ModelStep step, List<RejectedClaim> rejected)
    {
        if (Cited(step.Evidence, step.Text, rejected) is not { } cited) return null;
        var kept = Sentences(step.Text, cited, advice: false, rejected);
        return kept.Length == 0 ? null : new ExplanationStep(kept, [.. cited.Select(e => e.Id)]);
    }

    private ModelRecommendation? Keep(ModelRecommendation advice, List<RejectedClaim> rejected)
    {
        if (Cited(advice.Evidence, advice.Text, rejected) is not { } cited) return null;
        var title = Sentences(advice.Title.ReplaceLineEndings(" ").TrimEnd('.', ' '), cited, advice: true, rejected, title: true);
        if (title.Length == 0) return null;
        var text = Sentences(advice.Text, cited, advice: true, rejected);
        return text.Length == 0 ? null : new ModelRecommendation(title, text, [.. cited.Select(e => e.Id)]);
    }

    private ImmutableArray<Evidence>? Cited(ImmutableArray<string> ids, string text, List<RejectedClaim> rejected)
    {
        var objection = ids.IsDefaultOrEmpty ? "it cites no evidence" : ids.FirstOrDefault(id => !facts.Evidence.ContainsKey(id)) is { } unknown ? $"there is no evidence {Shown(unknown)}" : null;
        if (objection is null) return [.. ids.Distinct().Select(id => facts.Evidence[id])];
        rejected.Add(new RejectedClaim(Shown(text), objection));
        return null;
    }

    private string Sentences(string text, ImmutableArray<Evidence> cited, bool advice, List<RejectedClaim> rejected, bool title = false)
    {
        var kept = new List<string>();
        var struck = false;
        foreach (var sentence in title ? [text] : Split(text))
        {
            // 'It therefore …' after a sentence that was struck out speaks of what is gone.
            var objection = struck && Anaphor().IsMatch(sentence) ? "it continues a sentence that was struck out" : Objection(sentence, cited, advice, title);
            if (objection is null) kept.Add(sentence);
            else rejected.Add(new RejectedClaim(Shown(sentence), objection));
            struck |= objection is not null;
        }

        return string.Join(' ', kept);
    }

    private string? Objection(string sentence, ImmutableArray<Evidence> cited, bool advice, bool title)
    {
        var imperative = title || (advice && IsAdvice(sentence));
        var claim = _lexer.Read(sentence, cited, imperative, out var objection);
        if (objection is not null) return objection;
        if (claim.Tokens.Count(t => t.Kind != TokenKind.Break) < (title ? 1 : 2)) return "it says nothing";
        if (!imperative && !IsAboutEvidence(claim)) return "it is about nothing that was measured";
        return CauseCheck.Object(claim, imperative) ?? FigureCheck.Object(claim) ?? ChangeCheck.Object(claim);
    }

    /// <summary>Whether a sentence speaks of something that was measured, or says that this is not enough.</summary>
    private static bool IsAboutEvidence(Claim claim) =>
        claim.Tokens.Any(t => t.Number is not null || t.Kind == TokenKind.Name || t.Topics.Any(n => !Topics.Always.Contains(n))) || CausePhrases.In(claim.Text.ToLowerInvariant()).Any()
        || (claim.Any(ClaimWords.Not) && claim.Any(ClaimWords.Findings));

    /// <summary>Whether a sentence tells to do something; anything else is a claim even where advice is given.</summary>
    private static bool IsAdvice(string sentence)
    {
        foreach (Match word in Word().Matches(sentence.ToLowerInvariant()))
        {
            if (ClaimWords.Imperatives.Contains(word.Value)) return true;
            if (!ClaimWords.Openers.Contains(word.Value)) break;
        }

        return Conditional().Match(sentence.ToLowerInvariant()) is { Success: true } rest && ClaimWords.Imperatives.Contains(rest.Groups[1].Value);
    }

    private static IEnumerable<string> Split(string text) =>
        SentenceEnd().Split(text.Length > LongestText ? text[..LongestText] : text).Select(s => s.Trim()).Where(s => s.Length > 0);

    private static string Shown(string text) => text.Length <= 200 ? text : text[..199] + "…";

    [GeneratedRegex(@"(?<=[.!?][""')\]]?)\s+(?=[A-Z0-9""'(\[`])|[\r\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^(It|This|That|These|Those|They|Therefore|So|Thus|Hence|As a (result|consequence)|Consequently|Both|Such)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Anaphor();

    [GeneratedRegex(@"[a-z]+(?:-[a-z]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>'If …, raise …', 'Where …, use …', 'CPU is left, so …: check …'.</summary>
    [GeneratedRegex(@"^(?:if|when|where|until|to|for|once|since|as|with)\b[^,:;]{0,120}[,:;] ?(?:then |also )?([a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Conditional();
}
