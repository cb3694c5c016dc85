using System.Collections.Frozen;

namespace SentinelPerf.Explanation;

/// <summary>Words whose truth can be computed.</summary>
internal static class ClaimWords
{
    public static readonly FrozenSet<string> Rise = Set(
        "rose rise risen rises rising increase increased increases increasing grew grow grown grows growing growth climb climbed climbs climbing jump jumped jumps surge surged surges soar soared spike spiked spikes escalated mounted higher accumulated piled slower worse longer degraded worsened deteriorated");
    public static readonly FrozenSet<string> Fall = Set(
        "fell fall fallen falls falling drop dropped drops dropping decrease decreased decreases decreasing decline declined declines declining shrank shrink shrunk sank sink lower lowered reduced reduction fewer released faster quicker shorter improved");
    public static readonly FrozenSet<string> Stay = Set("unchanged flat steady constant stable stayed remained remains stays");
    public static readonly FrozenSet<string> High = Set("high busy saturated heavy exhausted excessive huge massive overloaded maxed full bottleneck");
    public static readonly FrozenSet<string> Low = Set("low idle tiny negligible moderate little modest small irrelevant minor unremarkable normal insignificant marginal acceptable fine good");
    public static readonly FrozenSet<string> Empty = Set("empty zero nothing none");
    public static readonly FrozenSet<string> Not = Set("not no never neither nor none nobody nothing without hardly cannot didn't doesn't don't isn't wasn't aren't weren't hasn't haven't can't couldn't unlikely rather instead");
    public static readonly FrozenSet<string> Causal = Set(
        "cause causes caused because explain explains explained explanation reason reasons bottleneck culprit due blame responsible responsibility driven drive drives trigger triggered attribute attributed origin stems stem factor role issue problem problems therefore points limits limit matter matters bottlenecks influence");
    public static readonly FrozenSet<string> Imperatives = Set(
        "add adjust allocate analyse analyze apply avoid await batch bound buy cache call change check choose close collect compare consider create decrease dispose do ensure enable disable extend find fit fix focus get give go hold identify improve increase inspect investigate keep learn let limit look lower make match measure mend monitor move narrow open optimise optimize partition pick place prefer prevent profile protect put raise read record reduce reject release remove rent repair replace reproduce resolve reuse review run scale see separate set share shorten show shrink split start store stream switch take test trace try tune turn use verify watch widen work stop isolate refactor convert cap configure examine");
    public static readonly FrozenSet<string> Openers = Set("first then next also finally instead second secondly additionally alternatively to if when where until once for in on afterwards otherwise as so that");
    public static readonly FrozenSet<string> Hedges = Set("about around roughly approximately nearly almost some close ~ ≈ practically virtually");
    public static readonly FrozenSet<string> Above = Set("over above exceed exceeds exceeded exceeding beyond");
    public static readonly FrozenSet<string> Below = Set("under below within");
    public static readonly FrozenSet<string> At = Set("at from after since around until by about before beginning starting roughly till seconds");
    public static readonly FrozenSet<string> LimitWords = Set("limit objective allowed threshold under below over above exceed exceeded goal");
    public static readonly FrozenSet<string> Before = Set("healthy before baseline normally normal instead initially compared against");
    public static readonly FrozenSet<string> Sustained = Set("sustained sustain sustains sustaining held holds hold served serves serve");
    public static readonly FrozenSet<string> Coping = Set("handled handle handles coped cope copes managed manage manages");
    public static readonly FrozenSet<string> Unused = Set("unused spare wasted headroom");
    public static readonly FrozenSet<string> Success = Set("succeeded succeed succeeds successful successfully success accepted served");
    public static readonly FrozenSet<string> Duties = Set("should must shall");
    public static readonly FrozenSet<string> Still = Set("unchanged flat steady constant stable");
    public static readonly FrozenSet<string> Goes = Set("go goes going went gone come comes coming came");
    public static readonly FrozenSet<string> Findings = Set("cause causes evidence signals signal concluded visible identified says");
    public static readonly FrozenSet<string> Breaks = Set("but while whereas although though because since so which that if as although however only");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
