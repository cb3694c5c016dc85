using System.Collections.Immutable;

namespace SentinelPerf.Traffic;

/// <summary>What a user does in one session, one request after the other.</summary>
/// <param name="Name">Its name in reports; unique.</param>
/// <param name="Share">Share of all arrivals, 0–1, where a session counts as one; in <see cref="TrafficOptions"/> its weight.</param>
/// <param name="Steps">At least one.</param>
public sealed record TrafficFlow(string Name, double Share, ImmutableArray<TrafficStep> Steps);

/// <summary>One request of a flow.</summary>
/// <param name="Request">The request; its share is not used.</param>
public sealed record TrafficStep(TrafficRequest Request)
{
    /// <summary>What later steps need of its answer.</summary>
    public ImmutableArray<Extraction> Extract { get; init; } = [];

    /// <summary>How long the user waits after the answer before the next step, ≥ 0.</summary>
    public TimeSpan Think { get; init; }
}
