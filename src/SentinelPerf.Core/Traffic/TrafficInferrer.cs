using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Traffic;

/// <summary>Says what users do with a target. What the user wrote wins; without it, every route that the target shows, as often as every other.</summary>
public static class TrafficInferrer
{
    /// <summary>Confidence of equal weights over discovered routes: the routes are known, the mix is a guess.</summary>
    public const double RoutesConfidence = 0.3;

    /// <summary>The traffic model of a target.</summary>
    /// <param name="routes">Routes that the startup hook or OpenAPI showed.</param>
    /// <param name="openApiDocument">The app's OpenAPI document as JSON, for examples and for routes when nothing else shows them.</param>
    /// <param name="options">What the user says.</param>
    /// <returns>Every route with values for its parameters, or the reason why there are none; no requests when nothing is known.</returns>
    public static TrafficModel Infer(ImmutableArray<DiscoveredRoute> routes, string? openApiDocument, TrafficOptions options)
    {
        if (options.Requests.Length > 0 || options.Flows.Length > 0) return FromOptions(options);
        string? problem = null;
        var documented = openApiDocument is null ? [] : OpenApiRoutes.Read(openApiDocument, out problem);
        var known = Merge(routes, documented);
        var sources = routes.Select(r => $"routes:{r.Source}").Concat(routes.Length == 0 && documented.Length > 0 ? ["routes:openapi"] : []);
        return new([.. sources.Distinct(StringComparer.Ordinal)], RoutesConfidence, [.. known.Select(r => Request(r, 1.0 / known.Length))])
        {
            Problems = problem is null ? [] : [Problem.Warning(DiagnosticCodes.UnreadableOpenApi,
                $"The app's OpenAPI document cannot be read: {problem}. {DiagnosticCodes.UnreadableOpenApi.Remedy}")],
        };
    }

    private static TrafficModel FromOptions(TrafficOptions options)
    {
        var sum = options.Requests.Sum(r => Math.Max(0, r.Share)) + options.Flows.Sum(f => Math.Max(0, f.Share));
        double Share(double weight) => sum > 0 ? weight / sum : weight;
        return new(["configuration"], 1, [.. options.Requests.Select(r => r with { Explicit = true, Share = Share(r.Share) })])
        {
            Flows = [.. options.Flows.Select(f => f with { Share = Share(f.Share), Steps = [.. f.Steps.Select(s => s with { Request = s.Request with { Explicit = true } })] })],
        };
    }

    private static ImmutableArray<RouteFacts> Merge(ImmutableArray<DiscoveredRoute> routes, ImmutableArray<RouteFacts> documented)
    {
        if (routes.Length == 0) return [.. documented.Where(r => IsSent(r.Method))];
        var byName = documented.DistinctBy(Key).ToDictionary(Key);
        return [.. routes.Select(Describe).Where(r => IsSent(r.Method)).DistinctBy(Key)
            .Select(r => byName.TryGetValue(Key(r), out var other) ? Enrich(r, other) : r)];
    }

    // An endpoint without methods takes any; GET is what a person would try.
    private static RouteFacts Describe(DiscoveredRoute route) =>
        new(route.Method is "" or "*" or "ANY" ? "GET" : route.Method.ToUpperInvariant(), route.Path.StartsWith('/') ? route.Path : '/' + route.Path,
            [.. route.Parameters.Select(Describe)])
        { AcceptsBody = route.AcceptsBody };

    private static ParameterFacts Describe(RouteParameter parameter)
    {
        ImmutableArray<RouteConstraint> constraints = [.. parameter.Constraints.Select(RouteConstraint.Parse)];
        var kinds = constraints.Select(c => ValueKinds.OfConstraint(c.Name)).Prepend(ValueKinds.OfType(parameter.Type));
        return new(parameter.Name, parameter.Source == "query")
        {
            Kind = kinds.FirstOrDefault(k => k != ValueKind.Unknown),
            ForeignType = parameter.Type,
            Constraints = constraints,
            Optional = parameter.Optional,
            Examples = parameter.Example is { Length: > 0 } example ? [example] : [],
        };
    }

    private static RouteFacts Enrich(RouteFacts route, RouteFacts other) => route with
    {
        AcceptsBody = route.AcceptsBody || other.AcceptsBody,
        ExampleBody = other.ExampleBody,
        Parameters =
        [
            .. route.Parameters.Select(p => other.Parameters.FirstOrDefault(o => Same(o, p)) is { } more ? p.With(more) : p),
            .. other.Parameters.Where(o => !route.Parameters.Any(p => Same(o, p))),
        ],
    };

    private static bool Same(ParameterFacts one, ParameterFacts other) =>
        one.InQuery == other.InQuery && one.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);

    private static (string Method, string Path) Key(RouteFacts route)
    {
        var template = PathTemplate.TryParse(route.Path);
        var path = template is null ? route.Path : string.Concat(template.Parts.Select(p => p.IsParameter ? "{}" : p.Text));
        return (route.Method, path.TrimEnd('/').ToUpperInvariant());
    }

    // HEAD and OPTIONS say nothing about what users wait for.
    private static bool IsSent(string method) => method is not ("HEAD" or "OPTIONS" or "TRACE" or "CONNECT");

    private static TrafficRequest Request(RouteFacts route, double share)
    {
        var optional = route.Parameters.Where(p => p.Optional && !p.InQuery).Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var path = PathTemplate.WithoutTrailing(route.Path, optional.Contains);
        var template = PathTemplate.TryParse(path);
        var inPath = template?.Parts.Where(p => p.IsParameter).Select(p => Fact(route, p)) ?? [];
        var inQuery = route.Parameters.Where(p => p.InQuery && !p.Optional).ToList();
        var values = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var unfilled = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var parameter in inPath.Concat(inQuery))
        {
            var found = ParameterFiller.Fill(parameter, out var reason);
            if (reason is null) values[parameter.Name] = found;
            else unfilled[parameter.Name] = reason;
        }
        return new(route.Method, path, share)
        {
            Values = values.ToImmutable(),
            Unfilled = unfilled.ToImmutable(),
            QueryParameters = [.. inQuery.Select(p => p.Name)],
            NeedsBody = route.AcceptsBody,
            Body = route.ExampleBody?.Body,
            ContentType = route.ExampleBody?.ContentType,
        };
    }

    private static ParameterFacts Fact(RouteFacts route, PathTemplate.Part part)
    {
        var known = route.Parameters.FirstOrDefault(p => !p.InQuery && p.Name.Equals(part.Text, StringComparison.OrdinalIgnoreCase));
        var fact = (known ?? new ParameterFacts(part.Text, false)) with { Name = part.Text };
        // Nobody can say which rest of a path exists.
        return part.CatchAll ? fact with { Kind = ValueKind.Unknown, ForeignType = "catch-all" } : fact;
    }
}
