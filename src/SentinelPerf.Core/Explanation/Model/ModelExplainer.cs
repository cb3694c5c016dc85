using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using SentinelPerf.Chat;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>
/// Has a model put the evidence into words and keeps what the guard lets pass: one question, one repair with the guard's objections, and if the
/// rest does not stand by itself nothing. An answer that stood is kept and, when it is used again, checked again.
/// </summary>
internal sealed class ModelExplainer(ChatAsker asker, ChatCaches cache, string provider, string model, TokenPrice price)
{
    private const double Million = 1_000_000;

    // Read while the asking goes on when the time is over, so it is never changed in place.
    private ImmutableArray<ChatAnswer> _answers = [];

    /// <summary>What asking took so far.</summary>
    public ExplanationUsage Usage => _answers.IsEmpty ? new ExplanationUsage() : new ExplanationUsage
    {
        TimeToFirstToken = _answers[0].TimeToFirstToken,
        InputTokens = Sum(a => a.InputTokens),
        OutputTokens = Sum(a => a.OutputTokens),
        TokensPerSecond = Speed(),
        Cost = price is { Input: 0, Output: 0 } ? null : ((Sum(a => a.InputTokens) ?? 0) * price.Input + (Sum(a => a.OutputTokens) ?? 0) * price.Output) / Million,
        Attempts = _answers.Sum(a => a.Attempts),
    };

    /// <summary>Explains an input that <see cref="QuotedData"/> cleaned.</summary>
    /// <returns>The explanation; its source is <c>none</c> and only its rejected claims count when nothing stood.</returns>
    /// <exception cref="ChatException">The model gave no answer.</exception>
    public async Task<ExplanationResult> ExplainAsync(ExplanationInput input, CancellationToken cancel)
    {
        var guard = new ClaimGuard(GuardFacts.From(input.Diagnosis, input.Search, input.Plan));
        var pack = EvidencePack.Write(input);
        var key = Key(pack);
        if (await cache.GetAsync(key, cancel) is { } kept && AnswerReader.Read(Encoding.UTF8.GetString(kept)) is { } known && guard.Check(known) is { Stands: true } again)
            return Result(input, again, again.Rejected) with { Usage = new ExplanationUsage { CacheHit = true } };

        var asked = ExplanationPrompt.Ask(pack);
        var answer = await AskAsync(asked, cancel);
        var first = Check(guard, answer);
        var best = first;
        if (!first.Rejected.IsEmpty)
        {
            var repaired = Check(guard, await AskAsync(ExplanationPrompt.Repair(asked, answer, first.Rejected), cancel));
            if (repaired.Stands && (!first.Stands || Kept(repaired) >= Kept(first))) best = repaired;
            else if (!first.Stands) best = repaired with { Stands = false };
            best = best with { Rejected = best == first ? first.Rejected : first.Rejected.AddRange(repaired.Rejected) };
        }

        if (!best.Stands) return new ExplanationResult { Provider = provider, Model = model, Rejected = best.Rejected, Usage = Usage };
        var good = new ModelAnswer([.. best.Steps.Select(s => new ModelStep(s.Text, s.Evidence))], best.Recommendations);
        await cache.SetAsync(key, Encoding.UTF8.GetBytes(AnswerReader.Write(good)), cancel);
        return Result(input, best, best.Rejected) with { Usage = Usage };
    }

    private async Task<string> AskAsync(ImmutableArray<ChatMessage> messages, CancellationToken cancel)
    {
        var answer = await asker.AskAsync(messages, ExplanationPrompt.Options, cancel);
        _answers = _answers.Add(answer);
        return answer.Text;
    }

    private static GuardedAnswer Check(ClaimGuard guard, string answer) => AnswerReader.Read(answer) is { } read
        ? guard.Check(read)
        : new GuardedAnswer([], [], [new RejectedClaim(QuotedData.Clean(answer, 200), "the answer is not the JSON object that was asked for")], false);

    private static int Kept(GuardedAnswer answer) => answer.Steps.Length + answer.Recommendations.Length;

    private ExplanationResult Result(ExplanationInput input, GuardedAnswer answer, ImmutableArray<RejectedClaim> rejected) => new()
    {
        Source = "llm",
        Provider = provider,
        Model = model,
        Steps = answer.Steps,
        Recommendations = [.. answer.Recommendations.Select((r, i) => new Recommendation(r.Title, WithLink(r, input.Diagnosis.Cause), Confidence(r, i, input.Diagnosis), r.Evidence) { Severity = FaultPatterns.On(Where(r, input.Diagnosis), RulesExplainer.SeverityOf(input.Diagnosis.Cause ?? CauseIds.Unknown)) })],
        Rejected = rejected,
    };

    private static string? Where(ModelRecommendation advice, DiagnosisResult diagnosis) =>
        diagnosis.Evidence.Where(e => advice.Evidence.Contains(e.Id)).Select(e => e.Where).FirstOrDefault(w => w is not null);

    /// <summary>The documentation of the catalogue's remedy that shares most names with the advice: links are never the model's.</summary>
    private static string WithLink(ModelRecommendation advice, string? cause)
    {
        var remedies = CauseCatalogue.Of(cause ?? CauseIds.Unknown).Remedies;
        var words = Words(advice.Title + " " + advice.Text);
        var best = remedies.MaxBy(r => Words(r.Title + " " + r.Text).Intersect(words).Count())!;
        return $"{advice.Text} See {best.Link}";
    }

    private static HashSet<string> Words(string text) => [.. text.ToLowerInvariant().Split([' ', ',', '.', ';', ':', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 3)];

    /// <summary>As the rules compute it, by the share of the cause's evidence that the advice cites.</summary>
    private static double Confidence(ModelRecommendation advice, int place, DiagnosisResult diagnosis)
    {
        if (diagnosis.Ranked is not [var cause, ..]) return 0;
        var support = cause.Evidence.IsEmpty ? 0.7 : 0.7 + 0.3 * advice.Evidence.Count(cause.Evidence.Contains) / Math.Min(3, cause.Evidence.Length);
        return Math.Round(Math.Clamp((diagnosis.Confidence ?? 0) * Math.Min(1, support) * Math.Pow(0.8, place) - 0.1 * cause.Contradictions.Length, 0, 1), 2);
    }

    private string Key(string pack) =>
        "sentinelperf:explanation:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ExplanationPrompt.Version}\n{provider}\n{model}\n{pack}")));

    private long? Sum(Func<ChatAnswer, long?> of) => _answers.Any(a => of(a) is not null) ? _answers.Sum(a => of(a) ?? 0) : null;

    private double? Speed()
    {
        var seconds = _answers.Sum(a => (a.Duration - a.TimeToFirstToken).TotalSeconds);
        return Sum(a => a.OutputTokens) is { } tokens && seconds > 0 ? tokens / seconds : null;
    }
}
