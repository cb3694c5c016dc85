using System.Collections.Frozen;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Holds every number of a claim against the evidence that it speaks of.</summary>
internal static class FigureCheck
{
    /// <summary>'About 400' may be this far from the figure.</summary>
    private const double HedgeTolerance = 0.03;

    /// <summary>'More than 80' may be this far below the figure: a bound far away says something else than the figure.</summary>
    private const double BoundReach = 1.1;

    /// <summary>'Below 20 ms' may be this far above the figure.</summary>
    private const double UpperReach = 0.9;

    /// <summary>What is said to be zero is below this, in any unit.</summary>
    private const double Nothing = 0.0005;

    private enum Role { Healthy, Break }

    /// <summary>The first number that does not hold; null when all do.</summary>
    public static string? Object(Claim claim)
    {
        for (var i = 0; i < claim.Tokens.Length; i++)
        {
            if (claim.Tokens[i].Number is not { } stated) continue;
            var unit = stated.Unit.Length > 0 ? stated : stated with { Unit = Inherited(claim, i) };
            if (stated.Unit.Length == 0 && unit.Unit is { Length: > 0 } inherited) unit = Rescaled(stated, claim, i, inherited);
            if (OfHolds(claim, i, stated))
            {
                i += 2;
                continue;
            }

            if (!Holds(claim, i, unit)) return $"'{claim.Tokens[i].Text.Trim()}' is no figure of the evidence that it is said of";
        }

        return null;
    }

    private static bool Holds(Claim claim, int at, StatedNumber stated)
    {
        if (claim.Advice && MeaningCheck.IsSetting(claim, at)) return CatalogueNames.Holds(claim.Facts.Cause, claim.Tokens[at].Text);
        if (stated.Unit == "1/s" && MeaningCheck.SaysSustained(claim, at))
            return claim.Facts.Figures.Any(f => f.Kind == RunFigureKind.Capacity && Close(stated, f.Value, Hedged(claim, at)));
        if (stated.Unit == "1" && MeaningCheck.Complement(claim, at) is { } rest) return rest.Any(v => Near(claim, at, stated, v));
        if (stated.Unit == "x" || RatioContext(claim, at, stated)) return ChangeCheck.RatioHolds(claim, at, stated, Bound(claim, at));
        if (claim.Advice && stated.Unit.Length == 0 && stated.Value <= 2 && char.IsLetter(claim.Tokens[at].Text[0])) return true;
        if (stated.Unit == "s" && IsMoment(claim, at) && Moments(claim).Any(m => Close(stated, m, Hedged(claim, at)))) return true;
        if (RunFigureHolds(claim, at, stated)) return true;
        if (claim.InSegment(claim.Tokens[at].Segment, ClaimWords.Duties)) return false;
        var (_, subject) = claim.Subject(at);
        if (Negated(claim, at)) return false;
        return subject.Any(e => Values(claim, at, e).Any(v => UnitFits(stated, e.Unit) && Near(claim, at, stated, Base(v, e.Unit))));
    }

    /// <summary>'A factor of 50', '50 times'.</summary>
    private static bool RatioContext(Claim claim, int at, StatedNumber stated) =>
        stated.Unit.Length == 0 && claim.Word(at - 1) == "of" && claim.Word(at - 2) == "factor";

    /// <summary>The values that a number at this place may be: 'from' is healthy, 'to' is at the break, 'by' is the difference.</summary>
    private static IEnumerable<double> Values(Claim claim, int at, Evidence e)
    {
        var role = RoleOf(claim, at);
        if ((role != Role.Break || e.AtBreak is null) && e.Healthy is { } healthy) yield return healthy;
        if (role != Role.Healthy && e.AtBreak is { } atBreak) yield return atBreak;
        if (By(claim, at) && e is { Healthy: { } from, AtBreak: { } to }) yield return Math.Abs(to - from);
    }

    private static bool By(Claim claim, int at) => claim.Word(at - 1) == "by" || (claim.Word(at - 2) == "by" && ClaimWords.Hedges.Contains(claim.Word(at - 1)));

