using System.Collections.Immutable;

namespace SentinelPerf.Targets;

/// <summary>Routes of a target that no startup hook could look into: what it publishes of itself.</summary>
/// <param name="Routes">Without a document, the one path that the target's URL names.</param>
/// <param name="OpenApiDocument">Its OpenAPI document as JSON; null when it publishes none.</param>
public sealed record PublishedRoutes(ImmutableArray<DiscoveredRoute> Routes, string? OpenApiDocument)
{
    // Where ASP.NET Core and Swashbuckle put it. Few, because every one is a request that the user did not ask for.
    private static readonly string[] s_places = ["openapi/v1.json", "swagger/v1/swagger.json", "openapi.json"];
    private const int LongestDocument = 4 << 20;

    /// <summary>Asks a running target.</summary>
    /// <param name="address">Where it answers, with its base path.</param>
    /// <param name="access">How requests reach it.</param>
    /// <param name="cancel">Ends the asking.</param>
    public static async Task<PublishedRoutes> AskAsync(Uri address, TargetAccess access, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(access);
        using var client = new HttpClient(TargetConnection.Handler(access.Certificates))
        {
            Timeout = TargetConnection.OneTry, MaxResponseContentBufferSize = LongestDocument,
            DefaultRequestVersion = access.HttpVersion, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, value) in access.Headers.Current) client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        foreach (var place in s_places)
            if (await TryReadAsync(client, new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + place), cancel) is { } document)
                return new([], document);
        return new([new DiscoveredRoute("GET", "/") { Source = "url" }], null);
    }

    private static async Task<string?> TryReadAsync(HttpClient client, Uri place, CancellationToken cancel)
    {
        try
        {
            using var response = await client.GetAsync(place, cancel);
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true) return null;
            return await response.Content.ReadAsStringAsync(cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
