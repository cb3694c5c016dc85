namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>No route can be loaded.</summary>
    public static DiagnosticDescriptor NothingToSend => new("SP3001", "No request is left to send",
        "Name at least one request: traffic: { requests: [ { method: GET, path: '/items/{id}', values: { id: [1, 2, 3] } } ] }.");

    /// <summary>A parameter of an explicit request has no values.</summary>
    public static DiagnosticDescriptor ParameterWithoutValues => new("SP3002", "A parameter of a request in traffic has no values",
        "Add the values under the request: values: { id: [1, 2, 3] }, or write a path without braces.");

    /// <summary>An explicit request cannot be sent as it is written.</summary>
    public static DiagnosticDescriptor InvalidRequest => new("SP3003", "A request in traffic cannot be sent as it is written",
        "A path starts with a slash and has no host, every brace is closed, a weight is above 0, and each name under values stands in the path in braces.");

    /// <summary>The OpenAPI document cannot be read.</summary>
    public static DiagnosticDescriptor UnreadableOpenApi => new("SP3004", "The OpenAPI document cannot be read",
        "Routes and examples of the document are not used. Check it with an OpenAPI validator; JSON of versions 2.0, 3.0 and 3.1 is read.");
}