    private static Role? RoleOf(Claim claim, int at)
    {
        for (var i = at - 1; i >= Math.Max(0, at - 4); i--)
        {
            var word = claim.Word(i);
            if (claim.Tokens[i].Kind is TokenKind.Number or TokenKind.Break) break;
            if (word == "from" || word is "healthy" or "baseline" or "instead" || word is "against" or "compared") return Role.Healthy;
            if (word == "to" && claim.Word(i - 1) is not ("compared" or "relative")) return Role.Break;
            if (word is "reached" or "hit" or "reaching" or "now") return Role.Break;
            if (ClaimWords.Rise.Contains(word) || ClaimWords.Fall.Contains(word)) return Role.Break;
        }

        for (var i = at + 1; i < Math.Min(claim.Tokens.Length, at + 4); i++)
        {
            if (claim.Tokens[i].Kind is TokenKind.Number or TokenKind.Break) break;
            if (claim.Word(i) is "break" || (claim.Word(i) == "load" && claim.Word(i - 1) == "under")) return Role.Break;
            if (claim.Word(i) == "healthy" || (claim.Word(i) == "before" && !claim.Any(i + 1, 2, And))) return Role.Healthy;
        }

        // Without a word about the healthy state a figure is that of the break.
        return claim.Any(HealthyWords) ? null : Role.Break;
    }

    private static readonly FrozenSet<string> HealthyWords = FrozenSet.ToFrozenSet(["from", "between", .. ClaimWords.Before]);

    private static readonly FrozenSet<string> And = FrozenSet.ToFrozenSet(["and", "or"]);

    /// <summary>'From 3 to 20 ms', '200 or 40 requests per second': the first number has the unit of the next.</summary>
    private static string Inherited(Claim claim, int at)
    {
        for (var i = at + 1; i < Math.Min(claim.Tokens.Length, at + 3); i++)
            if (claim.Tokens[i].Number is { } next && claim.Word(i - 1) is "to" or "and" or "or" or "–" or "-") return claim.Tokens[i].Number!.Unit;
        return "";
    }

    /// <summary>A number takes over the scale of the unit that it inherits: the 3 of 'from 3 to 20 ms' are milliseconds.</summary>
    private static StatedNumber Rescaled(StatedNumber stated, Claim claim, int at, string unit)
    {
        var next = claim.Tokens.Skip(at + 1).First(t => t.Number is not null);
        var scale = unit switch { "1" => 0.01, "s" => next.Text.Contains("ms", StringComparison.Ordinal) || next.Text.Contains("milli", StringComparison.Ordinal) ? 0.001 : 1, "By" => 1 << 20, _ => 1 };
        return new StatedNumber(stated.Value * scale, stated.Half * scale, unit);
    }

    private static bool UnitFits(StatedNumber stated, string unit) => unit switch
    {
        // Zero needs no unit.
        _ when stated is { Unit: "", Value: 0 } => true,
        "1" => stated.Unit == "1",
        "ms" or "s" => stated.Unit == "s",
        "By" => stated.Unit == "By",
        "1/s" => stated.Unit == "1/s",
        _ when unit.EndsWith("/{request}", StringComparison.Ordinal) => stated.Unit is "/request" or "",
        _ => stated.Unit.Length == 0,
    };

    private static double Base(double value, string unit) => unit == "ms" ? value / 1000 : value;

    private static bool RunFigureHolds(Claim claim, int at, StatedNumber stated) => claim.Facts.Figures.Any(f =>
        f.Kind != RunFigureKind.At && UnitFits(stated, f.Unit) && Said(claim, at, f.Kind) && Close(stated, Base(f.Value, f.Unit), Hedged(claim, at)));

    /// <summary>Whether the words around a number can mean this figure of the run.</summary>
    private static bool Said(Claim claim, int at, RunFigureKind kind)
    {
        var (topics, evidence) = claim.Subject(at);
        return kind switch
        {
            RunFigureKind.Offered => !claim.InSegment(claim.Tokens[at].Segment, ClaimWords.Coping) && claim.Any(at - 3, 3, OfferedWords) && (topics.Count == 0 || topics.All(Topics.Symptoms.Contains) || claim.Word(at - 1) is "at" or "of"),
            RunFigureKind.Limit => claim.Any(at - 5, 8, ClaimWords.LimitWords),
            RunFigureKind.Observed => topics.Any(ObservedTopics(claim)) || (topics.Count == 0 && evidence.Length == claim.Cited.Length && claim.Tokens.Any(t => t.Kind == TokenKind.Name)),
            _ => claim.Any(CapacityWords),
        };
    }

    private static Func<string, bool> ObservedTopics(Claim claim) => claim.Facts.Violation switch
    {
        ViolationKind.Latency => t => t is "latency",
        ViolationKind.ErrorRate => t => t is "errors",
        _ => t => t is "throughput",
    };

