using System.Globalization;
using SentinelPerf.Chat;
using SentinelPerf.Explanation;
using SentinelPerf.Measurement;

namespace SentinelPerf.Configuration;

internal static partial class ConfigurationKeys
{
    private static IEnumerable<ConfigurationKey> Explain() =>
    [
        ConfigurationKey.Of<ExplainMode>("explain.mode", ValueKind.Choice, (o, v) => o with { Explain = o.Explain with { Mode = v } }, o => ValueKind.Named(o.Explain.Mode)),
        ConfigurationKey.Of<ExplainProvider>("explain.provider", ValueKind.Choice, (o, v) => o with { Explain = o.Explain with { Provider = v } }, o => ValueKind.Named(o.Explain.Provider)),
        ConfigurationKey.Of<string>("explain.model", ValueKind.Text, (o, v) => o with { Explain = o.Explain with { Model = v } }, o => o.Explain.Model),
        ConfigurationKey.Of<string>("explain.endpoint", ValueKind.Text, (o, v) => o with { Explain = o.Explain with { Endpoint = v } }, o => o.Explain.Endpoint),
        SecretText("explain.apiKey", (e, v) => e with { ApiKey = v }, e => e.ApiKey),
        ConfigurationKey.Of<TimeSpan>("explain.timeout", ValueKind.Duration, (o, v) => o with { Explain = o.Explain with { Timeout = v } }, o => DurationText.Format(o.Explain.Timeout)),
        ConfigurationKey.Of<double>("explain.price.input", ValueKind.Price, (o, v) => o with { Explain = o.Explain with { Price = o.Explain.Price with { Input = v } } }, o => Number(o.Explain.Price.Input)),
        ConfigurationKey.Of<double>("explain.price.output", ValueKind.Price, (o, v) => o with { Explain = o.Explain with { Price = o.Explain.Price with { Output = v } } }, o => Number(o.Explain.Price.Output)),
        ConfigurationKey.Of<bool>("explain.circuitBreaker.enabled", ValueKind.Flag, (o, v) => Breaker(o, b => b with { Enabled = v }), o => o.Explain.CircuitBreaker.Enabled ? "true" : "false"),
        ConfigurationKey.Of<int>("explain.circuitBreaker.failures", ValueKind.Count, (o, v) => Breaker(o, b => b with { Failures = v }), o => Whole(o.Explain.CircuitBreaker.Failures)),
        ConfigurationKey.Of<TimeSpan>("explain.circuitBreaker.breakFor", ValueKind.Duration, (o, v) => Breaker(o, b => b with { BreakFor = v }), o => DurationText.Format(o.Explain.CircuitBreaker.BreakFor)),
        ConfigurationKey.Of<int>("explain.circuitBreaker.probes", ValueKind.Count, (o, v) => Breaker(o, b => b with { Probes = v }), o => Whole(o.Explain.CircuitBreaker.Probes)),
        ConfigurationKey.Of<ExplainFallback>("explain.fallback", ValueKind.Choice, (o, v) => o with { Explain = o.Explain with { Fallback = v } }, o => ValueKind.Named(o.Explain.Fallback)),
        ConfigurationKey.Of<ChatCacheKind>("explain.cache.kind", ValueKind.Choice, (o, v) => Cache(o, c => c with { Kind = v }), o => ValueKind.Named(o.Explain.Cache.Kind)),
        ConfigurationKey.Of<string>("explain.cache.path", ValueKind.Path, (o, v) => Cache(o, c => c with { Path = v }), o => o.Explain.Cache.Path),
        SecretText("explain.cache.redis", (e, v) => e with { Cache = e.Cache with { Redis = v } }, e => e.Cache.Redis),
        ConfigurationKey.Of<int>("explain.cache.entries", ValueKind.Count, (o, v) => Cache(o, c => c with { Entries = v }), o => Whole(o.Explain.Cache.Entries)),
    ];

    private static ConfigurationKey SecretText(string path, Func<ExplainOptions, string, ExplainOptions> set, Func<ExplainOptions, string?> get) => new()
    {
        Path = path,
        Secret = true,
        Bind = reading =>
        {
            if (!ValueKind.Text(reading, out var value)) return null;
            reading.Context.Secrets.Add(value);
            return o => o with { Explain = set(o.Explain, value) };
        },
        Show = (o, _) => get(o.Explain),
    };

    private static SentinelOptions Breaker(SentinelOptions options, Func<CircuitBreakerOptions, CircuitBreakerOptions> set) =>
        options with { Explain = options.Explain with { CircuitBreaker = set(options.Explain.CircuitBreaker) } };

    private static SentinelOptions Cache(SentinelOptions options, Func<ChatCacheOptions, ChatCacheOptions> set) =>
        options with { Explain = options.Explain with { Cache = set(options.Explain.Cache) } };

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
