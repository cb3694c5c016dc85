using System.Collections.Immutable;

namespace SentinelPerf.Planning;

/// <summary>What differs from one sending of a request to the next.</summary>
/// <param name="Session">Seeded bits of the session: every step of a flow sees the same row of data.</param>
/// <param name="Request">Seeded bits of this request.</param>
/// <param name="Extracted">What earlier steps of the flow took from their answers; null: none.</param>
public readonly record struct RenderContext(ulong Session, ulong Request, IReadOnlyDictionary<string, string>? Extracted);

/// <summary>A request as it is sent, every brace filled.</summary>
/// <param name="Url">Path and query, percent-encoded.</param>
/// <param name="Headers">The request's own headers; those of authentication come on top.</param>
/// <param name="Body">Body, when it has one.</param>
public sealed record RenderedRequest(string Url, ImmutableArray<KeyValuePair<string, string>> Headers, string? Body);

/// <summary>A request whose URL, headers or body are made anew each time it is sent. Safe for concurrent use.</summary>
public abstract class RequestTemplate
{
    /// <summary>What fills each name, one line each, for people: <c>id: 1 to 1000</c>. Never holds a value.</summary>
    public virtual ImmutableArray<string> Sources => [];

    /// <summary>Fills every brace. The same context gives the same request.</summary>
    public abstract RenderedRequest Render(in RenderContext context);
}
