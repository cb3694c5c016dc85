using System.Collections.Immutable;

namespace SentinelPerf.Planning;

/// <summary>One request of the plan's mix.</summary>
/// <param name="Method">HTTP method in capitals; empty for what is no request of its own, such as the call of a test method.</param>
/// <param name="Path">Path template: <c>/items/{id}</c>. Its name in every report.</param>
/// <param name="Weight">Share in the mix, relative to the others and to the flows; 0: sent by a flow only.</param>
/// <param name="Urls">Path and query with every parameter filled; one is drawn per request. At least one, unless there is a <see cref="Template"/>.</param>
public sealed record PlannedRequest(string Method, string Path, double Weight, ImmutableArray<string> Urls)
{
    /// <summary>Headers beside those that authentication adds.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Body, when it has one.</summary>
    public string? Body { get; init; }

    /// <summary>Media type of <see cref="Body"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Statuses that are a success; empty: 2xx and 3xx.</summary>
    public ImmutableArray<int> SuccessStatuses { get; init; } = [];

    /// <summary>What else an answer must be to be a success.</summary>
    public ResponseChecks Checks { get; init; } = ResponseChecks.None;

    /// <summary>Makes each request when it is sent; null: <see cref="Urls"/>, <see cref="Headers"/> and <see cref="Body"/> are what is sent.</summary>
    public RequestTemplate? Template { get; init; }

    /// <summary>Whether the transport must keep answers: a check or a later step of a flow reads them.</summary>
    public bool NeedsResponse { get; init; }

    /// <summary>Name in reports: <c>GET /items/{id}</c>.</summary>
    public string Name => Method.Length == 0 ? Path : $"{Method} {Path}";
}

/// <summary>A route that is not part of the load, and why.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path template.</param>
/// <param name="Reason">One line: <c>answered 404 when probed</c>, <c>POST is not sent unless traffic names it or load.unsafeMethods is true</c>.</param>
public sealed record OmittedRoute(string Method, string Path, string Reason);

/// <summary>What will be sent.</summary>
/// <param name="Requests">The mix; at least one after probing.</param>
/// <param name="Omitted">What is left out, with reasons.</param>
public sealed record LoadPlan(ImmutableArray<PlannedRequest> Requests, ImmutableArray<OmittedRoute> Omitted)
{
    /// <summary>Sessions of several requests; empty: each request stands alone.</summary>
    public ImmutableArray<PlannedFlow> Flows { get; init; } = [];
}
