using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Traffic;

/// <summary>One kind of request that users make.</summary>
/// <param name="Method">HTTP method in capitals.</param>
/// <param name="Path">Path template: <c>/items/{id}</c>.</param>
/// <param name="Share">Share of all arrivals, 0–1; the shares of a model, its flows' included, sum to 1. In <see cref="TrafficOptions"/> its weight.</param>
public sealed record TrafficRequest(string Method, string Path, double Share)
{
    /// <summary>Values for each name that stands in braces or in the query, before any encoding; one is drawn each time.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Values { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Names whose values are made when the request is sent.</summary>
    public ImmutableSortedDictionary<string, ValueGenerator> Generated { get; init; } = ImmutableSortedDictionary<string, ValueGenerator>.Empty;

    /// <summary>Names whose values are a column of data: <c>users.id</c>.</summary>
    public ImmutableSortedDictionary<string, string> Columns { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

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

    /// <summary>What else an answer must be.</summary>
    public ResponseChecks Checks { get; init; } = ResponseChecks.None;

    /// <summary>The user named it in <c>traffic</c>, so unsafe methods are allowed.</summary>
    public bool Explicit { get; init; }

    /// <summary>Names that the request itself gives values for.</summary>
    internal IEnumerable<string> Names => Values.Keys.Concat(Generated.Keys).Concat(Columns.Keys);

    /// <summary>The same request in which values that stand nowhere in braces go to the query.</summary>
    internal TrafficRequest WithQuery()
    {
        var inPath = PathTemplate.TryParse(Path)?.Parameters.ToHashSet(StringComparer.Ordinal) ?? [];
        return this with
        {
            QueryParameters = [.. Names.Order(StringComparer.Ordinal)
                .Where(n => !inPath.Contains(n) && !BraceText.Uses(Body, n) && !Headers.Any(h => BraceText.Uses(h.Value, n)))],
        };
    }
}

/// <summary>What users do with the target.</summary>
/// <param name="Source">Where it comes from: <c>routes:startup-hook</c>, <c>routes:openapi</c>, <c>configuration</c>, <c>access-log:…</c>.</param>
/// <param name="Confidence">How well it is known to be what users do, 0–1: explicit 1; equal weights over discovered routes are a guess.</param>
/// <param name="Requests">The mix.</param>
public sealed record TrafficModel(ImmutableArray<string> Source, double Confidence, ImmutableArray<TrafficRequest> Requests)
{
    /// <summary>Sessions of several requests.</summary>
    public ImmutableArray<TrafficFlow> Flows { get; init; } = [];

    /// <summary>What weakens the model, such as a source that could not be read.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];
}
