using System.Collections.Immutable;
using SentinelPerf.Traffic;

namespace SentinelPerf.Planning;

/// <summary>Cuts the texts of one request at their braces and collects what fills them. The same name means the same value everywhere in the request.</summary>
internal sealed class TemplateCutter(TrafficRequest request, ImmutableSortedDictionary<string, DataTable> data, ImmutableHashSet<string> extracted)
{
    private readonly List<ValueSlot> _slots = [];

    /// <summary>What fills the braces that were cut so far.</summary>
    public ImmutableArray<ValueSlot> Slots => [.. _slots];

    /// <summary>Path and query.</summary>
    public ImmutableArray<TemplatePiece> Url()
    {
        var pieces = ImmutableArray.CreateBuilder<TemplatePiece>();
        foreach (var part in PathTemplate.TryParse(request.Path)!.Parts)
            pieces.Add(part.IsParameter ? new("", Slot(part.Text), part.CatchAll ? ValueEncoding.RestOfPath : ValueEncoding.Url) : Literal(UrlFiller.EncodeLiteral(part.Text)));
        var separator = request.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var name in request.QueryParameters)
        {
            pieces.Add(Literal($"{separator}{Uri.EscapeDataString(name)}="));
            pieces.Add(new("", Slot(name), ValueEncoding.Url));
            separator = '&';
        }
        return pieces.ToImmutable();
    }

    /// <summary>A header's value.</summary>
    public ImmutableArray<TemplatePiece> Header(string text) =>
        [.. BraceText.Cut(text, IsKnown).Select(p => p.IsParameter ? new("", Slot(p.Text), ValueEncoding.Header) : Literal(p.Text))];

    /// <summary>A body of a media type.</summary>
    public ImmutableArray<TemplatePiece> Body(string text, string? contentType)
    {
        var outside = Encoding(contentType);
        var pieces = ImmutableArray.CreateBuilder<TemplatePiece>();
        var quoted = false;
        foreach (var part in BraceText.Cut(text, IsKnown))
        {
            if (part.IsParameter) pieces.Add(new("", Slot(part.Text), outside == ValueEncoding.Json && quoted ? ValueEncoding.JsonText : outside));
            else
            {
                pieces.Add(Literal(part.Text));
                quoted = EndsInsideQuotes(part.Text, quoted);
            }
        }
        return pieces.ToImmutable();
    }

    private static ValueEncoding Encoding(string? contentType) =>
        contentType is null ? ValueEncoding.None
        : contentType.Contains("json", StringComparison.OrdinalIgnoreCase) ? ValueEncoding.Json
        : contentType.Contains("xml", StringComparison.OrdinalIgnoreCase) ? ValueEncoding.Xml
        : contentType.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? ValueEncoding.Url
        : ValueEncoding.None;

    private static bool EndsInsideQuotes(string text, bool quoted)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == '\\' && quoted) i++;
        }
        return quoted;
    }

    private static TemplatePiece Literal(string text) => new(text, -1, ValueEncoding.None);

    private bool IsKnown(string name) => request.Names.Contains(name) || extracted.Contains(name) || Tables.Column(data, name) is not null;

    private int Slot(string name)
    {
        var index = _slots.FindIndex(s => s.Name == name);
        if (index >= 0) return index;
        _slots.Add(Source(name));
        return _slots.Count - 1;
    }

    private ValueSlot Source(string name)
    {
        if (request.Values.TryGetValue(name, out var values)) return new ListSlot(name, values);
        if (request.Generated.TryGetValue(name, out var generator)) return new GeneratedSlot(name, generator);
        if (extracted.Contains(name) && !request.Columns.ContainsKey(name)) return new ExtractedSlot(name);
        var (source, table, column) = Tables.Column(data, request.Columns.GetValueOrDefault(name, name))
            ?? throw new ArgumentException($"Nothing gives '{name}' a value.", nameof(name));
        return new RowSlot(name, source, table, column);
    }
}
