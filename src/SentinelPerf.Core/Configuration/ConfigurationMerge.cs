namespace SentinelPerf.Configuration;

/// <summary>Merges layers: of each setting the highest layer's counts. Alternatives (project, url, command; the ways of authentication) displace those of lower layers.</summary>
internal sealed class ConfigurationMerge
{
    private static readonly (string Section, string[] Alternatives)[] Groups =
    [
        ("target", ["project", "url", "command"]),
        ("target.auth", ["bearer", "header", "basic", "clientCredentials"]),
    ];

    private readonly Dictionary<string, (LayerEntry Entry, string Origin)> _winners = new(StringComparer.Ordinal);

    /// <summary>Merges layers, lowest first, each with what its origin is called before the place (<c>profile ci, </c>).</summary>
    public ConfigurationMerge(IReadOnlyList<(ConfigurationLayer Layer, string Prefix)> layers)
    {
        for (var i = 0; i < layers.Count; i++)
            foreach (var (path, entry) in layers[i].Layer.Entries)
                if (!Displaced(path, layers.Skip(i + 1).Select(l => l.Layer)))
                    _winners[path] = (entry, layers[i].Prefix + entry.Place.Origin);
        Options = _winners.Values.Aggregate(new SentinelOptions(), (options, winner) => winner.Entry.Set?.Invoke(options) ?? options);
    }

    /// <summary>The merged options; defaults where no layer says anything.</summary>
    public SentinelOptions Options { get; }

    /// <summary>Where a setting's value comes from.</summary>
    public string Origin(string path) => _winners.TryGetValue(path, out var winner) && winner.Entry.Set is not null ? winner.Origin : "default";

    /// <summary>Paths of open mappings that have a value.</summary>
    public IEnumerable<string> PathsOf(ConfigurationKey open) =>
        _winners.Where(w => w.Value.Entry.Key == open && w.Value.Entry.Set is not null).Select(w => w.Key).Order(StringComparer.Ordinal);

    /// <summary>Where a setting stands: itself or its part, else the mapping or list around it, else one of its parts; null: nowhere.</summary>
    public SettingPlace? PlaceOf(string setting)
    {
        for (var path = setting; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))])
            if (_winners.TryGetValue(path, out var winner)) return winner.Entry.PlaceOf(setting[path.Length..]);
        return _winners.Where(w => w.Key.StartsWith(setting + ".", StringComparison.Ordinal))
            .Select(w => w.Value.Entry.Place).OrderBy(p => p.Line).ThenBy(p => p.Column).FirstOrDefault();
    }

    private static bool Displaced(string path, IEnumerable<ConfigurationLayer> higher)
    {
        foreach (var (section, alternatives) in Groups)
        {
            if (AlternativeOf(path, section, alternatives) is not { } own) continue;
            var above = higher.Select(l => l.Entries.Values.Where(e => e.Set is not null).Select(e => AlternativeOf(e.Path, section, alternatives)).OfType<string>().ToHashSet())
                .LastOrDefault(named => named.Count > 0);
            if (above is not null && !above.Contains(own)) return true;
        }

        return false;
    }

    private static string? AlternativeOf(string path, string section, string[] alternatives) =>
        path.StartsWith(section + ".", StringComparison.Ordinal) && path[(section.Length + 1)..].Split('.')[0] is var name && alternatives.Contains(name) ? name : null;
}
