using System.Collections.Immutable;

namespace SentinelPerf.Traffic;

/// <summary>What the user says of the traffic.</summary>
public sealed record TrafficOptions
{
    /// <summary>Explicit requests; they win over everything inferred.</summary>
    public ImmutableArray<TrafficRequest> Requests { get; init; } = [];

    /// <summary>Path patterns to leave out (<c>*</c> stands for anything), beside the built-in list.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>Send methods other than GET, HEAD and OPTIONS though the user did not name them.</summary>
    public bool UnsafeMethods { get; init; }
}
