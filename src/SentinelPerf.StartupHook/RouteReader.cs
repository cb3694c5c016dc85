namespace SentinelPerf.StartupHook;

/// <summary>The routes that the app's endpoint routing serves, in the order it knows them.</summary>
internal static class RouteReader
{
    public static IEnumerable<RouteInfo> Read(IServiceProvider services)
    {
        var source = Reflect.Service(services, "Microsoft.AspNetCore.Routing.EndpointDataSource", "Microsoft.AspNetCore.Routing");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in Reflect.Items(Reflect.Get(source, "Endpoints")))
            foreach (var route in Of(endpoint))
                if (seen.Add(route.Method + " " + route.Path))
                    yield return route;
    }

    private static IEnumerable<RouteInfo> Of(object endpoint)
    {
        if (Reflect.Get(endpoint, "RoutePattern") is not { } pattern) yield break;
        var metadata = Reflect.Items(Reflect.Get(endpoint, "Metadata")).ToList();
        if (IsStaticFile(pattern, metadata) || metadata.Any(m => Reflect.Is(m, "ISuppressMatchingMetadata") && Reflect.Get(m, "SuppressMatching") is true)) yield break;

        var required = Required(pattern);
        var path = PathOf(pattern, required);
        var parameters = ParameterReader.Read(pattern, required, metadata, out var readsBody);
        foreach (var method in Methods(metadata))
            yield return new RouteInfo(method, path, readsBody || metadata.Any(m => Reflect.Is(m, "IAcceptsMetadata")), parameters);
    }

    /// <summary>MapStaticAssets makes an endpoint per file and a last one, <c>{**path:file}</c>, for the rest: neither is the API.</summary>
    private static bool IsStaticFile(object pattern, List<object> metadata) =>
        metadata.Any(m => Reflect.Is(m, "StaticAssetDescriptor"))
        || Reflect.Items(Reflect.Get(pattern, "Parameters")).Any(p => Reflect.Get(p, "IsCatchAll") is true
            && Reflect.Items(Reflect.Get(p, "ParameterPolicies")).Any(c => Reflect.Get(c, "Content") is "file"));

    /// <summary>An endpoint without declared methods answers any: GET is the safe one to say.</summary>
    private static List<string> Methods(List<object> metadata)
    {
        var declared = metadata.Where(m => Reflect.Is(m, "IHttpMethodMetadata"))
            .SelectMany(m => Reflect.Items(Reflect.Get(m, "HttpMethods"))).OfType<string>()
            .Select(m => m.ToUpperInvariant()).Distinct().ToList();
        return declared.Count == 0 ? ["GET"] : declared;
    }

    /// <summary>Controller and action of a conventional route: the pattern holds their places, the endpoint their values.</summary>
    private static Dictionary<string, string> Required(object pattern)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in Reflect.Items(Reflect.Get(pattern, "RequiredValues")))
            if (Reflect.Get(pair, "Key") is string key && Reflect.Get(pair, "Value") is string { Length: > 0 } value)
                values[key] = value;
        return values;
    }

    private static string PathOf(object pattern, Dictionary<string, string> required)
    {
        var segments = Reflect.Items(Reflect.Get(pattern, "PathSegments"))
            .Select(segment => string.Concat(Reflect.Items(Reflect.Get(segment, "Parts")).Select(part => PartOf(part, required))));
        return "/" + string.Join("/", segments);
    }

    private static string PartOf(object part, Dictionary<string, string> required) =>
        Reflect.Get(part, "Name") is string name ? required.TryGetValue(name, out var value) ? value : "{" + name + "}"
        : Reflect.Get(part, "Content") as string ?? "";
}

/// <summary>One method of one route.</summary>
internal sealed record RouteInfo(string Method, string Path, bool AcceptsBody, IReadOnlyList<ParameterInfoRow> Parameters)
{
    public void WriteTo(JsonText json)
    {
        json.Open('{').Name("method").Text(Method).Name("path").Text(Path).Name("acceptsBody").Flag(AcceptsBody).Name("parameters").Open('[');
        foreach (var parameter in Parameters) parameter.WriteTo(json);
        json.Close(']').Close('}');
    }
}

/// <summary>One parameter of path or query.</summary>
internal sealed record ParameterInfoRow(string Name, string Source, string? Type, IReadOnlyList<string> Constraints, bool Optional, string? Default)
{
    public void WriteTo(JsonText json)
    {
        json.Open('{').Name("name").Text(Name).Name("source").Text(Source).Name("type").Text(Type).Name("constraints").Open('[');
        foreach (var constraint in Constraints) json.Text(constraint);
        json.Close(']').Name("optional").Flag(Optional).Name("default").Text(Default).Close('}');
    }
}
