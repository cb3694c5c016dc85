using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Traffic;

/// <summary>One kind of request that users make.</summary>
/// <param name="Method">HTTP method in capitals.</param>
/// <param name="Path">Path template: <c>/items/{id}</c>.</param>
/// <param name="Share">Share of all requests, 0–1; the shares of a model sum to 1.</param>
public sealed record TrafficRequest(string Method, string Path, double Share)
{
    /// <summary>Values for each parameter, as they stand in a URL; a parameter that is missing cannot be filled.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Values { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Why a parameter that is missing in <see cref="Values"/> cannot be filled, by its name: one line each.</summary>
    public ImmutableSortedDictionary<string, string> Unfilled { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Parameters that go to the query (their values stand in <see cref="Values"/>).</summary>
    public ImmutableArray<string> QueryParameters { get; init; } = [];

    /// <summary>Headers.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Body, when it has one.</summary>
    public string? Body { get; init; }

    /// <summary>Whether the route reads a body; without a <see cref="Body"/> it cannot be sent.</summary>
    public bool NeedsBody { get; init; }

    /// <summary>Media type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Statuses that are a success; empty: 2xx and 3xx.</summary>
    public ImmutableArray<int> SuccessStatuses { get; init; } = [];

    /// <summary>The user named it in <c>traffic</c>, so unsafe methods are allowed.</summary>
    public bool Explicit { get; init; }
}

/// <summary>What users do with the target.</summary>
/// <param name="Source">Where it comes from: <c>routes:startup-hook</c>, <c>routes:openapi</c>, <c>configuration</c>, <c>access-log:…</c>.</param>
/// <param name="Confidence">How well it is known to be what users do, 0–1: explicit 1; equal weights over discovered routes are a guess.</param>
/// <param name="Requests">The mix.</param>
public sealed record TrafficModel(ImmutableArray<string> Source, double Confidence, ImmutableArray<TrafficRequest> Requests)
{
    /// <summary>What weakens the model, such as a source that could not be read.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];
}
