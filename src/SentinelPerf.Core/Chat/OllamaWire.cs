using System.Text.Json;
using System.Text.Json.Serialization;

namespace SentinelPerf.Chat;

/// <summary>Body of <c>POST /api/chat</c>, as https://github.com/ollama/ollama/blob/main/docs/api.md describes it.</summary>
internal sealed record OllamaChatRequest(
    string Model, IReadOnlyList<OllamaMessage> Messages, bool Stream, JsonElement? Format, [property: JsonPropertyName("keep_alive")] string KeepAlive, OllamaSettings Options);

/// <summary>A message.</summary>
internal sealed record OllamaMessage(string Role, string Content);

/// <summary>How the model runs.</summary>
internal sealed record OllamaSettings(
    float? Temperature, long? Seed, [property: JsonPropertyName("num_predict")] int? NumPredict, [property: JsonPropertyName("num_ctx")] int? NumContext);

/// <summary>A line of the answer; the last one is done and has the counts.</summary>
internal sealed record OllamaChatLine(
    string? Model, OllamaMessage? Message, bool Done, [property: JsonPropertyName("done_reason")] string? DoneReason, string? Error,
    [property: JsonPropertyName("prompt_eval_count")] long? PromptTokens, [property: JsonPropertyName("eval_count")] long? AnswerTokens);

/// <summary>Answer of <c>GET /api/tags</c>.</summary>
internal sealed record OllamaTags(IReadOnlyList<OllamaModel>? Models);

/// <summary>A model that the server has.</summary>
internal sealed record OllamaModel(string? Name, string? Model, long? Size);

/// <summary>Reads and writes Ollama's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OllamaChatRequest))]
[JsonSerializable(typeof(OllamaChatLine))]
[JsonSerializable(typeof(OllamaTags))]
internal sealed partial class OllamaJson : JsonSerializerContext;
