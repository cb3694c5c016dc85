using Microsoft.Extensions.AI;
using SentinelPerf.Chat;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;

namespace SentinelPerf.Explanation;

/// <summary>Who puts the diagnosis into words.</summary>
public enum ExplainMode
{
    /// <summary>The language model when one answers, else rules.</summary>
    Auto,

    /// <summary>The language model.</summary>
    Llm,

    /// <summary>Rules.</summary>
    Rules,

    /// <summary>Nobody.</summary>
    None,
}

/// <summary>How a model is reached.</summary>
public enum ExplainProvider
{
    /// <summary>Ollama's own API.</summary>
    Ollama,

    /// <summary>The API of OpenAI, which many servers speak (llama.cpp, vLLM, LM Studio, hosted ones). The tool has it; the library takes a client.</summary>
    OpenAI,
}

/// <summary>Who explains when no model does.</summary>
public enum ExplainFallback
{
    /// <summary>The rules.</summary>
    Rules,

    /// <summary>Nobody.</summary>
    None,
}

/// <summary>What a model's tokens cost.</summary>
/// <param name="Input">Of a million tokens of a question, in any currency.</param>
/// <param name="Output">Of a million tokens of an answer.</param>
public sealed record TokenPrice(double Input, double Output);

/// <summary>How the diagnosis is explained.</summary>
public sealed record ExplainOptions
{
    /// <summary>Where Ollama listens.</summary>
    public const string DefaultEndpoint = "http://127.0.0.1:11434";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Who explains. Default <see cref="ExplainMode.Auto"/>.</summary>
    public ExplainMode Mode { get; init; } = ExplainMode.Auto;

    /// <summary>How a model is reached. Default <see cref="ExplainProvider.Ollama"/>.</summary>
    public ExplainProvider Provider { get; init; }

    /// <summary>Which model. Default <see cref="ModelChoice.Default"/>, or the largest smaller one of its family that the server has.</summary>
    public string Model { get; init; } = ModelChoice.Default;

    /// <summary>The model's server. What the run found is sent there: another host than this machine is the user's choice, made by setting it.</summary>
    public string Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>Key for the server; a secret. Default none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Bounds everything that a model does for a run, 1 s–1 h. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What tokens cost. Default nothing.</summary>
    public TokenPrice Price { get; init; } = new(0, 0);

    /// <summary>When a failing model is left alone.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; init; } = new();

    /// <summary>Who explains when the model does not. Default <see cref="ExplainFallback.Rules"/>.</summary>
    public ExplainFallback Fallback { get; init; }

    /// <summary>Where explanations are kept.</summary>
    public ChatCacheOptions Cache { get; init; } = new();

    /// <summary>A client of the user's own; then neither provider nor endpoint is used. Whoever passes it disposes of it. Default none.</summary>
    public IChatClient? Client { get; init; }

    /// <summary>Every problem of these options.</summary>
    public IEnumerable<Problem> Validate()
    {
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
            yield return Bad("explain.endpoint", "is no address of a model server", "an absolute http or https URL without credentials or query, such as " + DefaultEndpoint);
        else if (uri.Scheme == "http" && !uri.IsLoopback && ApiKey is { Length: > 0 })
            yield return Problem.Warning(DiagnosticCodes.SettingsDoubtful, $"explain.apiKey would be sent to {uri.Host} without encryption; use https") with { Setting = "explain.endpoint" };
        if (string.IsNullOrWhiteSpace(Model)) yield return Bad("explain.model", "is empty", "the name of a model, such as " + ModelChoice.Default);
        if (Timeout < Shortest || Timeout > Longest) yield return Bad("explain.timeout", $"is {DurationText.Format(Timeout)}", "1s to 1h");
        if (Price is not { Input: >= 0, Output: >= 0 }) yield return Bad("explain.price", "is negative", "0 or more for input and output");
        if (CircuitBreaker.Failures is < 1 or > 100) yield return Bad("explain.circuitBreaker.failures", FormattableString.Invariant($"is {CircuitBreaker.Failures}"), "1 to 100");
        if (CircuitBreaker.Probes is < 1 or > 100) yield return Bad("explain.circuitBreaker.probes", FormattableString.Invariant($"is {CircuitBreaker.Probes}"), "1 to 100");
        if (CircuitBreaker.BreakFor < Shortest || CircuitBreaker.BreakFor > Longest) yield return Bad("explain.circuitBreaker.breakFor", $"is {DurationText.Format(CircuitBreaker.BreakFor)}", "1s to 1h");
        if (Cache.Entries is < 1 or > 100_000) yield return Bad("explain.cache.entries", FormattableString.Invariant($"is {Cache.Entries}"), "1 to 100000");
        if (Cache.Kind == ChatCacheKind.Redis && !RedisAddress.TryParse(Cache.Redis, out _)) yield return Bad("explain.cache.redis", "is no address of a Redis server", "redis://[user:password@]host[:port][/database]");
    }

    private static Problem Bad(string setting, string seen, string valid) => Problem.Error(DiagnosticCodes.BadValue, $"{setting} {seen}; valid: {valid}") with { Setting = setting };
}
