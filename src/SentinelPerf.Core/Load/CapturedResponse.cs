using System.Collections.Immutable;

namespace SentinelPerf.Load;

/// <summary>An answer as a check or a later step of a flow reads it. The transport reuses it: nobody keeps it.</summary>
public sealed class CapturedResponse
{
    /// <summary>Longest body that is kept; what lies beyond is counted in <see cref="BodyBytes"/> only.</summary>
    public const int MostBodyBytes = 1024 * 1024;

    /// <summary>HTTP status.</summary>
    public int Status { get; set; }

    /// <summary>
    /// Header lines; a name may come more than once, and those of one name are in their order. How a name is capitalised is the transport's matter.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; set; } = [];

    /// <summary>The body's first bytes, without its transfer coding.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Length of the whole body, bytes.</summary>
    public long BodyBytes { get; set; }
}
