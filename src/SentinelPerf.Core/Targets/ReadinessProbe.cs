using System.Collections.Immutable;
using System.Globalization;

namespace SentinelPerf.Targets;

/// <summary>Asks a target whether it is ready: 2xx at the readiness path, or any HTTP answer when none is set. Redirects are not followed.</summary>
internal sealed class ReadinessProbe : IDisposable
{
    private static readonly TimeSpan OneTry = TargetConnection.OneTry;
    private readonly HttpMessageInvoker client;
    private readonly ImmutableArray<KeyValuePair<string, string>> headers;
    private readonly string? path;

    public ReadinessProbe(TargetOptions options)
    {
        headers = RequestAuthorizer.Headers(options.Auth);
        path = options.Readiness;
        client = new HttpMessageInvoker(TargetConnection.Handler(CertificateRule.Of(options.Tls)));
    }

    /// <summary>What came last, for the message when it never was ready.</summary>
    public string LastAnswer { get; private set; } = "no answer yet";

    /// <summary>Whether the last try got an HTTP answer of any kind.</summary>
    public bool Answered { get; private set; }

    public async Task<bool> IsReadyAsync(Uri address, CancellationToken cancel)
    {
        var place = new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + (path ?? "").TrimStart('/'));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(OneTry);
        Answered = false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, place);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await client.SendAsync(request, limit.Token);
            Answered = true;
            LastAnswer = string.Create(CultureInfo.InvariantCulture, $"GET {place.AbsolutePath} answered {(int)response.StatusCode}");
            return path is null || response.IsSuccessStatusCode;
        }
        catch (HttpRequestException e)
        {
            LastAnswer = $"GET {place.AbsolutePath} failed ({e.HttpRequestError}: {e.Message})";
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LastAnswer = string.Create(CultureInfo.InvariantCulture, $"GET {place.AbsolutePath} did not answer within {OneTry.TotalSeconds} s");
            return false;
        }
    }

    public void Dispose() => client.Dispose();
}
