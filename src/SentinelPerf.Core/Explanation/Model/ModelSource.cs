using Microsoft.Extensions.AI;
using SentinelPerf.Chat;

namespace SentinelPerf.Explanation;

/// <summary>A model that can be asked.</summary>
/// <param name="Client">Who answers.</param>
/// <param name="Provider">How it is reached.</param>
/// <param name="Model">Its name.</param>
/// <param name="Owned">What to dispose of afterwards; null when it is the user's.</param>
internal sealed record ModelSource(IChatClient Client, string Provider, string Model, IDisposable? Owned) : IDisposable
{
    /// <summary>How long a server may take to accept a connection: a local one answers at once or is not there.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>The model that the options name.</summary>
    /// <exception cref="ChatException">There is none.</exception>
    public static async Task<ModelSource> FindAsync(ExplainOptions options, CancellationToken cancel)
    {
        if (options.Client is { } own)
        {
            var metadata = own.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
            return new ModelSource(own, metadata?.ProviderName ?? "custom", metadata?.DefaultModelId ?? "custom", null);
        }

        if (options.Provider != ExplainProvider.Ollama)
            throw new ChatException(ChatFailure.Unexpected, "explain.provider is 'openai', which the tool sentinelperf has; the library takes an IChatClient in ExplainOptions.Client");
        var http = Connect(options);
        try
        {
            var model = ModelChoice.Pick(options.Model, await OllamaChatClient.ListModelsAsync(http, cancel));
            return new ModelSource(new OllamaChatClient(http, model), "ollama", model, http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Owned?.Dispose();

    private static HttpClient Connect(ExplainOptions options)
    {
        var endpoint = new Uri(options.Endpoint.TrimEnd('/') + "/");
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectPatience, UseProxy = !endpoint.IsLoopback };
        if (!endpoint.IsLoopback) handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        var http = new HttpClient(handler) { BaseAddress = endpoint, Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        if (options.ApiKey is { Length: > 0 } key) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return http;
    }
}
