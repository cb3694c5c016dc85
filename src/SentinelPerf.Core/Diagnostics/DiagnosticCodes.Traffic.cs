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
        "A path starts with a slash and has no host, every brace is closed, a weight is above 0, each name under values is used as it is spelled there, and every flow has a name of its own and at least one step.");

    /// <summary>The OpenAPI document cannot be read.</summary>
    public static DiagnosticDescriptor UnreadableOpenApi => new("SP3004", "The OpenAPI document cannot be read",
        "Routes and examples of the document are not used. Check it with an OpenAPI validator; JSON of versions 2.0, 3.0 and 3.1 is read.");

    /// <summary>A file of data cannot be read.</summary>
    public static DiagnosticDescriptor UnreadableData => new("SP3005", "A data file of traffic cannot be read",
        "Give a CSV file with a line of column names and as many values in every row (values with commas, quotes or line ends in quotes), or a JSON array of objects with the same names; at most 1,000,000 rows and 100 MB.");

    /// <summary>A name in braces that nothing gives a value.</summary>
    public static DiagnosticDescriptor UnknownName => new("SP3006", "A name in braces has no value where it is used",
        "Spell it as it is known there; or give it under values of the request, as a column of a file under traffic.data, or extract it in an earlier step of the flow. A text such as {b} that is meant as it stands in a step is its own value: values: { b: '{b}' }.");
}
