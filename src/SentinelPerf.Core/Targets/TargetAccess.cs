using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>How requests reach a target: as whom, over which HTTP, and which certificates are good enough.</summary>
public sealed class TargetAccess : IAsyncDisposable
{
    private readonly TokenKeeper? _keeper;

    private TargetAccess(CertificateRule certificates, Version httpVersion, RequestHeaders headers, TokenKeeper? keeper) =>
        (Certificates, HttpVersion, Headers, _keeper) = (certificates, httpVersion, headers, keeper);

    /// <summary>Headers of every request; renewed while they are used when they hold a token.</summary>
    public RequestHeaders Headers { get; }

    /// <summary>Which certificates are good enough.</summary>
    public CertificateRule Certificates { get; }

    /// <summary>1.1 or 2.0.</summary>
    public Version HttpVersion { get; }

    /// <summary>What went wrong on the way, as warnings.</summary>
    public ImmutableArray<Problem> Problems => _keeper?.Problems ?? [];

    /// <summary>Prepares it; gets the token when the options ask for one.</summary>
    /// <param name="options">Of the target.</param>
    /// <param name="secrets">Learns each token.</param>
    /// <param name="time">The clock of a token's life.</param>
    /// <param name="cancel">Ends the asking for a token.</param>
    /// <exception cref="SentinelException">SP1015, SP1018: what the options say cannot be used; SP1020: no token was issued.</exception>
    public static async Task<TargetAccess> OpenAsync(TargetOptions options, SecretMask secrets, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(secrets);
        var certificates = CertificateRule.Of(options.Tls);
        var headers = RequestAuthorizer.Headers(options.Auth);
        // Also what was set in code and never went through a file.
        foreach (var secret in RequestAuthorizer.Secrets(options)) secrets.Add(secret);
        foreach (var (_, value) in headers) secrets.Add(value);
        if (options.Auth?.ClientCredentials is not { } credentials) return new(certificates, options.HttpVersion, new(headers), null);
        var problems = credentials.Validate(options.AllowHosts).ToImmutableArray();
        if (!problems.IsEmpty) throw new SentinelException(problems);
        secrets.Add(TokenEndpoint.BasicOf(credentials));
        secrets.Add(credentials.ClientSecret!);
        var keeper = await TokenKeeper.StartAsync(new(credentials, certificates), secrets, time, cancel);
        return new(certificates, options.HttpVersion, keeper.Headers, keeper);
    }

    /// <summary>Ends the renewing.</summary>
    public ValueTask DisposeAsync() => _keeper?.DisposeAsync() ?? ValueTask.CompletedTask;
}
