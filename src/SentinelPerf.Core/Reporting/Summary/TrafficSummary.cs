using System.Collections.Immutable;

namespace SentinelPerf.Reporting;

/// <summary>What users do. null: no traffic was observed (routes or configuration only).</summary>
public sealed record TrafficSummary
{
    /// <summary>Where the mix comes from.</summary>
    public required ImmutableArray<string> Source { get; init; }

    /// <summary>How well it is known to be what users do, 0–1.</summary>
    public required double? Confidence { get; init; }

    /// <summary>What the confidence is made of, 0–1 each.</summary>
    public required ImmutableSortedDictionary<string, double> ConfidenceParts { get; init; }

    /// <summary>How well what was sent matches what was observed, 0–1.</summary>
    public required double? Fidelity { get; init; }

    /// <summary>Requests observed.</summary>
    public required long? ObservedRequests { get; init; }

    /// <summary>Lines of the source that could not be read.</summary>
    public required long? SkippedLines { get; init; }

    /// <summary>First observation.</summary>
    public required DateTimeOffset? From { get; init; }

    /// <summary>Last observation.</summary>
    public required DateTimeOffset? To { get; init; }

    /// <summary>Mean rate observed, requests/s.</summary>
    public required double? MeanRequestsPerSecond { get; init; }

    /// <summary>Peak rate observed, requests/s.</summary>
    public required double? PeakRequestsPerSecond { get; init; }

    /// <summary>The mix.</summary>
    public required ImmutableArray<TrafficRequestSummary> Requests { get; init; }
}

/// <summary>A kind of request in the mix; null: not observed.</summary>
public sealed record TrafficRequestSummary(
    string Method, string Path, double Share, long? Count, double? ErrorRate, double? P50Milliseconds, double? P99Milliseconds);
