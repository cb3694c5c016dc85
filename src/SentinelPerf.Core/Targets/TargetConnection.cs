using System.Net.Security;

namespace SentinelPerf.Targets;

/// <summary>How the few requests before the load reach a target.</summary>
internal static class TargetConnection
{
    /// <summary>Patience with one request.</summary>
    public static readonly TimeSpan OneTry = TimeSpan.FromSeconds(5);

    /// <summary>Follows no redirect, uses no proxy, keeps no cookie; a development certificate is accepted on loopback alone.</summary>
    public static SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = OneTry };
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, _, _, errors) =>
            errors == SslPolicyErrors.None || (sender is SslStream { TargetHostName: { } host } && HostPolicy.IsLoopback(new UriBuilder("https", host).Uri));
        return handler;
    }
}
