using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SentinelPerf.Targets;

/// <summary>What a token endpoint said.</summary>
/// <param name="Token">The token; null when there is none.</param>
/// <param name="Life">How long it is good; null: not said.</param>
/// <param name="Failure">Why there is none, for a person, without secrets.</param>
internal readonly record struct TokenAnswer(string? Token, TimeSpan? Life, string? Failure);

/// <summary>Asks for tokens by client credentials (RFC 6749, 4.4), the client's name and secret in the header, or in the body when the server wants them there.</summary>
internal sealed class TokenEndpoint : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private const string ServerWantsOther = "invalid_client";
    private static readonly TimeSpan s_longestLife = TimeSpan.FromDays(30);
    private readonly ClientCredentials _credentials;
    private readonly Uri _url;
    private readonly HttpClient _client;
    private bool _inBody;

    public TokenEndpoint(ClientCredentials credentials, CertificateRule certificates)
    {
        (_credentials, _url) = (credentials, new Uri(credentials.TokenUrl!));
        _client = new HttpClient(TargetConnection.Handler(certificates)) { Timeout = TargetConnection.OneTry, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>Asks once. Never throws but for <paramref name="cancel"/>.</summary>
    public async Task<TokenAnswer> AskAsync(CancellationToken cancel)
    {
        var (answer, error) = await AskAsync(_inBody, cancel);
        if (error != ServerWantsOther) return answer;
        // Both ways are allowed (RFC 6749, 2.3.1), and what a server takes shows only when it is asked.
        var (other, _) = await AskAsync(!_inBody, cancel);
        if (other.Token is null) return answer;
        _inBody = !_inBody;
        return other;
    }

    public void Dispose() => _client.Dispose();

    private async Task<(TokenAnswer Answer, string? Error)> AskAsync(bool inBody, CancellationToken cancel)
    {
        try
        {
            using var request = Request(inBody);
            using var response = await _client.SendAsync(request, cancel);
            return Read(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (HttpRequestException e)
        {
            return (Failed($"could not be asked ({e.InnerException?.Message.ReplaceLineEndings(" ") ?? e.Message.ReplaceLineEndings(" ")})"), null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (Failed(string.Create(CultureInfo.InvariantCulture, $"did not answer within {TargetConnection.OneTry.TotalSeconds} s")), null);
        }
    }

    private HttpRequestMessage Request(bool inBody)
    {
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (_credentials.Scope is { } scope) form.Add(new("scope", scope));
        if (inBody) form.AddRange([new("client_id", _credentials.ClientId!), new("client_secret", _credentials.ClientSecret!)]);
        var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!inBody) request.Headers.Authorization = new("Basic", BasicOf(_credentials));
        return request;
    }

    /// <summary>Name and secret as they go into the header: each encoded as in a form, then together.</summary>
    internal static string BasicOf(ClientCredentials credentials) => Convert.ToBase64String(
        Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(credentials.ClientId)}:{WebUtility.UrlEncode(credentials.ClientSecret)}"));

    private (TokenAnswer Answer, string? Error) Read(HttpStatusCode status, byte[] body)
    {
        JsonElement json = default;
        try
        {
            using var document = JsonDocument.Parse(body);
            json = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // said below, with the status
        }
        var error = Text(json, "error");
        if (error is not null || (int)status is < 200 or >= 300)
            return (Failed($"answered {(int)status}{(error is null ? "" : $" with the error '{Shown(error)}'")}"), error ?? (status == HttpStatusCode.Unauthorized ? ServerWantsOther : null));
        if (Text(json, "access_token") is not { Length: > 0 } token) return (Failed("answered without an access_token"), null);
        if (token.Any(c => c is <= ' ' or > '~')) return (Failed("issued a token that cannot stand in a header"), null);
        if (Text(json, "token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return (Failed($"issued a token of the type '{Shown(type)}'; only Bearer can be sent"), null);
        return (new(token, LifeOf(json), null), null);
    }

    private TokenAnswer Failed(string what) => new(null, null, $"{_url.GetLeftPart(UriPartial.Path)} {what}");

    private static TimeSpan? LifeOf(JsonElement json)
    {
        // Some servers write the number as a text.
        if (Text(json, "expires_in") is not { } text || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0)) return null;
        return TimeSpan.FromSeconds(Math.Min(seconds, s_longestLife.TotalSeconds));
    }

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value)) return null;
            return value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        }
        catch (InvalidOperationException) // bytes that are no text
        {
            return null;
        }
    }

    // It comes from outside and goes into a message.
    private static string Shown(string text) => string.Concat(text.Where(c => c is >= ' ' and <= '~').Take(60));
}
