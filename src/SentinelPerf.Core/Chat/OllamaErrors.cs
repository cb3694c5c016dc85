using System.Net;
using System.Text.Json;

namespace SentinelPerf.Chat;

/// <summary>Tells Ollama's errors apart. They come as a status with <c>{"error": "…"}</c>, or as such a line in the middle of an answer.</summary>
internal static class OllamaErrors
{
    private const int LongestShown = 200;

    /// <summary>The text of an error body.</summary>
    public static string TextOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? error.GetString()! : body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return body;
        }
    }

    /// <summary>What an error is.</summary>
    public static ChatException Read(HttpStatusCode status, string text, string model)
    {
        var shown = text.ReplaceLineEndings(" ").Trim();
        if (shown.Length > LongestShown) shown = shown[..LongestShown] + "…";
        bool Says(string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
        if (Says("system memory") || Says("out of memory") || Says("insufficient memory") || Says("cudaMalloc"))
            return new ChatException(ChatFailure.OutOfMemory, $"{model} does not fit into memory ({shown}); name a smaller model in explain.model");
        if (model.Length > 0 && status == HttpStatusCode.NotFound && (Says("model") || Says("not found")))
            return new ChatException(ChatFailure.ModelAbsent, $"the server has no model {model}; get it with 'ollama pull {model}' or name another in explain.model");
        if (Says("loading model") || Says("runner to start") || Says("model is loading"))
            return new ChatException(ChatFailure.Loading, $"{model} is still being loaded ({shown})");
        if (status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || Says("server busy"))
            return new ChatException(ChatFailure.Busy, $"the model server is busy ({shown})");
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return new ChatException(ChatFailure.Unauthorized, $"the model server refuses access ({(int)status}); set explain.apiKey");
        return new ChatException((int)status is >= 400 and < 500 ? ChatFailure.Refused : ChatFailure.Unexpected, $"the model server answered {(int)status} ({shown})");
    }
}
