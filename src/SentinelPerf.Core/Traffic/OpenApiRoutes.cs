using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace SentinelPerf.Traffic;

/// <summary>A route as its sources describe it.</summary>
internal sealed record RouteFacts(string Method, string Path, ImmutableArray<ParameterFacts> Parameters)
{
    /// <summary>Whether it reads a body.</summary>
    public bool AcceptsBody { get; init; }

    /// <summary>An example of its body, with its media type.</summary>
    public (string Body, string ContentType)? ExampleBody { get; init; }
}

/// <summary>Reads the routes of an OpenAPI document (https://spec.openapis.org/oas/v3.1.0).</summary>
internal static class OpenApiRoutes
{
    /// <summary>Every operation; none when the document cannot be read, with the reason.</summary>
    public static ImmutableArray<RouteFacts> Read(string json, out string? problem)
    {
        problem = null;
        OpenApiDocument? document = null;
        try
        {
            (document, var diagnostic) = OpenApiDocument.Parse(json, "json");
            if (document?.Paths is null) problem = diagnostic?.Errors.FirstOrDefault()?.Message ?? "it has no paths";
        }
        // The reader throws what it meets in a document: everything from a JSON error to a null reference.
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
        {
            problem = unreadable.Message.ReplaceLineEndings(" ");
        }
        if (document?.Paths is null) return [];
        return [.. from path in document.Paths
                   from operation in path.Value.Operations ?? []
                   select Describe(Base(document) + path.Key, path.Value, operation.Key.Method, operation.Value)];
    }

    /// <summary>Path of the first server: <c>/api</c> of <c>https://shop.example/api/</c>.</summary>
    private static string Base(OpenApiDocument document)
    {
        if (document.Servers?.FirstOrDefault()?.Url is not { } url || url.Contains('{')) return "";
        var path = Uri.TryCreate(url, UriKind.Absolute, out var absolute) && !absolute.IsFile ? absolute.AbsolutePath : url;
        return path.StartsWith('/') ? path.TrimEnd('/') : "";
    }

    private static RouteFacts Describe(string path, IOpenApiPathItem item, string method, OpenApiOperation operation)
    {
        var parameters = (operation.Parameters ?? []).Concat(item.Parameters ?? [])
            .Where(p => p.In is ParameterLocation.Path or ParameterLocation.Query && p.Name is not null)
            .DistinctBy(p => (p.Name, p.In))
            .Select(Describe);
        var body = operation.RequestBody?.Content?.FirstOrDefault(c => c.Key.Contains("json", StringComparison.OrdinalIgnoreCase));
        var example = body is { Value: { } media } ? media.Example ?? media.Examples?.Values.FirstOrDefault()?.Value ?? media.Schema?.Examples?.FirstOrDefault() : null;
        return new(method.ToUpperInvariant(), path, [.. parameters])
        {
            AcceptsBody = operation.RequestBody is not null,
            ExampleBody = example is null ? null : (example.ToJsonString(), body!.Value.Key),
        };
    }

    private static ParameterFacts Describe(IOpenApiParameter parameter)
    {
        var schema = parameter.Schema;
        var items = schema?.Type?.HasFlag(JsonSchemaType.Array) == true ? schema.Items : null;
        return new(parameter.Name!, parameter.In == ParameterLocation.Query)
        {
            Optional = parameter.In == ParameterLocation.Query && !parameter.Required,
            Kind = Kind(items ?? schema),
            Constraints = [.. Constraints(items ?? schema)],
            Examples = [.. Examples(parameter, items ?? schema).Select(Value).OfType<string>()],
        };
    }

    private static IEnumerable<JsonNode?> Examples(IOpenApiParameter parameter, IOpenApiSchema? schema) =>
        new[] { parameter.Example }
            .Concat(parameter.Examples?.Values.Select(e => e.Value) ?? [])
#pragma warning disable CS0618 // 3.1 has 'examples' instead, but documents of 3.0 have this one.
            .Append(schema?.Example)
#pragma warning restore CS0618
            .Concat(schema?.Examples ?? [])
            .Append(schema?.Const is { } constant ? JsonValue.Create(constant) : null)
            .Append(schema?.Default)
            .Concat(schema?.Enum ?? []);

    private static string? Value(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
        _ => null,
    };

    private static ValueKind Kind(IOpenApiSchema? schema) => (schema?.Format, schema?.Type) switch
    {
        ("uuid", _) => ValueKind.Guid,
        ("date", _) => ValueKind.Date,
        ("date-time", _) => ValueKind.DateTime,
        ("time" or "duration", _) => ValueKind.Time,
        (_, { } type) when type.HasFlag(JsonSchemaType.Integer) => ValueKind.Integer,
        (_, { } type) when type.HasFlag(JsonSchemaType.Number) => ValueKind.Number,
        (_, { } type) when type.HasFlag(JsonSchemaType.Boolean) => ValueKind.Boolean,
        (_, { } type) when type.HasFlag(JsonSchemaType.String) => ValueKind.Text,
        _ => ValueKind.Unknown,
    };

    private static IEnumerable<RouteConstraint> Constraints(IOpenApiSchema? schema)
    {
        if (schema?.Minimum is { } minimum) yield return new("min", minimum);
        if (schema?.Maximum is { } maximum) yield return new("max", maximum);
        if (schema?.MinLength is { } shortest) yield return new("minlength", shortest.ToString(CultureInfo.InvariantCulture));
        if (schema?.MaxLength is { } longest) yield return new("maxlength", longest.ToString(CultureInfo.InvariantCulture));
        if (schema?.Pattern is { } pattern) yield return new("regex", pattern);
    }
}