    private static readonly FrozenSet<string> OfferedWords = FrozenSet.ToFrozenSet(["at", "of", "rate", "offered", "load"]);

    private static readonly FrozenSet<string> CapacityWords = FrozenSet.ToFrozenSet(["capacity", "sustained", "sustain"]);

    private static bool IsMoment(Claim claim, int at) =>
        claim.Any(at - 2, 2, ClaimWords.At) || claim.Word(at + 1) is "into" or "on" or "onwards" or "onward" or "in";

    private static IEnumerable<double> Moments(Claim claim) =>
        claim.Cited.Select(e => e.AtSeconds).OfType<double>().Concat(claim.Facts.Figures.Where(f => f.Kind == RunFigureKind.At).Select(f => f.Value));

    private static bool Near(Claim claim, int at, StatedNumber stated, double actual)
    {
        var (above, below) = Bound(claim, at);
        const double Slack = 1e-9;
        if (above) return actual > stated.Value - (claim.Word(at - 1) == "least" ? Slack : -Slack) && actual <= stated.Value * BoundReach + stated.Half;
        if (below) return actual < stated.Value + (claim.Word(at - 1) == "most" ? Slack : -Slack) && actual >= stated.Value * UpperReach;
        return Close(stated, actual, Hedged(claim, at));
    }

    /// <summary>Whether a stated number is an actual one to the digits stated.</summary>
    public static bool Close(StatedNumber stated, double actual, bool hedged) =>
        stated is { Value: 0, Unit: "" } ? Math.Abs(actual) < Nothing : Math.Abs(stated.Value - actual) <= Math.Max(stated.Half, hedged ? HedgeTolerance * Math.Abs(actual) : 0) * (1 + 1e-9) + 1e-12
        || (stated.Unit == "By" && Math.Abs(stated.Value * Decimal(stated) - actual) <= stated.Half);

    /// <summary>Megabytes of 10⁶ bytes are meant by some.</summary>
    private static double Decimal(StatedNumber stated) => stated.Half >= 1 << 28 ? 1e9 / (1 << 30) : stated.Half >= 1 << 18 ? 1e6 / (1 << 20) : 1000.0 / 1024;

    /// <summary>'About', 'nearly', '~' before the number.</summary>
    public static bool Hedged(Claim claim, int at) => claim.Any(at - 2, 2, ClaimWords.Hedges) || claim.Tokens[at].Text[0] is '~' or '≈';

    /// <summary>'More than', 'at least', 'over'; 'less than', 'at most', 'under'.</summary>
    public static (bool Above, bool Below) Bound(Claim claim, int at)
    {
        var (one, two) = (claim.Word(at - 1), claim.Word(at - 2));
        return (
            (one == "than" && two is "more" or "higher" or "longer" or "greater") || (one == "least" && two == "at") || ClaimWords.Above.Contains(one),
            (one == "than" && two is "less" or "fewer" or "lower" or "shorter") || (one == "most" && two == "at") || ClaimWords.Below.Contains(one));
    }

    /// <summary>'Did not reach 176': a figure that is denied is a claim of its own.</summary>
    private static bool Negated(Claim claim, int at)
    {
        for (var i = at - 1; i >= 0 && claim.Tokens[i].Segment == claim.Tokens[at].Segment; i--)
            if (claim.Word(i) is "not" or "never" or "didn't" or "wasn't" or "isn't")
                return (at - i <= 3 && claim.Word(i + 1) is not ("move" or "change" or "differ" or "vary")) || claim.Word(i + 1) is "reach" or "exceed" or "hit" or "be" or "have" or "rise" or "increase" or "grow" or "fall" or "drop";
        return false;
    }

    /// <summary>'Nine of ten', 'one in two'.</summary>
    private static bool OfHolds(Claim claim, int at, StatedNumber stated)
    {
        var next = claim.Word(at + 1) == "out" ? at + 3 : at + 2;
        if (stated.Unit.Length > 0 || claim.Word(next - 1) is not ("of" or "in") || next >= claim.Tokens.Length || claim.Tokens[next].Number is not { Unit: "", Value: > 0 and var whole }) return false;
        var share = stated.Value / whole;
        return claim.Cited.Any(e => e is { Unit: "1", AtBreak: { } v } && Math.Abs(v - share) <= 0.5 / whole);
    }
}
