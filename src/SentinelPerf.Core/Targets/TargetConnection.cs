namespace SentinelPerf.Targets;

/// <summary>How the few requests before the load reach a target.</summary>
internal static class TargetConnection
{
    /// <summary>Patience with one request.</summary>
    public static readonly TimeSpan OneTry = TimeSpan.FromSeconds(5);

    /// <summary>Follows no redirect, uses no proxy, keeps no cookie.</summary>
    /// <param name="certificates">Which certificates are good enough.</param>
    public static SocketsHttpHandler Handler(CertificateRule certificates) => new()
    {
        AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = OneTry, SslOptions = certificates.Options(),
    };
}
