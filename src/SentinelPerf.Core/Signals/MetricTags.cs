using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SentinelPerf.Signals;

/// <summary>The tags of one time series, and what of them names a place.</summary>
internal sealed partial class MetricTags
{
    private readonly ImmutableArray<KeyValuePair<string, string>> _tags;

    private MetricTags(ImmutableArray<KeyValuePair<string, string>> tags) => _tags = tags;

    /// <summary>
    /// Parses <c>http.route=/items/{id},http.request.method=GET</c>. A comma within a value (a regular expression in a route) stays there:
    /// a new tag starts only where a key follows.
    /// </summary>
    public static MetricTags Parse(string text)
    {
        if (text.Length == 0) return new MetricTags([]);
        var tags = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var part in NextTag().Split(text))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) tags.Add(new KeyValuePair<string, string>(part[..equals], part[(equals + 1)..]));
        }
        return new MetricTags(tags.ToImmutable());
    }

    /// <summary>Value of a tag; null when it is not there.</summary>
    public string? this[string key]
    {
        get
        {
            foreach (var tag in _tags)
                if (tag.Key == key) return tag.Value;
            return null;
        }
    }

    /// <summary>The place that the tags of an instrument name: route, exception type, generation, pool, host; null when none.</summary>
    public string? Where(string instrument) => instrument switch
    {
        "dotnet.exceptions" => this["error.type"],
        "dotnet.gc.collections" or "dotnet.gc.last_collection.heap.size" or "dotnet.gc.last_collection.heap.fragmentation.size" => this["gc.heap.generation"],
        "dotnet.process.cpu.time" => this["cpu.mode"],
        "http.server.request.duration" => Route(),
        _ when instrument.StartsWith("http.server.", StringComparison.Ordinal) => null,
        _ when instrument.StartsWith("kestrel.", StringComparison.Ordinal) => null,
        _ when instrument.StartsWith("aspnetcore.rate_limiting.", StringComparison.Ordinal) => this["aspnetcore.rate_limiting.result"],
        _ when instrument.StartsWith("aspnetcore.diagnostics.", StringComparison.Ordinal) => this["error.type"],
        _ when instrument.StartsWith("http.client.", StringComparison.Ordinal) => Host(),
        _ when instrument.StartsWith("db.client.", StringComparison.Ordinal) => Joined("db.client.connection.pool.name", "pool.name", "db.client.connection.state", "state"),
        _ => _tags.Length == 0 ? null : string.Join(' ', _tags.Select(t => t.Value)),
    };

    private string? Route() => this["http.route"] is { } route ? $"{this["http.request.method"]} {(route.StartsWith('/') ? route : "/" + route)}" : null;

    private string? Host() => this["server.address"] is { } host ? this["server.port"] is { } port ? $"{host}:{port}" : host : null;

    private string? Joined(params ReadOnlySpan<string> keys)
    {
        var found = new List<string>();
        foreach (var key in keys)
            if (this[key] is { } value) found.Add(value);
        return found.Count == 0 ? null : string.Join(' ', found);
    }

    [GeneratedRegex(@",(?=[A-Za-z_][\w.]*=)")]
    private static partial Regex NextTag();
}
