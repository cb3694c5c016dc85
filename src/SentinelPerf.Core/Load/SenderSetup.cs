using System.Collections.Immutable;
using SentinelPerf.Planning;
using SentinelPerf.Targets;

namespace SentinelPerf.Load;

/// <summary>What a transport is made with.</summary>
/// <param name="BaseAddress">Where the target answers.</param>
/// <param name="Requests">The plan's requests.</param>
public sealed record SenderSetup(Uri BaseAddress, ImmutableArray<PlannedRequest> Requests)
{
    /// <summary>Headers of every request, such as those of authentication. Secrets. Default: none.</summary>
    public RequestHeaders Headers { get; init; } = RequestHeaders.None;

    /// <summary>A request that takes longer ends as <see cref="OutcomeKind.Timeout"/>. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = LoadOptions.DefaultTimeout;

    /// <summary>Which certificates of an https target are good enough. Default: those that the system trusts, and any on loopback.</summary>
    public CertificateRule Certificates { get; init; } = CertificateRule.Default;

    /// <summary>1.1 or 2.0. Default 1.1.</summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>Most connections open at once; null: what the limit on descriptors allows.</summary>
    public int? MostConnections { get; init; }

    /// <summary>Whether requests share connections.</summary>
    internal bool IsMultiplexed => HttpVersion.Major >= 2;

    internal int MostOpen() => MostConnections ?? DescriptorBudget.MostConnections();
}
