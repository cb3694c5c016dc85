using System.Globalization;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Configuration;

/// <summary>One setting of one source, already read.</summary>
/// <param name="Key">Its row in the table.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Node">What the source wrote.</param>
/// <param name="Set">Puts it into the options; null: back to the default.</param>
internal sealed record LayerEntry(ConfigurationKey Key, string Path, SourceNode Node, Func<SentinelOptions, SentinelOptions>? Set)
{
    /// <summary>Where it stands.</summary>
    public SettingPlace Place => Node.Place;

    /// <summary>Where a part of it stands, as far as it is there: of <c>[1].path</c> the path of the second item, else the item.</summary>
    public SettingPlace PlaceOf(string part)
    {
        var node = Node;
        while (part.Length > 0)
        {
            if (node is ListNode list && part[0] == '[' && part.IndexOf(']') is > 0 and var close
                && int.TryParse(part.AsSpan(1, close - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Length)
            {
                (node, part) = (list.Items[index], part[(close + 1)..]);
            }
            // A name may hold points itself.
            else if (node is MapNode map && part[0] == '.' && map.Entries.FirstOrDefault(e => part[1..] is var rest && rest.StartsWith(e.Key, StringComparison.Ordinal)
                && (rest.Length == e.Key.Length || rest[e.Key.Length] is '.' or '[')) is { } entry)
            {
                (node, part) = (entry.Value, part[(entry.Key.Length + 1)..]);
            }
            else break;
        }

        return node.Place;
    }
}

/// <summary>All settings of one source.</summary>
internal sealed class ConfigurationLayer(ReadingContext context, Interpolation? interpolation)
{
    private readonly Dictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>By path; bad ones are left out.</summary>
    public IReadOnlyDictionary<string, LayerEntry> Entries => _entries;

    /// <summary>Adds what a mapping of a file holds.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="section">The section it belongs to; the empty text: the file itself.</param>
    /// <param name="alsoValid">Names that are valid there beside settings and sections, and are taken care of elsewhere.</param>
    public void Add(MapNode map, string section, params string[] alsoValid)
    {
        foreach (var entry in map.Entries)
        {
            var path = section.Length == 0 ? entry.Key : $"{section}.{entry.Key}";
            if (ConfigurationKeys.Find(path) is { Internal: false } key) Bind(key, path, entry.Value);
            else if (!ConfigurationKeys.IsSection(path)) UnknownKeys.Report(context.Problems, entry.KeyPlace, path, entry.Key, [.. ConfigurationKeys.NamesBelow(section), .. alsoValid]);
            else if (entry.Value is MapNode inner) Add(inner, path);
            else if (entry.Value is not TextNode { IsNull: true })
                new KeyReading(path, entry.Value, context).WrongShape($"a mapping with {string.Join(", ", ConfigurationKeys.NamesBelow(path))}");
        }
    }

    /// <summary>Adds a setting that is one text, as in an environment variable or on the command line.</summary>
    /// <param name="path">Its path; in environment variables the case does not count.</param>
    /// <param name="text">The value; in short YAML where the setting is a list.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="comparison">Whether case counts.</param>
    public void Add(string path, string text, SettingPlace place, StringComparison comparison)
    {
        if (ConfigurationKeys.Find(path, comparison) is not { } key)
        {
            var known = ConfigurationKeys.All.Where(k => !k.Internal).Select(k => k.Path).ToList();
            var folded = comparison == StringComparison.Ordinal ? path : path.ToLowerInvariant();
            UnknownKeys.Report(context.Problems, place, folded, folded, known);
            return;
        }

        var full = key.Open ? key.Path[..^1] + path[(key.Path.Length - 1)..] : key.Path;
        SourceNode? node = new TextNode(place, text, Quoted: false);
        if (key.Structured && text.TrimStart() is ['[' or '{', ..]) node = YamlText.ReadValue(text, place, context.Problems);
        if (node is not null) Bind(key, full, node);
    }

    private void Bind(ConfigurationKey key, string path, SourceNode node)
    {
        if (node is TextNode { IsNull: true })
        {
            _entries[path] = new LayerEntry(key, path, node, null);
            return;
        }

        if (interpolation is not null)
        {
            if (interpolation.Apply(node) is not { } replaced) return;
            node = replaced;
        }

        CollectReplacedSecrets(key, path, node);
        if (key.Bind(new KeyReading(path, node, context)) is { } set) _entries[path] = new LayerEntry(key, path, node, set);
    }

    private void CollectReplacedSecrets(ConfigurationKey key, string path, SourceNode node)
    {
        switch (node)
        {
            case TextNode text:
                foreach (var (name, value) in text.Replaced)
                    // Below an open key, and within a structure, only the name tells; any other key says itself whether it is a secret.
                    if (key.Secret || ((key.Open || key.Structured) && SecretMask.LooksSecret(path))) context.Secrets.Add(value);
                    else context.Secrets.AddByName(name, value);
                break;
            case ListNode list:
                foreach (var item in list.Items) CollectReplacedSecrets(key, path, item);
                break;
            case MapNode map:
                foreach (var entry in map.Entries) CollectReplacedSecrets(key, $"{path}.{entry.Key}", entry.Value);
                break;
        }
    }
}
