using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SentinelPerf.Traffic;

/// <summary>
/// A place in a JSON document: the part of RFC 9535 that leads to values without conditions. <c>$</c>, then any of <c>.name</c>,
/// <c>['name']</c>, <c>[0]</c> (<c>[-1]</c> is the last) and <c>[*]</c> or <c>.*</c>.
/// </summary>
internal sealed class JsonPath
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Valid = "$ followed by any of .name, ['name'], [0], [-1] and [*], such as $.items[0].id";

    private static readonly SearchValues<char> s_endOfName = SearchValues.Create(".[ ]'\"()?@");

    private readonly ImmutableArray<Segment> _segments;

    private JsonPath(ImmutableArray<Segment> segments) => _segments = segments;

    /// <summary>Reads a path; null when it is none, or uses more of the language than <see cref="Valid"/>.</summary>
    public static JsonPath? TryParse(string text)
    {
        if (text.Length == 0 || text[0] != '$') return null;
        var segments = ImmutableArray.CreateBuilder<Segment>();
        for (var at = 1; at < text.Length;)
        {
            if ((text[at] == '.' ? ReadName(text, ref at) : text[at] == '[' ? ReadBracket(text, ref at) : null) is not { } segment) return null;
            segments.Add(segment);
        }
        return new(segments.ToImmutable());
    }

    /// <summary>Every value that the path leads to, in the document's order.</summary>
    public IEnumerable<JsonElement> Find(JsonElement root) => Find(root, 0);

    /// <summary>The first value as text: a text without its quotes, anything else as it is written.</summary>
    public static string TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException) // half a surrogate pair, escaped, or bytes that are no UTF-8: the document's reader lets both through
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)).Trim('"');
        }
    }

    private IEnumerable<JsonElement> Find(JsonElement element, int depth) => depth == _segments.Length
        ? [element]
        : Children(element, _segments[depth]).SelectMany(child => Find(child, depth + 1));

    private static IEnumerable<JsonElement> Children(JsonElement element, Segment segment) => (element.ValueKind, segment) switch
    {
        (JsonValueKind.Object, { Name: { } name }) => element.TryGetProperty(name, out var value) ? [value] : [],
        (JsonValueKind.Object, { Every: true }) => element.EnumerateObject().Select(p => p.Value),
        (JsonValueKind.Array, { Every: true }) => element.EnumerateArray(),
        (JsonValueKind.Array, { Name: null }) => At(element, segment.Index),
        _ => [],
    };

    private static IEnumerable<JsonElement> At(JsonElement array, int index)
    {
        var length = array.GetArrayLength();
        if (index < 0) index += length;
        return index >= 0 && index < length ? [array[index]] : [];
    }

    private static Segment? ReadName(string text, ref int at)
    {
        var end = text.AsSpan(at + 1).IndexOfAny(s_endOfName) is >= 0 and var found ? at + 1 + found : text.Length;
        var name = text[(at + 1)..end];
        at = end;
        return name.Length == 0 ? null : name == "*" ? new(null, 0, true) : new(name, 0, false);
    }

    private static Segment? ReadBracket(string text, ref int at)
    {
        if (at + 1 < text.Length && text[at + 1] is '\'' or '"') return ReadQuoted(text, ref at);
        var close = text.IndexOf(']', at);
        if (close < 0) return null;
        var inner = text[(at + 1)..close];
        at = close + 1;
        if (inner == "*") return new(null, 0, true);
        return int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? new(null, index, false) : null;
    }

    private static Segment? ReadQuoted(string text, ref int at)
    {
        var (quote, name) = (text[at + 1], new System.Text.StringBuilder());
        for (var i = at + 2; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) name.Append(text[++i]);
            else if (text[i] != quote) name.Append(text[i]);
            else
            {
                at = i + 2;
                return i + 1 < text.Length && text[i + 1] == ']' ? new(name.ToString(), 0, false) : null;
            }
        }
        return null;
    }

    private readonly record struct Segment(string? Name, int Index, bool Every);
}
