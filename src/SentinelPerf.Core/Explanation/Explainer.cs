using System.Collections.Immutable;
using SentinelPerf.Chat;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Explanation;

/// <summary>An explanation, and what the user should know of how it came about.</summary>
/// <param name="Result">The explanation.</param>
/// <param name="Problems">Warnings only.</param>
public sealed record ExplanationOutcome(ExplanationResult Result, ImmutableArray<Problem> Problems);

/// <summary>
/// Chooses who explains: the model when it answers in time and its answer holds, else the fallback, with one line that says why. Nothing that a
/// model or its server does ends a run or makes it longer than <c>explain.timeout</c>.
/// </summary>
public sealed class Explainer(ExplainOptions options, IProgress<ProgressEvent>? progress, TimeProvider time)
{
    private readonly ModelMemory _memory = ModelMemory.Of(options, time);

    /// <summary>How long the server may take to say what models it has.</summary>
    private static readonly TimeSpan FirstContact = TimeSpan.FromSeconds(2);

    /// <summary>Explains.</summary>
    /// <param name="input">What to explain.</param>
    /// <param name="at">Now, on the run's clock; for progress.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<ExplanationOutcome> ExplainAsync(ExplanationInput input, TimeSpan at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(input);
        cancel.ThrowIfCancellationRequested();
        if (options.Mode == ExplainMode.None || input.Diagnosis.Cause is null || input.Diagnosis.Ranked.IsEmpty) return new ExplanationOutcome(ExplanationResult.None, []);
        if (options.Mode == ExplainMode.Rules) return new ExplanationOutcome(Rules(input), []);
        var cache = ChatCaches.For(options.Cache, _memory.Answers);
        var clean = QuotedData.Clean(input);
        var (result, why) = await TryModelAsync(clean, cache, cancel);
        ImmutableArray<Problem> problems = [.. cache.Failures.Select(f => Problem.Warning(DiagnosticCodes.ExplanationCacheUnusable, $"the cache of explanations fails ({input.Secrets.Mask(f)}); the next one is used. {DiagnosticCodes.ExplanationCacheUnusable.Remedy}"))];
        result = result with { Usage = result.Usage with { Breaker = Named(_memory.Breaker.State) } };
        if (why is null) return new ExplanationOutcome(result, problems);
        var instead = options.Fallback == ExplainFallback.Rules ? "the rules explain" : "there is no explanation";
        why = input.Secrets.Mask(why);
        if (options.Mode == ExplainMode.Auto) progress?.Report(new ProgressEvent(at, "explain", $"{why}: {instead}"));
        else problems = problems.Add(Problem.Warning(DiagnosticCodes.NoModelAnswer, $"{why}; {instead}. {DiagnosticCodes.NoModelAnswer.Remedy}"));
        var words = options.Fallback == ExplainFallback.Rules ? Rules(input) : ExplanationResult.None;
        return new ExplanationOutcome(words with { Provider = result.Provider, Model = result.Model, Rejected = result.Rejected, Usage = result.Usage }, problems);
    }

    /// <summary>The same for a run that ends: what was measured is explained even when it is cancelled, by the rules, since who cancels waits for no model.</summary>
    internal async Task<ExplanationOutcome> ExplainAnywayAsync(ExplanationInput input, TimeSpan at, CancellationToken cancel)
    {
        try
        {
            return await ExplainAsync(input, at, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new ExplanationOutcome(options.Mode == ExplainMode.None ? ExplanationResult.None : Rules(input), []);
        }
    }

    private static ExplanationResult Rules(ExplanationInput input) => RulesExplainer.Explain(input);

    /// <summary>The model's explanation, or why there is none.</summary>
    private async Task<(ExplanationResult Result, string? Why)> TryModelAsync(ExplanationInput input, ChatCaches cache, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var partial = ExplanationResult.None;
        try
        {
            using var source = await FindAsync(both.Token);
            partial = partial with { Provider = source.Provider, Model = source.Model };
            var model = new ModelExplainer(new ChatAsker(source.Client, _memory.Breaker, time), cache, source.Provider, source.Model, options.Price);
            // A client that does not heed its token, or blocks the thread that asks it, must not hold up the run either.
            var task = Task.Run(() => model.ExplainAsync(input, both.Token), CancellationToken.None);
            try
            {
                var result = await task.WaitAsync(both.Token);
                return result.Source == "llm" ? (result, null) : (result, $"what {source.Model} said does not hold against the evidence");
            }
            finally
            {
                partial = partial with { Usage = model.Usage };
                _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (partial, FormattableString.Invariant($"the model gave no answer within explain.timeout ({options.Timeout.TotalSeconds:0.#} s)"));
        }
        catch (ChatException e)
        {
            return (partial, e.Message);
        }
#pragma warning disable CA1031 // Words never change a verdict: whatever a model's server or a client of the user's throws, the rules explain.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (partial, $"the model could not be asked ({e.GetType().Name}: {QuotedData.Clean(e.Message, QuotedData.LongestLine)})");
        }
    }

    private async Task<ModelSource> FindAsync(CancellationToken cancel)
    {
        using var first = new CancellationTokenSource(FirstContact, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, first.Token);
        try
        {
            return await Task.Run(() => ModelSource.FindAsync(options, both.Token), CancellationToken.None).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ChatException(ChatFailure.ServerAbsent, $"the model server at {options.Endpoint} does not say what models it has");
        }
    }

    private static string Named(BreakerState state) => state switch { BreakerState.Open => "open", BreakerState.HalfOpen => "half-open", _ => "closed" };
}
