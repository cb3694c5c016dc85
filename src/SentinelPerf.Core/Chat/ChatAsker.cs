using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace SentinelPerf.Chat;

/// <summary>An answer and what it took.</summary>
/// <param name="Text">What the model said.</param>
/// <param name="TimeToFirstToken">From the question to the first text.</param>
/// <param name="Duration">From the question to the end.</param>
/// <param name="InputTokens">Tokens of the question; null when the server does not say.</param>
/// <param name="OutputTokens">Tokens of the answer; null when the server does not say.</param>
/// <param name="Attempts">How often it was asked.</param>
public sealed record ChatAnswer(string Text, TimeSpan TimeToFirstToken, TimeSpan Duration, long? InputTokens, long? OutputTokens, int Attempts);

/// <summary>
/// Asks a model within bounds: what is transient is tried again, several failures in a row open the breaker, the caller's token ends
/// everything at once, and an answer that is too long is cut off. Whatever goes wrong is one <see cref="ChatException"/>.
/// </summary>
/// <param name="client">Who answers.</param>
/// <param name="breaker">Shared by all questions to the same server.</param>
/// <param name="time">Clock of waits and figures.</param>
public sealed class ChatAsker(IChatClient client, CircuitBreaker breaker, TimeProvider time)
{
    /// <summary>Longest answer that is read, characters: some ten times what is asked for.</summary>
    public const int LongestAnswer = 64 * 1024;

    /// <summary>Tries after the first.</summary>
    public const int MostRetries = 2;

    /// <summary>Asks.</summary>
    /// <exception cref="ChatException">There is no answer.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ChatAnswer> AskAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancel)
    {
        var attempts = 0;
        var retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MostRetries, BackoffType = DelayBackoffType.Exponential, Delay = TimeSpan.FromMilliseconds(500), UseJitter = false,
                ShouldHandle = new PredicateBuilder().Handle<ChatException>(e => e.IsTransient),
            })
            .Build();
        return await retry.ExecuteAsync(
            async token =>
            {
                attempts++;
                return await OnceAsync(messages, options, attempts, token);
            },
            cancel);
    }

    private async Task<ChatAnswer> OnceAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, int attempt, CancellationToken cancel)
    {
        if (!breaker.TryEnter()) throw new ChatException(ChatFailure.BreakerOpen, "the model failed several times in a row and is left alone for a while (explain.circuitBreaker)");
        try
        {
            var answer = await ReadAsync(messages, options, attempt, cancel);
            breaker.Succeeded();
            return answer;
        }
        catch (ChatException)
        {
            breaker.Failed();
            throw;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Too slow is a failure too; who else cancels does not ask again.
            breaker.Failed();
            throw;
        }
#pragma warning disable CA1031 // Clients of others throw what they like, and whoever entered the breaker must say how it ended.
        catch (Exception e)
#pragma warning restore CA1031
        {
            breaker.Failed();
            throw new ChatException(ChatFailure.Unexpected, $"the model could not be asked ({e.GetType().Name}: {OneLine(e.Message)})", e);
        }
    }

    [SuppressMessage("Performance", "CA1822", Justification = "Reads the client and the clock.")]
    private async Task<ChatAnswer> ReadAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, int attempt, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        TimeSpan? first = null;
        long? input = null, output = null;
        var text = new StringBuilder();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancel).WithCancellation(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (update.Text.Length > 0) first ??= time.GetElapsedTime(start);
            text.Append(update.Text);
            foreach (var usage in update.Contents.OfType<UsageContent>()) (input, output) = (usage.Details.InputTokenCount ?? input, usage.Details.OutputTokenCount ?? output);
            if (text.Length > LongestAnswer) throw new ChatException(ChatFailure.TooLong, $"the model said more than {LongestAnswer / 1024} KB and was cut off");
        }

        var duration = time.GetElapsedTime(start);
        return new ChatAnswer(text.ToString(), first ?? duration, duration, input, output, attempt);
    }

    private static string OneLine(string text) => text.Length <= 200 ? text.ReplaceLineEndings(" ") : text[..200].ReplaceLineEndings(" ") + "…";
}
