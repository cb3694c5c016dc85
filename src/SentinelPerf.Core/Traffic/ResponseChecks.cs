using System.Collections.Immutable;

namespace SentinelPerf.Traffic;

/// <summary>What an answer must be beside a success by its status; one that is not counts as an error of kind <c>check</c>.</summary>
public sealed record ResponseChecks
{
    /// <summary>No check.</summary>
    public static readonly ResponseChecks None = new();

    /// <summary>Headers that must be there.</summary>
    public ImmutableArray<ExpectedValue> Headers { get; init; } = [];

    /// <summary>JSON paths that must lead to a value.</summary>
    public ImmutableArray<ExpectedValue> JsonPaths { get; init; } = [];

    /// <summary>Fewest bytes of the body; null: any.</summary>
    public long? SmallestBytes { get; init; }

    /// <summary>Most bytes of the body; null: any.</summary>
    public long? LargestBytes { get; init; }

    /// <summary>Longest service time (from the actual send to the last byte); null: any.</summary>
    public TimeSpan? LongestTime { get; init; }

    /// <summary>Whether nothing is checked.</summary>
    public bool IsEmpty => Headers.IsEmpty && JsonPaths.IsEmpty && SmallestBytes is null && LargestBytes is null && LongestTime is null;

    /// <summary>Whether a transport must keep the answer's head and body for the checks.</summary>
    public bool NeedResponse => !Headers.IsEmpty || !JsonPaths.IsEmpty || SmallestBytes is not null || LargestBytes is not null;
}

/// <summary>A place in an answer and what must stand there.</summary>
/// <param name="Place">Name of a header, or a JSON path.</param>
/// <param name="Value">The value; null: any.</param>
public sealed record ExpectedValue(string Place, string? Value);
