using System.Collections.Immutable;
using SentinelPerf.Detection;

namespace SentinelPerf.Explanation;

/// <summary>Words that turn a figure of the evidence into another claim: what is idle, what succeeded, what was sustained, what to set, what is to blame.</summary>
internal static class MeaningCheck
{
    /// <summary>Whether a number of advice is a value for a setting: it stands beside a name of the catalogue or after 'to'.</summary>
    public static bool IsSetting(Claim claim, int at)
    {
        if (claim.Word(at - 1) == "to") return true;
        // 'Take two dumps with …' counts things.
        if (claim.Tokens[at].Number is { Unit: "", Value: <= 2 } && char.IsLetter(claim.Tokens[at].Text[0])) return false;
        var names = CatalogueNames.For(claim.Facts.Cause);
        return claim.Tokens.Any(t => t.Kind == TokenKind.Name && t.Segment == claim.Tokens[at].Segment && names.Contains(t.Text));
    }

    /// <summary>Whether a rate is said to have been sustained: only the capacity was. That another was not is no such claim.</summary>
    public static bool SaysSustained(Claim claim, int at)
    {
        for (var i = 0; i < claim.Tokens.Length; i++)
        {
            if (claim.Tokens[i].Segment != claim.Tokens[at].Segment || !ClaimWords.Sustained.Contains(claim.Word(i))) continue;
            if (!Enumerable.Range(0, i).Any(n => claim.Tokens[n].Segment == claim.Tokens[at].Segment && ClaimWords.Not.Contains(claim.Word(n)) && claim.Word(n + 1) != "only")) return true;
        }

        return false;
    }

    /// <summary>What a share may be that is said of the rest: '95 % idle' is 5 % used, '5 % succeeded' is 95 % failed. null: it is said of the thing itself.</summary>
    public static IEnumerable<double>? Complement(Claim claim, int at)
    {
        var segment = claim.Tokens[at].Segment;
        if (claim.InSegment(segment, ClaimWords.Success) && !claim.Tokens.Any(t => t.Segment == segment && t.Topics.Contains("late")))
            return claim.Cited.Where(e => e is { Signal: "client.error_share", AtBreak: not null }).Select(e => 1 - e.AtBreak!.Value)
                .Concat(claim.Facts.Violation == ViolationKind.ErrorRate ? claim.Facts.Figures.Where(f => f.Kind == RunFigureKind.Observed).Select(f => 1 - f.Value) : []);
        if (!IsOfTheRest(claim, at)) return null;
        return claim.Subject(at).Evidence.Where(e => e.Unit == "1").SelectMany(e => new[] { e.Healthy, e.AtBreak }).OfType<double>().Select(v => 1 - v);
    }

    private static bool IsOfTheRest(Claim claim, int at)
    {
        for (var i = 0; i < claim.Tokens.Length; i++)
        {
            var token = claim.Tokens[i];
            // 'Available CPU', 'a free connection' are names of things.
            if (token.Segment != claim.Tokens[at].Segment || token.Kind != TokenKind.Word || !token.Topics.IsEmpty) continue;
            if (ClaimWords.Unused.Contains(token.Text)) return true;
            if (token.Text == "free" && i > at) return true;
            if (token.Text == "left" && i > at && claim.Word(i - 1) is not ("load" or "which")) return true;
            if (token.Text is "idle" or "available" && (i == at + 1 || (i > at && claim.Word(i - 1) is "was" or "is" or "stayed" or "remained" && claim.Word(i - 2) is not ("what" or "that")))) return true;
            if (token.Text == "idle" && i < at && claim.Word(i + 1) == "for") return true;
        }

        return false;
    }

    /// <summary>
    /// Whether what follows 'because', 'due to' or 'caused by' is neither the cause nor a symptom of it, or is another program: then nobody measured it.
    /// </summary>
    public static bool BlamesOutside(Token[] segment, int blames, IReadOnlyCollection<string> cause)
    {
        var word = segment[blames].Text;
        if (word is not ("because" or "due") && !(word == "caused" && blames + 1 < segment.Length && segment[blames + 1].Text == "by")) return false;
        var blamed = segment[(blames + 1)..];
        if (!cause.Contains("downstream") && blamed.Zip(blamed.Skip(1)).Any(p => p.First.Text is "another" or "other" && Strangers.Contains(p.Second.Text))) return true;
        return !blamed.Any(t => t.Kind == TokenKind.Name || t.Topics.Any(n => cause.Contains(n) || Topics.Symptoms.Contains(n)));
    }

    private static readonly ImmutableHashSet<string> Strangers =
        ["program", "programs", "process", "processes", "application", "applications", "app", "apps", "service", "services", "system", "systems", "host", "hosts", "machine", "machines", "user", "users"];
}
