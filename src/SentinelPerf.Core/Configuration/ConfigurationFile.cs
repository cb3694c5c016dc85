using System.Collections.Immutable;

namespace SentinelPerf.Configuration;

/// <summary>A file taken apart: its own settings, and its profiles.</summary>
internal sealed class ConfigurationFile
{
    private const string ProfilesKey = "profiles";
    private readonly ReadingContext _context;
    private readonly Interpolation _interpolation;
    private readonly MapNode _settings;
    private readonly ImmutableArray<MapEntry> _profiles;

    private ConfigurationFile(MapNode root, ReadingContext context, Interpolation interpolation)
    {
        (_context, _interpolation) = (context, interpolation);
        _settings = root with { Entries = [.. root.Entries.Where(e => e.Key != ProfilesKey)] };
        _profiles = [.. root.Entries.Where(e => e.Key == ProfilesKey).SelectMany(e => Profiles(e.Value))];
    }

    /// <summary>Names of the profiles, in the file's order.</summary>
    public IEnumerable<string> ProfileNames => _profiles.Select(p => p.Key);

    /// <summary>Reads a file's text; problems are recorded.</summary>
    public static ConfigurationFile Read(string text, string path, ReadingContext context, Interpolation interpolation) =>
        new(YamlText.Read(text, path, context.Problems) ?? new MapNode(new SettingPlace(path, Path.GetDirectoryName(path) ?? ""), []), context, interpolation);

    /// <summary>The settings outside of profiles.</summary>
    public ConfigurationLayer Settings()
    {
        var layer = new ConfigurationLayer(_context, _interpolation);
        layer.Add(_settings, "", ProfilesKey);
        return layer;
    }

    /// <summary>The settings of a profile that the file has.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="applied">Whether the run uses it; names of one that is not used need not be set in the environment.</param>
    public ConfigurationLayer Profile(string name, bool applied)
    {
        var interpolation = applied ? _interpolation : new Interpolation(_interpolation.Variable, new ProblemList());
        var layer = new ConfigurationLayer(_context, interpolation);
        if (_profiles.First(p => p.Key == name).Value is MapNode map) layer.Add(map, "");
        return layer;
    }

    private ImmutableArray<MapEntry> Profiles(SourceNode node)
    {
        if (node is TextNode { IsNull: true }) return [];
        if (node is MapNode map)
        {
            foreach (var entry in map.Entries)
                if (entry.Value is not (MapNode or TextNode { IsNull: true }))
                    new KeyReading($"{ProfilesKey}.{entry.Key}", entry.Value, _context).WrongShape("a mapping of settings: { load: { budget: 60s } }");
            return map.Entries;
        }

        new KeyReading(ProfilesKey, node, _context).WrongShape("a mapping of names to settings: { ci: { load: { budget: 60s } } }");
        return [];
    }
}
