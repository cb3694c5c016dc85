using SentinelPerf.Targets;

namespace SentinelPerf.Testing.Iterations;

/// <summary>Lets requests of a method prove who they are, with the token of the moment; a header that the method sets itself stays.</summary>
internal sealed class AccessHandler(RequestHeaders headers, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var (name, value) in headers.Current)
            if (!request.Headers.Contains(name)) request.Headers.TryAddWithoutValidation(name, value);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized) headers.Refused();
        return response;
    }
}
