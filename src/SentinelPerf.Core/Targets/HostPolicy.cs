using System.Collections.Immutable;
using System.Net;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>Which hosts may be loaded: loopback, and those that the user named.</summary>
public static class HostPolicy
{
    /// <summary>Whether the host is 127.0.0.0/8, ::1 or localhost.</summary>
    public static bool IsLoopback(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return IsLoopbackHost(address.IdnHost);
    }

    /// <summary>The same for a host alone.</summary>
    internal static bool IsLoopbackHost(string host)
    {
        host = host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    /// <summary>Whether anything may be sent there: loopback, or a host that the user named, in any case.</summary>
    internal static bool IsAllowed(Uri address, ImmutableArray<string> allowHosts) =>
        IsLoopback(address) || allowHosts.Any(h => h.Equals(address.Host, StringComparison.OrdinalIgnoreCase) || h.Equals(address.IdnHost, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a target's URL and holds it against the policy.</summary>
    /// <param name="url">As the user wrote it.</param>
    /// <param name="allowHosts">Exact names beside loopback, in any case.</param>
    /// <exception cref="SentinelException">SP1013 when it is no plain http(s) URL, SP1012 when its host is not allowed.</exception>
    public static Uri Admit(string url, ImmutableArray<string> allowHosts)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            throw Invalid($"'{WithoutUser(url)}' is no URL to test. Valid: an absolute http or https URL such as http://127.0.0.1:5000.");
        if (address.UserInfo.Length > 0)
            throw Invalid($"The URL of {address.Authority} carries credentials. Put them into target.auth.basic, where they stay secret.");
        if (address.Query.Length > 0 || address.Fragment.Length > 0)
            throw Invalid($"The URL of {address.Authority} has a query or a fragment. Valid: scheme, host, port and a base path.");
        if (!IsAllowed(address, allowHosts))
            throw new SentinelException(Problem.Error(DiagnosticCodes.HostNotAllowed,
                $"The host '{address.Host}' may not be loaded: it is neither loopback (127.0.0.0/8, ::1, localhost) nor in load.allowHosts ({Listed(allowHosts)}). When it is yours to load, add it: --set load.allowHosts={address.Host}."));
        return address;
    }

    private static string Listed(ImmutableArray<string> hosts) => hosts.IsDefaultOrEmpty ? "empty" : string.Join(", ", hosts);

    private static string WithoutUser(string url) => url.LastIndexOf('@') is var at and >= 0 ? "…" + url[at..] : url;

    private static SentinelException Invalid(string message) => new(Problem.Error(DiagnosticCodes.TargetUrlInvalid, message));
}
