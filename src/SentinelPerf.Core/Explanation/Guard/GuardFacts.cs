using System.Collections.Frozen;
using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Planning;

namespace SentinelPerf.Explanation;

/// <summary>A figure of the run as a whole, which needs no citation beside the sentence's own.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">UCUM unit.</param>
internal sealed record RunFigure(RunFigureKind Kind, double Value, string Unit);

/// <summary>Kinds of figures of a run.</summary>
internal enum RunFigureKind { Offered, Limit, Observed, At, Capacity }

/// <summary>Everything that a sentence may rest on.</summary>
internal sealed record GuardFacts
{
    /// <summary>Evidence by id.</summary>
    public required FrozenDictionary<string, Evidence> Evidence { get; init; }

    /// <summary>The cause that the diagnosis names.</summary>
    public required string Cause { get; init; }

    /// <summary>Ids of the evidence for it.</summary>
    public ImmutableArray<string> CauseEvidence { get; init; } = [];

    /// <summary>Figures of the run.</summary>
    public ImmutableArray<RunFigure> Figures { get; init; } = [];

    /// <summary>Kind of the first violation; null when nothing was violated.</summary>
    public ViolationKind? Violation { get; init; }

    /// <summary>The route that broke first, and the only route when there is one.</summary>
    public ImmutableArray<string> Routes { get; init; } = [];

    /// <summary>Topics that the answer as a whole may mention.</summary>
    public FrozenSet<string> Known { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Collects what a run offers.</summary>
    public static GuardFacts From(DiagnosisResult diagnosis, SearchResult search, LoadPlan plan)
    {
        var violation = search.BreakingPoint.FirstViolation;
        var unit = violation?.Kind == ViolationKind.Latency ? "ms" : "1";
        RunFigure?[] figures =
        [
            violation is null ? null : new(RunFigureKind.Offered, violation.OfferedPerSecond, "1/s"),
            violation is null ? null : new(RunFigureKind.Limit, violation.Limit, unit),
            violation is null ? null : new(RunFigureKind.Observed, violation.Observed, unit),
            violation is null ? null : new(RunFigureKind.At, violation.At.TotalSeconds, "s"),
            search.LatencyLimit > TimeSpan.Zero ? new(RunFigureKind.Limit, search.LatencyLimit.TotalMilliseconds, "ms") : null,
            search.BreakingPoint.RatePerSecond is { } rate ? new(RunFigureKind.Capacity, rate, "1/s") : null,
        ];
        return new GuardFacts
        {
            Evidence = diagnosis.Evidence.ToFrozenDictionary(e => e.Id, StringComparer.Ordinal),
            Cause = diagnosis.Cause ?? CauseIds.Unknown,
            CauseEvidence = diagnosis.Ranked is [var first, ..] ? first.Evidence : [],
            Figures = [.. figures.OfType<RunFigure>()],
            Violation = violation?.Kind,
            Routes = Named(violation, plan),
            Known = diagnosis.Evidence.SelectMany(Topics.Of).ToFrozenSet(StringComparer.Ordinal),
        };
    }

    private static ImmutableArray<string> Named(Violation? violation, LoadPlan plan) =>
        violation?.Route is { } route && route >= 0 && route < plan.Requests.Length ? [plan.Requests[route].Name]
        : plan.Requests.Length == 1 ? [plan.Requests[0].Name]
        : [];
}
