namespace SentinelPerf.Bench.Study;

/// <summary>One run that a study asks for; together with those of a file they decide what is left to do.</summary>
/// <param name="Server">Name of a server of known capacity.</param>
/// <param name="Budget">Of the run.</param>
/// <param name="Condition">What goes on beside it: <c>quiet</c>, <c>build</c>, <c>simulated</c>.</param>
/// <param name="Seed">Of the search (and of a simulated server).</param>
internal sealed record StudyCell(string Server, TimeSpan Budget, string Condition, ulong Seed);

/// <summary>One run that was made: a line of the CSV.</summary>
internal sealed record StudyRow
{
    /// <summary>What was asked for.</summary>
    public required StudyCell Cell { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary><c>fitted</c> or <c>held</c> (seen when constants were fitted, or not), <c>weak</c> (known weak spots), <c>cpu</c>, <c>end</c> (a verdict is asked for, no rate).</summary>
    public required string Group { get; init; }

    /// <summary>True capacity, requests/s; null in the group <c>end</c>.</summary>
    public double? Truth { get; init; }

    /// <summary><c>found</c>, <c>not-reached</c>, <c>inconclusive</c>, <c>not-run</c>.</summary>
    public required string Status { get; init; }

    /// <summary>In the group <c>end</c>: whether the verdict was the right one.</summary>
    public bool? Right { get; init; }

    /// <summary>Why it is not found, or what is said beside it; words separated by spaces.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Capacity found.</summary>
    public double? Rate { get; init; }

    /// <summary>Low end of the interval.</summary>
    public double? Low { get; init; }

    /// <summary>High end of the interval.</summary>
    public double? High { get; init; }

    /// <summary>How long the run took: as its user waits, or on the simulator's clock.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>The cause that was named; empty when none.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Fingerprint of the machine, or <c>simulated</c>.</summary>
    public required string Machine { get; init; }

    /// <summary>Sources that were run; empty when not known.</summary>
    public string Commit { get; init; } = "";

    /// <summary>ln(found / true); null unless both are known.</summary>
    public double? Error => Status == "found" && Rate is { } rate && Truth is { } truth ? Math.Log(rate / truth) : null;

    /// <summary>Whether the interval holds the truth; null without either.</summary>
    public bool? Holds => Error is null || Low is null || High is null ? null : Low <= Truth && Truth <= High;

    /// <summary>(high − low) / geometric mean; null without an interval.</summary>
    public double? Width => Low is > 0 and { } low && High is { } high ? (high - low) / Math.Sqrt(low * high) : null;
}
