using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>OAuth 2 client credentials (RFC 6749, 4.4): a token is asked for before the first request and renewed before it expires.</summary>
public sealed record ClientCredentials
{
    private const string Section = "target.auth.clientCredentials";

    /// <summary>Where tokens are issued; loopback, or a host of <see cref="TargetOptions.AllowHosts"/>.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>Who asks.</summary>
    public string? ClientId { get; init; }

    /// <summary>Its secret.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What the token is for, names with spaces between them; null: what the server gives by default.</summary>
    public string? Scope { get; init; }

    /// <summary>Every problem; empty when there is none. Messages hold no secret.</summary>
    public IEnumerable<Problem> Validate(ImmutableArray<string> allowHosts)
    {
        var missing = new[] { TokenUrl is null ? "tokenUrl" : null, ClientId is null ? "clientId" : null, ClientSecret is null ? "clientSecret" : null }.OfType<string>().ToArray();
        if (missing.Length > 0)
            yield return Problem.Error(DiagnosticCodes.SettingsConflict, $"{Section} has no {string.Join(" and no ", missing)}; it needs tokenUrl, clientId and clientSecret (scope is optional)") with { Setting = Section };
        foreach (var (name, value) in new[] { ("clientId", ClientId), ("clientSecret", ClientSecret), ("scope", Scope) })
            if (value is not null && (value.Length == 0 || value.Any(char.IsControl)))
                yield return Problem.Error(DiagnosticCodes.BadValue, $"{Section}.{name} is empty or holds a line break; valid: one line of text") with { Setting = $"{Section}.{name}" };
        if (TokenUrl is not null && UrlProblem(TokenUrl, allowHosts) is { } problem) yield return problem with { Setting = $"{Section}.tokenUrl" };
    }

    private static Problem? UrlProblem(string url, ImmutableArray<string> allowHosts)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0 || address.UserInfo.Length > 0)
            return Problem.Error(DiagnosticCodes.BadValue, $"{Section}.tokenUrl is '{SecretMask.None.Mask(url)}'; valid: an address without credentials, such as https://login.example.com/connect/token");
        if (HostPolicy.IsAllowed(address, allowHosts)) return null;
        return Problem.Error(DiagnosticCodes.HostNotAllowed,
            $"{Section}.tokenUrl names the host '{address.Host}', which nothing is sent to; valid: loopback and the hosts of load.allowHosts ({(allowHosts.IsDefaultOrEmpty ? "empty" : string.Join(", ", allowHosts))}). If it issues your tokens, add it there");
    }
}
