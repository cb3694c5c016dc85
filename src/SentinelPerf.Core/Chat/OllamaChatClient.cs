using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SentinelPerf.Chat;

/// <summary>
/// A model that Ollama serves, over its own HTTP API: answers stream, <c>format</c> takes a JSON schema, and the model stays in memory for a while.
/// </summary>
/// <param name="http">Its base address is the server; timeouts are the caller's.</param>
/// <param name="model">Name with tag, such as <c>qwen2.5:7b</c>.</param>
public sealed class OllamaChatClient(HttpClient http, string model) : IChatClient
{
    /// <summary>How long the server keeps the model in memory after an answer.</summary>
    public const string KeepAlive = "5m";

    /// <summary>Longest line of an answer that is read, characters.</summary>
    private const int LongestLine = 256 * 1024;

    /// <summary>Longest list of models or error that is read, characters; the rest is left unread.</summary>
    private const int LongestBody = 1024 * 1024;

    /// <summary>The model.</summary>
    public string Model { get; } = model;

    /// <summary>Names of the models that the server has.</summary>
    /// <exception cref="ChatException">It does not answer.</exception>
    public static async Task<IReadOnlyList<string>> ListModelsAsync(HttpClient http, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(http);
        using var response = await SendAsync(http, new HttpRequestMessage(HttpMethod.Get, "api/tags"), "", cancel);
        var text = await ReadBodyAsync(response, cancel);
        try
        {
            var tags = JsonSerializer.Deserialize(text, OllamaJson.Default.OllamaTags);
            return [.. (tags?.Models ?? []).Select(m => m?.Name ?? m?.Model).OfType<string>()];
        }
        catch (JsonException e)
        {
            throw new ChatException(ChatFailure.Unexpected, $"what listens at {http.BaseAddress} is no Ollama server: its list of models is no JSON", e);
        }
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var body = new OllamaChatRequest(
            Model, [.. messages.Select(m => new OllamaMessage(m.Role.Value, m.Text))], true, (options?.ResponseFormat as ChatResponseFormatJson)?.Schema, KeepAlive,
            new OllamaSettings(options?.Temperature, options?.Seed, options?.MaxOutputTokens, ContextFor(messages, options)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/chat") { Content = JsonContent.Create(body, OllamaJson.Default.OllamaChatRequest) };
        using var response = await SendAsync(http, request, Model, cancellationToken);
        using var lines = new BoundedLines(await response.Content.ReadAsStreamAsync(cancellationToken), LongestLine);
        while (await ReadLineAsync(lines, cancellationToken) is { } line)
        {
            if (line.Length == 0) continue;
            var part = Parse(line);
            if (part.Error is { } error) throw OllamaErrors.Read(HttpStatusCode.InternalServerError, error, Model);
            if (part.Message?.Content is { Length: > 0 } text) yield return new ChatResponseUpdate(ChatRole.Assistant, text) { ModelId = part.Model };
            if (!part.Done) continue;
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = part.PromptTokens, OutputTokenCount = part.AnswerTokens })])
            {
                ModelId = part.Model, FinishReason = part.DoneReason == "length" ? ChatFinishReason.Length : ChatFinishReason.Stop,
            };
            yield break;
        }

        throw new ChatException(ChatFailure.Unexpected, $"{Model} stopped in the middle of its answer");
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("ollama", http.BaseAddress, Model)
        : serviceType?.IsInstanceOfType(this) == true ? this
        : null;

    /// <summary>The HTTP client is the caller's.</summary>
    public void Dispose() { }

    /// <summary>Room for the question and the answer: without it the server cuts the question at its default of 2,048 or 4,096 tokens.</summary>
    private static int ContextFor(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        // JSON has about three characters per token.
        var needed = messages.Sum(m => m.Text.Length) / 3 + (options?.MaxOutputTokens ?? 1024) + 256;
        return Math.Max(4096, (needed + 1023) / 1024 * 1024);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string model, CancellationToken cancel)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new ChatException(ChatFailure.ServerAbsent, $"no model server answers at {http.BaseAddress} ({(e.InnerException as SocketException)?.SocketErrorCode.ToString() ?? e.HttpRequestError.ToString()}); start it with 'ollama serve'", e);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var text = await ReadBodyAsync(response, cancel);
            throw OllamaErrors.Read(response.StatusCode, OllamaErrors.TextOf(text), model);
        }
    }

    private static OllamaChatLine Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, OllamaJson.Default.OllamaChatLine) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new ChatException(ChatFailure.Unexpected, "the model server sent a line that is no JSON", e);
        }
    }

    private static async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
            var text = new char[LongestBody];
            return new string(text, 0, await reader.ReadBlockAsync(text, cancel));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ChatException(ChatFailure.Unexpected, "the model server closed the connection in the middle of its answer", e);
        }
    }

    private static async Task<string?> ReadLineAsync(BoundedLines lines, CancellationToken cancel)
    {
        try
        {
            return await lines.ReadAsync(cancel);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ChatException(ChatFailure.Unexpected, "the model server closed the connection in the middle of its answer", e);
        }
    }
}
