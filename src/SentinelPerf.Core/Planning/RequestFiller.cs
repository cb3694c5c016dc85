using System.Collections.Immutable;
using SentinelPerf.Traffic;

namespace SentinelPerf.Planning;

/// <summary>Fills the braces of one request from its values, the rows of data and what earlier steps extracted, each encoded for where it stands.</summary>
internal sealed class RequestFiller : RequestTemplate
{
    private readonly ImmutableArray<ValueSlot> _slots;
    private readonly ImmutableArray<TemplatePiece> _url;
    private readonly ImmutableArray<KeyValuePair<string, ImmutableArray<TemplatePiece>>> _headers;
    private readonly ImmutableArray<TemplatePiece> _body;
    private readonly bool _hasBody;

    private RequestFiller(TrafficRequest request, TemplateCutter cutter)
    {
        _url = cutter.Url();
        _headers = [.. request.Headers.Select(h => KeyValuePair.Create(h.Key, cutter.Header(h.Value)))];
        _body = request.Body is null ? [] : cutter.Body(request.Body, request.ContentType);
        _hasBody = request.Body is not null;
        _slots = cutter.Slots;
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> Sources => [.. _slots.Select(s => $"{s.Name}: {s.Description}")];

    /// <summary>The template of a request; null when its URLs can be written once and for all, and headers and body never change.</summary>
    /// <param name="request">The request; every name in its braces has a value.</param>
    /// <param name="data">Tables of data.</param>
    /// <param name="extracted">Names that earlier steps of its flow extract.</param>
    public static RequestTemplate? Of(TrafficRequest request, ImmutableSortedDictionary<string, DataTable> data, ImmutableHashSet<string> extracted)
    {
        var cutter = new TemplateCutter(request, data, extracted);
        var filler = new RequestFiller(request, cutter);
        var fixedUrl = filler._url.All(p => p.Slot < 0 || filler._slots[p.Slot] is ListSlot);
        var fixedRest = filler._headers.SelectMany(h => h.Value).Concat(filler._body).All(p => p.Slot < 0);
        return fixedUrl && fixedRest ? null : filler;
    }

    /// <inheritdoc/>
    public override RenderedRequest Render(in RenderContext context)
    {
        var values = new string[_slots.Length];
        for (var i = 0; i < values.Length; i++) values[i] = _slots[i].Value(context);
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(_headers.Length);
        foreach (var (name, pieces) in _headers) headers.Add(new(name, Text(pieces, values)));
        return new(Text(_url, values), headers.MoveToImmutable(), _hasBody ? Text(_body, values) : null);
    }

    private static string Text(ImmutableArray<TemplatePiece> pieces, string[] values)
    {
        if (pieces is [{ Slot: < 0 } only]) return only.Literal;
        var texts = new string[pieces.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = pieces[i].Slot < 0 ? pieces[i].Literal : ValueEncoder.Encode(values[pieces[i].Slot], pieces[i].As);
        return string.Concat(texts);
    }
}

/// <summary>A part of a template.</summary>
/// <param name="Literal">Text that never changes, already encoded.</param>
/// <param name="Slot">Index of the value that stands here; −1: the literal.</param>
/// <param name="As">How the value is encoded.</param>
internal readonly record struct TemplatePiece(string Literal, int Slot, ValueEncoding As);
