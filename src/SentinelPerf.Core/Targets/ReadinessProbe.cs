using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>Asks a target whether it is ready: 2xx at the readiness path, or any HTTP answer when none is set. Redirects are not followed.</summary>
internal sealed class ReadinessProbe : IDisposable
{
    private static readonly TimeSpan OneTry = TargetConnection.OneTry;
    private readonly HttpMessageInvoker client;
    private readonly ImmutableArray<KeyValuePair<string, string>> headers;
    private readonly string? path;
    private readonly Version httpVersion;
    private readonly bool tokenFollows;

    public ReadinessProbe(TargetOptions options)
    {
        headers = RequestAuthorizer.Headers(options.Auth);
        (path, httpVersion, tokenFollows) = (options.Readiness, options.HttpVersion, options.Auth?.ClientCredentials is not null);
        client = new HttpMessageInvoker(TargetConnection.Handler(CertificateRule.Of(options.Tls)));
    }

    /// <summary>What came last, for the message when it never was ready.</summary>
    public string LastAnswer { get; private set; } = "no answer yet";

    /// <summary>Whether the last try got an HTTP answer of any kind.</summary>
    public bool Answered { get; private set; }

    /// <exception cref="SentinelException">SP1019 it answers, but not over HTTP/2.</exception>
    public async Task<bool> IsReadyAsync(Uri address, CancellationToken cancel)
    {
        var place = new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + (path ?? "").TrimStart('/'));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(OneTry);
        Answered = false;
        try
        {
            var status = await AskAsync(place, httpVersion, limit.Token);
            Answered = true;
            LastAnswer = string.Create(CultureInfo.InvariantCulture, $"GET {place.AbsolutePath} answered {(int)status}");
            // The token of client credentials is asked for when the target is up: it may be the one who issues it.
            return path is null || (int)status is >= 200 and < 300 || (tokenFollows && status is HttpStatusCode.Unauthorized);
        }
        catch (HttpRequestException e)
        {
            // A refused connection says nothing of HTTP: it may just be starting.
            if (httpVersion.Major >= 2 && e.HttpRequestError != HttpRequestError.ConnectionError && await AnswersOneOneAsync(place, limit.Token)) throw NotSpoken(place);
            LastAnswer = $"GET {place.AbsolutePath} failed ({e.HttpRequestError}: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")})";
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LastAnswer = string.Create(CultureInfo.InvariantCulture, $"GET {place.AbsolutePath} did not answer within {OneTry.TotalSeconds} s");
            return false;
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpStatusCode> AskAsync(Uri place, Version version, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, place) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, cancel);
        return response.StatusCode;
    }

    private async Task<bool> AnswersOneOneAsync(Uri place, CancellationToken cancel)
    {
        try
        {
            await AskAsync(place, HttpVersion.Version11, cancel);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException) // the caller sees by itself whether it was cancelled
        {
            return false;
        }
    }

    private static SentinelException NotSpoken(Uri place) => new(Problem.Error(DiagnosticCodes.Http2NotSpoken,
        $"{DiagnosticCodes.Http2NotSpoken.Title}: {place.GetLeftPart(UriPartial.Authority)} answers over HTTP/1.1 only. {DiagnosticCodes.Http2NotSpoken.Remedy}") with { Setting = "load.http" });
}
