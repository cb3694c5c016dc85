using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SentinelPerf.Configuration;

/// <summary>
/// Reads YAML into nodes that keep their line and column. A syntax error is one problem; what stands before it is kept, so that its other
/// problems show at the same time. Never throws, whatever the text.
/// </summary>
internal sealed class YamlText
{
    // A stack that a hostile file cannot overflow; real files stay below 8.
    private const int DeepestNesting = 64;

    private readonly string _file;
    private readonly string _folder;
    private readonly ProblemList _problems;
    private readonly Dictionary<AnchorName, SourceNode> _anchors = [];
    private readonly Parser _parser;
    private bool _broken;

    private YamlText(string text, string file, ProblemList problems)
    {
        (_file, _problems) = (file, problems);
        _folder = Path.GetDirectoryName(file) ?? "";
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The file's mapping; null when it is empty or no mapping (a problem says so).</summary>
    public static MapNode? Read(string text, string file, ProblemList problems) => new YamlText(text, file, problems).ReadFile();

    /// <summary>One value in YAML's short form (<c>[a, b]</c>), as a command line may hold it; null when it cannot be read.</summary>
    public static SourceNode? ReadValue(string text, SettingPlace place, ProblemList problems)
    {
        var inner = new ProblemList();
        var node = new YamlText(text, "", inner).ReadDocument();
        foreach (var problem in inner.InOrder) problems.Add(problem with { File = null, Line = 0, Column = 0 }, place);
        return node is null ? null : Moved(node, place);
    }

    private static SourceNode Moved(SourceNode node, SettingPlace place) => node switch
    {
        ListNode list => new ListNode(place, [.. list.Items.Select(i => Moved(i, place))]),
        MapNode map => new MapNode(place, [.. map.Entries.Select(e => new MapEntry(e.Key, place, Moved(e.Value, place)))]),
        _ => node with { Place = place },
    };

    private MapNode? ReadFile()
    {
        switch (ReadDocument())
        {
            case null or TextNode { IsNull: true }: return null;
            case MapNode map: return map;
            case var other:
                _problems.Error(DiagnosticCodes.WrongType, other.Place, "the file is not a mapping; valid: keys with values, such as 'load: { budget: 60s }'");
                return null;
        }
    }

    private SourceNode? ReadDocument()
    {
        SourceNode? root = null;
        while (Next() is { } current)
        {
            if (current is DocumentStart or StreamStart or DocumentEnd or StreamEnd) continue;
            if (root is not null)
            {
                _problems.Error(DiagnosticCodes.YamlSyntax, At(current), "a second document begins here; valid: one document per file");
                break;
            }

            root = Read(current, depth: 0);
        }

        return root;
    }

    private ParsingEvent? Next()
    {
        if (_broken) return null;
        try
        {
            if (_parser.MoveNext()) return _parser.Current;
        }
        catch (YamlException e)
        {
            Break(Place(e.Start), e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser's own defects on hostile text (it is not free of them) must not end the program.
            Break(Place(Mark.Empty), e.Message);
        }

        _broken = true;
        return null;
    }

    private void Break(SettingPlace place, string message)
    {
        _broken = true;
        _problems.Error(DiagnosticCodes.YamlSyntax, place, $"not valid YAML: {message.ReplaceLineEndings(" ")}");
    }

    private SourceNode? Read(ParsingEvent current, int depth)
    {
        if (depth > DeepestNesting)
        {
            Break(At(current), FormattableString.Invariant($"nested deeper than {DeepestNesting} levels"));
            return null;
        }

        SourceNode? node = current switch
        {
            Scalar scalar => new TextNode(At(scalar), scalar.Value, scalar.Style is not ScalarStyle.Plain),
            SequenceStart start => ReadList(start, depth),
            MappingStart start => ReadMap(start, depth),
            AnchorAlias alias => Resolve(alias),
            _ => null,
        };
        if (node is not null && current is NodeEvent { Anchor.IsEmpty: false } anchored && current is not AnchorAlias) _anchors[anchored.Anchor] = node;
        return node;
    }

    private SourceNode? Resolve(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value, out var node)) return node;
        Break(At(alias), $"the alias *{alias.Value} names nothing before it");
        return null;
    }

    private ListNode ReadList(SequenceStart start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<SourceNode>();
        while (Next() is { } current and not SequenceEnd)
            if (Read(current, depth + 1) is { } item) items.Add(item);
        return new ListNode(At(start), items.ToImmutable());
    }

    private MapNode ReadMap(MappingStart start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (Next() is { } current and not MappingEnd)
        {
            var key = Read(current, depth + 1);
            if (Next() is not { } valueEvent || Read(valueEvent, depth + 1) is not { } value) break;
            if (key is not TextNode text)
            {
                if (key is not null) _problems.Error(DiagnosticCodes.WrongType, key.Place, "a key is a list or a mapping; valid: a name");
            }
            else if (seen.TryAdd(text.Text, text.Place.Line))
                entries.Add(new MapEntry(text.Text, text.Place, value));
            else
                _problems.Error(DiagnosticCodes.DuplicateKey, text.Place, FormattableString.Invariant($"'{text.Text}' stands here and in line {seen[text.Text]}; keep one"));
        }

        return new MapNode(At(start), entries.ToImmutable());
    }

    private SettingPlace At(ParsingEvent current) => Place(current.Start);

    private SettingPlace Place(Mark mark)
    {
        var (line, column) = ((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
        return new SettingPlace(FormattableString.Invariant($"{Path.GetFileName(_file)}({line},{column})"), _folder) { File = _file, Line = line, Column = column };
    }
}
