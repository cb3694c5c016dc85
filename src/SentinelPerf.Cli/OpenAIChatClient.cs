using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using SentinelPerf.Chat;
using SentinelPerf.Configuration;
using SentinelPerf.Explanation;
using Message = Microsoft.Extensions.AI.ChatMessage;

namespace SentinelPerf.Cli;

/// <summary>A model behind any server that speaks OpenAI's API. It lives in the tool so that the library stays light.</summary>
internal sealed class OpenAIChatClient(ChatClient client, HttpClient http, Uri endpoint, string model) : IChatClient
{
    /// <summary>The options with a client when they ask for this provider and bring none.</summary>
    public static SentinelOptions Connect(SentinelOptions options) =>
        options.Explain is { Provider: ExplainProvider.OpenAI, Client: null, Mode: ExplainMode.Auto or ExplainMode.Llm } explain
            ? options with { Explain = explain with { Client = For(explain) } }
            : options;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<Message> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Message> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = client.CompleteChatStreamingAsync(messages.Select(Said), Settings(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates))
        {
            var update = updates.Current;
            foreach (var part in update.ContentUpdate) yield return new ChatResponseUpdate(ChatRole.Assistant, part.Text) { ModelId = update.Model };
            if (update.Usage is { } usage)
                yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount })]);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", endpoint, model) : null;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>A proxy of the surroundings does not reach a server on this machine, and need not see what is asked.</summary>
    internal static SocketsHttpHandler Handler(Uri endpoint) => new() { UseProxy = !endpoint.IsLoopback };

    private static OpenAIChatClient For(ExplainOptions explain)
    {
        var endpoint = new Uri(explain.Endpoint);
        var http = new HttpClient(Handler(endpoint)) { Timeout = Timeout.InfiniteTimeSpan };
        // Servers of one's own want no key, the package does. Retries and timeouts are the caller's.
        var settings = new OpenAIClientOptions { Endpoint = endpoint, RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = Timeout.InfiniteTimeSpan, Transport = new HttpClientPipelineTransport(http) };
        return new OpenAIChatClient(new ChatClient(explain.Model, new ApiKeyCredential(explain.ApiKey is { Length: > 0 } key ? key : "none"), settings), http, endpoint, explain.Model);
    }

    private static OpenAI.Chat.ChatMessage Said(Message message) =>
        message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
        : new UserChatMessage(message.Text);

    private static ChatCompletionOptions Settings(ChatOptions? options)
    {
        var settings = new ChatCompletionOptions { Temperature = options?.Temperature, MaxOutputTokenCount = options?.MaxOutputTokens };
        if ((options?.ResponseFormat as ChatResponseFormatJson)?.Schema is { } schema)
            settings.ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(schema.GetRawText()), jsonSchemaIsStrict: true);
        return settings;
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<StreamingChatCompletionUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (ClientResultException e)
        {
            throw e.Status switch
            {
                0 => new ChatException(ChatFailure.ServerAbsent, $"no model server answers at {endpoint}", e),
                401 or 403 => new ChatException(ChatFailure.Unauthorized, $"the model server refuses access ({e.Status}); check explain.apiKey", e),
                404 => new ChatException(ChatFailure.ModelAbsent, $"the server at {endpoint} has no model {model} or no such path (404); check explain.model and explain.endpoint", e),
                408 or 429 or 503 => new ChatException(ChatFailure.Busy, $"the model server is busy ({e.Status})", e),
                >= 400 and < 500 => new ChatException(ChatFailure.Refused, $"the model server does not take the question ({e.Status})", e),
                _ => new ChatException(ChatFailure.Unexpected, $"the model server answered {e.Status}", e),
            };
        }
        catch (HttpRequestException e)
        {
            throw new ChatException(ChatFailure.ServerAbsent, $"no model server answers at {endpoint}", e);
        }
    }
}
