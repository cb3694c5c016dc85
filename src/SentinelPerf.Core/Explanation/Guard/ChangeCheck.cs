using System.Collections.Frozen;
using System.Collections.Immutable;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Recomputes what a claim compares: rose, fell, stayed, doubled, high, low, empty, most, half.</summary>
internal static class ChangeCheck
{
    /// <summary>Changes smaller than this share are no change.</summary>
    private const double Noticeable = 0.15;

    /// <summary>Below this a share (0–1) did not change however large the ratio: 0.1 % to 0.4 % of time.</summary>
    private const double NoticeableShare = 0.02;

    /// <summary>The same for what is counted per request.</summary>
    private const double NoticeablePerRequest = 0.02;

    private static readonly FrozenDictionary<string, double> Ratios = new Dictionary<string, double>
    {
        ["doubled"] = 2, ["double"] = 2, ["doubles"] = 2, ["doubling"] = 2, ["twice"] = 2, ["twofold"] = 2, ["tripled"] = 3, ["triple"] = 3, ["tripling"] = 3, ["threefold"] = 3, ["quadrupled"] = 4, ["quadruple"] = 4,
        ["fourfold"] = 4, ["quintupled"] = 5, ["quintuple"] = 5, ["fivefold"] = 5, ["sixfold"] = 6, ["sevenfold"] = 7, ["eightfold"] = 8, ["ninefold"] = 9, ["tenfold"] = 10, ["halved"] = 0.5, ["halve"] = 0.5, ["halving"] = 0.5,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, double> Fractions =
        new Dictionary<string, double> { ["half"] = 0.5, ["third"] = 1 / 3.0, ["thirds"] = 2 / 3.0, ["quarter"] = 0.25, ["quarters"] = 0.75 }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Articles = FrozenSet.ToFrozenSet(["a", "one", "two", "three", "in", "nearly", "almost", "about", "roughly", "and"]);

    /// <summary>The first comparison that does not hold; null when all do.</summary>
    public static string? Object(Claim claim)
    {
        for (var i = 0; i < claim.Tokens.Length; i++)
            if (claim.Tokens[i].Kind == TokenKind.Word && !Holds(claim, i, claim.Tokens[i].Text))
                return $"'{claim.Tokens[i].Text}' is not what the evidence says";
        return null;
    }

    /// <summary>Whether 'N times' is the ratio of the values that it is said of, or of what was observed to its limit.</summary>
    public static bool RatioHolds(Claim claim, int at, StatedNumber stated, (bool Above, bool Below) bound)
    {
        var hedged = FigureCheck.Hedged(claim, at);
        return RatioCandidates(claim, at).Any(r => bound.Above ? r >= stated.Value && r <= stated.Value * 1.25 + stated.Half
            : bound.Below ? r <= stated.Value && r >= 0.75 * stated.Value : FigureCheck.Close(stated, r, hedged))
            || (stated is { Unit: "x" or "", Value: 1 } && claim.Subject(at).Evidence.Any(e => e.AtBreak == 1));
    }

    private static IEnumerable<double> RatioCandidates(Claim claim, int at)
    {
        var fewer = claim.Any(at, 4, ClaimWords.Fall) || claim.Any(at, 4, FewerWords);
        foreach (var e in claim.Subject(at).Evidence)
            if (e is { Healthy: > 0 and var healthy, AtBreak: > 0 and var atBreak }) yield return fewer ? healthy / atBreak : atBreak / healthy;
        var observed = claim.Facts.Figures.FirstOrDefault(f => f.Kind == RunFigureKind.Observed);
        var limit = claim.Facts.Figures.FirstOrDefault(f => f.Kind == RunFigureKind.Limit);
        if (observed is not null && limit is { Value: > 0 } && claim.Any(at, 6, ClaimWords.LimitWords)) yield return observed.Value / limit.Value;
    }

    private static readonly FrozenSet<string> FewerWords = FrozenSet.ToFrozenSet(["fewer", "less", "smaller", "lower", "faster", "shorter"]);

    private static bool Holds(Claim claim, int at, string word)
    {
        if (Ratios.TryGetValue(word, out var ratio)) return RatioSaid(claim, at, ratio);
        if (Fractions.TryGetValue(word, out var share)) return ShareSaid(claim, at, word, share);
        if (claim.Advice && Imperative(claim, at)) return true;
        if (word is "up" or "down" && ClaimWords.Goes.Contains(claim.Word(at - 1))) return Moved(claim, at, word == "up");
        if (OfTimes.Contains(word) && (claim.Word(at - 1) is "no" or "or" || !claim.Subject(at).Topics.Any(Timed.Contains))) return true;
        if (ClaimWords.Rise.Contains(word) || ClaimWords.Fall.Contains(word)) return Moved(claim, at, ClaimWords.Rise.Contains(word));
        if (ClaimWords.Stay.Contains(word)) return Stayed(claim, at);
        if (word is "change" or "changed") return Denied(claim, at) || claim.Word(at - 1) == "barely" ? claim.Subject(at).Evidence is var same && (same.IsEmpty || same.Any(e => Trend(e) == 0)) : true;
        if (ClaimWords.High.Contains(word) && !NamesSomething(claim, at, word)) return Level(claim, at, IsHigh, IsNotHigh);
        if (ClaimWords.Low.Contains(word)) return Level(claim, at, IsLow, IsNotLow);
        if (ClaimWords.Empty.Contains(word)) return Zero(claim, at);
        if (word == "no" && claim.Word(at + 1) is not ("role" or "longer" or "factor" or "influence" or "cause" or "clear" or "sign" or "evidence" or "room" or "reason" or "known")) return Zero(claim, at);
        return word switch
        {
            "any" when claim.Word(at - 1) is "hardly" or "barely" or "scarcely" or "rarely" => Few(claim, at, 0.2),
            "few" when claim.Word(at - 1) != "a" => Few(claim, at, 0.2),
            "minority" => Few(claim, at, 0.5),
            "all" or "every" or "most" or "majority" => Quantified(claim, at, word),
            _ => true,
        };
    }

    private static readonly FrozenSet<string> OfTimes = FrozenSet.ToFrozenSet(["longer", "slower", "faster", "quicker", "shorter", "worse"]);

    private static readonly FrozenSet<string> Timed = FrozenSet.ToFrozenSet(["latency", "server", "median", "p99", "downstream", "gc pause"]);

    private static bool NamesSomething(Claim claim, int at, string word) => word switch
    {
        "full" => claim.Tokens.Length > at + 1 && claim.Tokens[at + 1].Topics.Contains("collections") || claim.Word(at + 1).StartsWith("collection", StringComparison.Ordinal),
        "bottleneck" => true,
        _ => false,
    };

    /// <summary>Advice says what to raise; only what follows a past tense is a claim.</summary>
    private static bool Imperative(Claim claim, int at) => !claim.Word(at).EndsWith("ed", StringComparison.Ordinal) && claim.Word(at) is not ("rose" or "fell" or "grew" or "rises" or "grows" or "falls" or "high" or "low");

    private static bool RatioSaid(Claim claim, int at, double ratio)
    {
        var stated = new StatedNumber(ratio, ratio < 1 ? 0.05 : ratio == 2 ? 0.2 : 0.3, "x");
        var near = FigureCheck.Hedged(claim, at) ? stated with { Half = 0.1 * ratio } : stated;
        return RatioHolds(claim, at, near, FigureCheck.Bound(claim, at));
    }

    private static bool ShareSaid(Claim claim, int at, string word, double share)
    {
        if (word != "half" && !claim.Any(at - 2, 2, Articles)) return true;
        if (word == "half" && claim.Word(at + 1) is "a" or "of" && claim.Cited.Any(e => e.Signal.EndsWith(".p50", StringComparison.Ordinal))) return true;
        var (above, below) = FigureCheck.Bound(claim, at - 1);
        var subject = claim.Subject(at).Evidence.IsEmpty ? claim.Cited : claim.Subject(at).Evidence;
        return subject.Any(e => e.AtBreak is { } v && (e.Unit is "1" || e.Unit.EndsWith("/{request}", StringComparison.Ordinal))
            && (above ? v >= share && v <= share * 1.25 : below ? v <= share && v >= share * 0.75 : Math.Abs(v - share) <= 0.06 * share + 0.005));
    }

    private static bool Moved(Claim claim, int at, bool up)
    {
        if (claim.Tokens[..at].Any(t => t.Segment == claim.Tokens[at].Segment && t.Topics.Contains("load"))) return up;
        var subject = claim.Subject(at).Evidence;
        if (subject.IsEmpty) return up && claim.Subject(at).Topics.Any(Topics.Symptoms.Contains);
        return Denied(claim, at) ? subject.All(e => Trend(e) != (up ? 1 : -1)) : subject.Any(e => Trend(e) == (up ? 1 : -1));
    }

    private static bool Stayed(Claim claim, int at)
    {
        var subject = claim.Subject(at).Evidence;
        // 'Stayed at 95 %' names a level; 'constant at 95 %' says that it did not move, whatever figure follows.
        if (ClaimWords.Still.Contains(claim.Word(at)))
            return Topics.Always.Contains(claim.Word(at + 1)) || subject.IsEmpty || subject.Any(e => Denied(claim, at) ? Trend(e) != 0 : Trend(e) == 0);
        if (claim.Any(at + 1, 3, LevelWords)) return true;
        return subject.IsEmpty || subject.Any(e => Denied(claim, at) ? Trend(e) != 0 : Trend(e) == 0)
            || claim.Tokens.Any(t => t.Number is not null) || claim.Word(at) is "remained" or "remains" && claim.Word(at - 1) == "what";
    }

    private static readonly FrozenSet<string> LevelWords = FrozenSet.ToFrozenSet([.. ClaimWords.High, .. ClaimWords.Low, .. ClaimWords.Empty, "below", "under", "far", "acceptable", "at", "near", "well"]);

    /// <summary>1 rose, −1 fell, 0 neither; 1 too when only the break is known and it is not nothing.</summary>
    private static int Trend(Evidence e)
    {
        if (e.AtBreak is not { } now) return 0;
        if (e.Healthy is not { } then) return now > 0 ? 1 : 0;
        var change = now - then;
        if (Math.Abs(change) < Noticeable * Math.Max(Math.Abs(then), Math.Abs(now)) || (e.Unit == "1" && Math.Abs(change) < NoticeableShare && now > 0 && then > 0)) return 0;
        if (e.Unit.EndsWith("/{request}", StringComparison.Ordinal) && Math.Max(now, then) < NoticeablePerRequest) return 0;
        return Math.Sign(change);
    }

    private static bool Level(Claim claim, int at, Func<Evidence, bool> holds, Func<Evidence, bool> denies)
    {
        var (topics, subject) = claim.Subject(at);
        if (claim.Word(at) == "busy" && !topics.Contains("cpu")) return Denied(claim, at);
        // What was violated is not fine.
        if (subject.IsEmpty) return ClaimWords.High.Contains(claim.Word(at)) && topics.All(t => Topics.Symptoms.Contains(t));
        if (claim.Tokens.Any(t => t.Segment == claim.Tokens[at].Segment && t.Text == "host") && claim.Any(Modals)) return true;
        if (at > 0 && claim.Tokens[at - 1].Number is not null) return true;
        if (claim.Facts.Figures.FirstOrDefault(f => f is { Kind: RunFigureKind.Limit, Unit: "ms" }) is { } limit && subject.Any(e => e.Unit == "ms" && e.AtBreak < limit.Value) && ClaimWords.Low.Contains(claim.Word(at))) return true;
        return Denied(claim, at) ? subject.All(denies) : subject.Any(holds);
    }

    private static readonly FrozenSet<string> Modals = FrozenSet.ToFrozenSet(["may", "might"]);

    private static bool IsHigh(Evidence e) => e.AtBreak is { } v && (e.Unit == "1" ? v >= 0.6 : Trend(e) > 0);

    private static bool IsNotHigh(Evidence e) => e.AtBreak is { } v && (e.Unit == "1" ? v < 0.6 : Trend(e) <= 0);

    private static bool IsLow(Evidence e) => e.AtBreak is { } v && (e.Unit == "1" ? v <= 0.4 : v < 1 && (e.Healthy is not { } h || v <= 3 * h + 0.001) || Trend(e) <= 0);

    private static bool IsNotLow(Evidence e) => !IsLow(e);

    private static bool Zero(Claim claim, int at)
    {
        if (claim.Tokens.Any(t => t.Text is "left" or "spare")) return claim.Subject(at).Evidence.Any(IsHigh);
        var (topics, subject) = claim.Subject(at);
        if (topics.Count == 0) return true;
        if (subject.IsEmpty) return !topics.Any(t => t is "latency" or "errors");
        var low = claim.Word(at + 1) is "meaningful" or "noticeable" or "significant" or "relevant";
        return subject.Any(e => e.AtBreak == 0 || (low && IsLow(e)) || (e.Healthy is < 0.005 && claim.Any(BeforeWords)));
    }

    private static readonly FrozenSet<string> BeforeWords = FrozenSet.ToFrozenSet(["before", "from", "healthy", "compared", "while"]);

    private static bool Few(Claim claim, int at, double most) => Shares(claim, at) is var shares && (shares.IsEmpty || shares.Any(e => e.AtBreak <= most));

    private static bool Quantified(Claim claim, int at, string word)
    {
        var subject = Shares(claim, at);
        if (subject.IsEmpty && claim.Subject(at).Topics.Contains("errors")) return false;
        if (subject.IsEmpty || claim.Any(at + 1, 3, Additional) || claim.Word(at - 1) == "at") return true;
        var least = word is "most" or "majority" ? 0.5 : ClaimWords.Hedges.Contains(claim.Word(at - 1)) ? 0.88 : 0.995;
        return subject.Any(e => e.AtBreak >= least);
    }

    /// <summary>What is a share of something that can be counted.</summary>
    private static ImmutableArray<Evidence> Shares(Claim claim, int at) =>
        [.. claim.Subject(at).Evidence.Where(e => e.Unit == "1" && e.AtBreak is not null && OfAll(claim, e) && Topics.Of(e).Any(t => t is "errors" or "generator" or "throttling" or "late" or "gc" or "descriptors" or "cpu"))];

    /// <summary>A share among the bad requests says nothing of all requests unless the sentence names what it is a share of.</summary>
    private static bool OfAll(Claim claim, Evidence e) =>
        !e.Signal.StartsWith("client.bad_share", StringComparison.Ordinal) || Topics.Of(e).Any(t => t != "errors" && claim.Tokens.Any(w => w.Topics.Contains(t)));

    private static readonly FrozenSet<string> Additional = FrozenSet.ToFrozenSet(["additional", "further", "likely", "of", "plausible", "other"]);

    private static readonly FrozenSet<string> Denials = FrozenSet.ToFrozenSet(["not", "never", "didn't", "doesn't", "isn't", "wasn't", "no", "neither", "nor", "hasn't", "cannot", "without"]);

    private static bool Denied(Claim claim, int at) => claim.Tokens[..at].Any(t => t.Segment == claim.Tokens[at].Segment && Denials.Contains(t.Text));
}
