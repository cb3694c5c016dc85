using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Planning;

namespace SentinelPerf.Explanation;

/// <summary>
/// Says the diagnosis in plain words, without a model: each sentence rests on evidence that it cites, in order of time, and every figure is
/// one of the evidence or of the search.
/// </summary>
public static class RulesExplainer
{
    private const int MostFacts = 3;

    /// <summary>Explains a diagnosis.</summary>
    /// <returns>2–5 steps and 1–3 recommendations; <see cref="ExplanationResult.None"/> when nothing broke, so that there is nothing to explain.</returns>
    public static ExplanationResult Explain(ExplanationInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (diagnosis, search, plan) = input;
        if (diagnosis.Cause is not { } cause || diagnosis.Ranked.IsEmpty) return ExplanationResult.None;
        var text = CauseCatalogue.Of(cause);
        var leading = diagnosis.Ranked[0];
        var cited = Cited(diagnosis, leading.Evidence);
        return new ExplanationResult
        {
            Source = "rules",
            Steps = Steps(diagnosis, search, plan, text, cited),
            Recommendations = FaultFindings.Among(input, [.. text.Remedies.Select((r, i) => Recommend(r, i, diagnosis, leading, cited, plan))]),
        };
    }

    private static ImmutableArray<ExplanationStep> Steps(
        DiagnosisResult diagnosis, SearchResult search, LoadPlan plan, CauseText text, ImmutableArray<Evidence> cited)
    {
        var timed = cited.Take(MostFacts).Select(e => (At: e.AtSeconds ?? double.MaxValue, Step: new ExplanationStep(SignalPhrases.Say(e) + ".", [e.Id]))).ToList();
        if (Broke(diagnosis, search, plan) is { } broke) timed.Add(broke);
        var steps = timed.OrderBy(s => s.At).Select(s => s.Step).ToList();
        steps.Add(new ExplanationStep(Conclusion(diagnosis, text), [.. cited.Select(e => e.Id)]));
        if (steps.Count < 5 && RuledOut(diagnosis) is { } other) steps.Insert(steps.Count - 1, other);
        return [.. steps];
    }

    /// <summary>What the clients saw break: the one sentence whose figures are the search's.</summary>
    private static (double At, ExplanationStep Step)? Broke(DiagnosisResult diagnosis, SearchResult search, LoadPlan plan)
    {
        if (search.BreakingPoint.FirstViolation is not { } v) return null;
        var offered = Quantity.Format(v.OfferedPerSecond, "1/s");
        var where = v.Route is { } route && route >= 0 && route < plan.Requests.Length ? $" on {plan.Requests[route].Name}" : "";
        var (signal, sentence) = v.Kind switch
        {
            ViolationKind.Latency => ("client.response.p99", $"At {offered} the response time{where} reached {Quantity.Format(v.Observed, "ms")}, over the limit of {Quantity.Format(v.Limit, "ms")}"),
            ViolationKind.ErrorRate => ("client.error_share", $"At {offered} the share of failed requests{where} reached {Quantity.Format(v.Observed, "1")}, over the limit of {Quantity.Format(v.Limit, "1")}"),
            _ => ("client.completed", $"At {offered} the target{where} no longer completed what was offered ({Quantity.Format(v.Observed, "1")} of it, below {Quantity.Format(v.Limit, "1")})"),
        };
        var evidence = diagnosis.Evidence.Where(e => e.Signal == signal).Select(e => e.Id).Take(1).ToImmutableArray();
        return (v.At.TotalSeconds, new ExplanationStep($"{sentence}, {Quantity.Format(v.At.TotalSeconds, "s")} into the run.", evidence));
    }

    private static string Conclusion(DiagnosisResult diagnosis, CauseText text)
    {
        var lasting = diagnosis.Metastable ? " The state outlived the load: the target recovered only after it was left idle." : "";
        if (diagnosis.Cause != CauseIds.Unknown) return text.Mechanism + lasting;
        var candidates = diagnosis.Ranked.Where(r => r.Cause != CauseIds.Unknown && !r.Evidence.IsEmpty).Take(2).Select(r => r.Cause).ToArray();
        return candidates.Length == 0 ? text.Mechanism + lasting : $"{text.Mechanism} Closest, without reaching the margin: {string.Join(" and ", candidates)}.{lasting}";
    }

    /// <summary>The most probable other cause that a fact speaks against, and the fact.</summary>
    private static ExplanationStep? RuledOut(DiagnosisResult diagnosis)
    {
        if (diagnosis.Cause == CauseIds.Unknown) return null;
        foreach (var other in diagnosis.Ranked.Skip(1).Where(r => r.Cause != CauseIds.Unknown))
            if (Cited(diagnosis, other.Contradictions) is [var against, ..])
                return new ExplanationStep($"Against {other.Cause}: {Lower(SignalPhrases.Fact(against))}.", [against.Id]);
        return null;
    }

    /// <summary>
    /// Confidence is the cause's own, lowered where the cause rests on little evidence or where a fact contradicts it, and for remedies that are second choice.
    /// </summary>
    private static Recommendation Recommend(Remedy remedy, int place, DiagnosisResult diagnosis, RankedCause cause, ImmutableArray<Evidence> cited, LoadPlan plan)
    {
        var support = 0.7 + 0.1 * Math.Min(3, cause.Evidence.Length);
        var confidence = (diagnosis.Confidence ?? 0) * support * Math.Pow(0.8, place) - 0.1 * cause.Contradictions.Length;
        var where = cited.Select(e => e.Where).FirstOrDefault(w => w is not null) ?? (plan.Requests.Length == 1 ? plan.Requests[0].Name : "the slowest route");
        return new Recommendation(
            remedy.Title.Replace("{where}", where, StringComparison.Ordinal),
            $"{remedy.Text.Replace("{where}", where, StringComparison.Ordinal)} See {remedy.Link}",
            Math.Round(Math.Clamp(confidence, 0, 1), 2),
            [.. cited.Select(e => e.Id)]) { Severity = FaultPatterns.On(where, SeverityOf(cause.Cause)) };
    }

    /// <summary>How much a cause weighs on an ordinary route.</summary>
    internal static Severity SeverityOf(string cause) => cause switch
    {
        CauseIds.Crash => Severity.Critical,
        CauseIds.GeneratorLimited => Severity.Low,
        CauseIds.Unknown or CauseIds.RateLimited => Severity.Medium,
        _ => Severity.High,
    };

    private static ImmutableArray<Evidence> Cited(DiagnosisResult diagnosis, ImmutableArray<string> ids) =>
        [.. ids.Select(id => diagnosis.Evidence.FirstOrDefault(e => e.Id == id)).OfType<Evidence>()];

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
