using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Holds what a claim is about, and what it blames, against the diagnosis.</summary>
internal static class CauseCheck
{
    /// <summary>The first thing that the claim may not say; null when it may.</summary>
    public static string? Object(Claim claim, bool advice)
    {
        if (Unlicensed(claim, advice) is { } topic) return $"'{topic}' is in no cited evidence";
        if (advice) return Other(claim) is { } wrong ? $"'{wrong}' is not the cause that was found" : null;
        return Named(claim) ?? Blamed(claim);
    }

    private static string? Unlicensed(Claim claim, bool advice)
    {
        var allowed = claim.Cited.SelectMany(Topics.Of).Concat(Topics.Always).ToHashSet(StringComparer.Ordinal);
        if (claim.Facts.Violation is { } violation) allowed.Add(violation switch { Detection.ViolationKind.Latency => "latency", Detection.ViolationKind.ErrorRate => "errors", _ => "throughput" });
        if (advice || claim.Cited.Any(e => claim.Facts.CauseEvidence.Contains(e.Id))) allowed.UnionWith(Topics.OfCause(claim.Facts.Cause));
        if (advice) allowed.UnionWith(AdviceTopics(claim.Facts.Cause));
        return claim.Tokens.FirstOrDefault(t => !t.Topics.IsEmpty && !t.Topics.Any(allowed.Contains)) is { } token ? token.Text : null;
    }

    private static IEnumerable<string> AdviceTopics(string cause) =>
        CatalogueNames.Words(cause).SelectMany(Vocabulary.Forms).SelectMany(w => Topics.OfPhrase(w)).Append("server").Append("latency").Append("throughput");

    private static string? Named(Claim claim)
    {
        var text = claim.Text.ToLowerInvariant();
        foreach (var cause in CausePhrases.In(text))
        {
            if (cause == CauseIds.LockContention && !text.Contains("lock-contention", StringComparison.Ordinal)) continue;
            var denied = CausePhrases.IsDenied(text, cause);
            if (cause == claim.Facts.Cause ? denied : !denied) return $"'{cause}' is not what the diagnosis says";
        }

        return null;
    }

    private static string? Other(Claim claim) =>
        CausePhrases.In(claim.Text.ToLowerInvariant()).FirstOrDefault(c => c != claim.Facts.Cause && c is not (CauseIds.LockContention or CauseIds.MemoryLeak) && !AdviceTopics(claim.Facts.Cause).Any(t => Topics.OfCause(c).Contains(t)));

    /// <summary>
    /// Words that blame must blame what the diagnosis blames: each segment with one of them, and what precedes it in the sentence, may only be
    /// about the cause and its symptoms; what is cleared of blame may not be the cause.
    /// </summary>
    private static string? Blamed(Claim claim)
    {
        var cause = Topics.OfCause(claim.Facts.Cause);
        foreach (var segment in claim.Tokens.GroupBy(t => t.Segment))
        {
            if (!segment.Any(t => ClaimWords.Causal.Contains(t.Text))) continue;
            // 'Not the cause' denies; 'because it could not' does not, nor does 'no longer'.
            var words = segment.ToArray();
            var blames = Array.FindIndex(words, t => ClaimWords.Causal.Contains(t.Text));
            var direct = words[blames].Text is "because" or "due";
            var denied = words.Take(direct ? blames : Math.Min(words.Length - 1, blames + 3)).Where((t, i) => ClaimWords.Not.Contains(t.Text) && words[i + 1].Text != "longer").Any();
            var topics = segment.SelectMany(t => t.Topics).Where(t => !Topics.Symptoms.Contains(t)).Distinct().ToArray();
            if (denied)
            {
                if (claim.Facts.Cause != CauseIds.Unknown && Core(claim.Facts.Cause) is { } core && topics.Contains(core)) return "it clears the cause that was found";
                continue;
            }

            if (claim.Facts.Cause != CauseIds.Unknown && MeaningCheck.BlamesOutside(words, blames, cause)) return "it blames something that was not measured";
            if (claim.Facts.Cause == CauseIds.Unknown ? topics.Length > 0 : topics.Length > 0 && !topics.Any(cause.Contains)) return "it blames something else than the cause that was found";
        }

        return null;
    }

    /// <summary>The topic that stands for the cause itself.</summary>
    private static string? Core(string cause) => Topics.OfCause(cause).FirstOrDefault();
}
