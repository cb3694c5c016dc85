using System.Collections.Immutable;
using System.Text.Json.Nodes;
using SentinelPerf.Gating;
using SentinelPerf.Targets;

namespace SentinelPerf.Reporting;

/// <summary>
/// <c>summary.json</c>: the machine-readable end of a run. null means 'not measured', with the reason in
/// <see cref="DiagnosisSummary.Missing"/>. Rates are in <see cref="BreakingPointSummary.Unit"/>.
/// </summary>
public sealed record RunSummary
{
    /// <summary>Version of the schema that this build writes: a new major version breaks readers, a minor one adds.</summary>
    public const string CurrentSchemaVersion = "1.0";

    /// <summary>Version of the schema.</summary>
    public required string SchemaVersion { get; init; }

    /// <summary>Who wrote it.</summary>
    public required ToolSummary Tool { get; init; }

    /// <summary>When the run started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>The target.</summary>
    public required TargetSummary Target { get; init; }

    /// <summary>The machine.</summary>
    public required MachineSummary Machine { get; init; }

    /// <summary>The end.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Exit code of the tool.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Why it ended so, and what weakens the result.</summary>
    public required ImmutableArray<ReasonSummary> Reasons { get; init; }

    /// <summary>The objective in force.</summary>
    public required ObjectiveSummary Objective { get; init; }

    /// <summary>The breaking point.</summary>
    public required BreakingPointSummary BreakingPoint { get; init; }

    /// <summary>Load tests that ran.</summary>
    public required ImmutableArray<TestSummary> Tests { get; init; }

    /// <summary>Each route in the trial that stands for the capacity.</summary>
    public required ImmutableArray<RouteSummary> Routes { get; init; }

    /// <summary>Errors by kind, over all trials.</summary>
    public required ImmutableArray<ErrorSummary> Errors { get; init; }

    /// <summary>What was left out, and why.</summary>
    public required ImmutableArray<OmittedRouteSummary> OmittedRoutes { get; init; }

    /// <summary>What happened, in order.</summary>
    public required ImmutableArray<TimelineSummary> Timeline { get; init; }

    /// <summary>Why it broke.</summary>
    public required DiagnosisSummary Diagnosis { get; init; }

    /// <summary>In words.</summary>
    public required ExplanationSummary Explanation { get; init; }

    /// <summary>Cost of a request on the target.</summary>
    public required CostSummary Cost { get; init; }

    /// <summary>The generator.</summary>
    public required GeneratorSummary Generator { get; init; }

    /// <summary>What users do.</summary>
    public required TrafficSummary Traffic { get; init; }

    /// <summary>Every gate that was set.</summary>
    public required ImmutableArray<GateSummary> Gates { get; init; }

    /// <summary>Comparison with a baseline; null: none was made.</summary>
    public required JsonObject? Comparison { get; init; }

    /// <summary>The other reports.</summary>
    public required ArtifactsSummary Artifacts { get; init; }
}

/// <summary>Who wrote the summary.</summary>
/// <param name="Name"><c>SentinelPerf</c>.</param>
/// <param name="Version">Its version.</param>
public sealed record ToolSummary(string Name, string Version);

/// <summary>The target, as <see cref="TargetFacts"/>.</summary>
public sealed record TargetSummary(TargetKind Kind, string Name, string? Url, string? Commit, string? Runtime);

/// <summary>The machine, as <see cref="MachineFacts"/>.</summary>
public sealed record MachineSummary(string Fingerprint, string? Processor, int Cores, long MemoryBytes, string Os, string? Container);

/// <summary>Why a run ended as it did.</summary>
public sealed record ReasonSummary(string Code, string Text);

/// <summary>The objective in force.</summary>
/// <param name="Percentile">Percentile of the limit.</param>
/// <param name="LatencyMilliseconds">T; null when none was set and none could be derived.</param>
/// <param name="ErrorRate">Share of errors allowed, 0–1.</param>
/// <param name="Derived">T comes from the healthy state, not from the user.</param>
public sealed record ObjectiveSummary(double Percentile, double? LatencyMilliseconds, double ErrorRate, bool Derived);

/// <summary>A gate, as <see cref="GateResult"/>.</summary>
public sealed record GateSummary(string Name, double Limit, double? Actual, double? Low, double? High, Verdict Verdict, string Message);

/// <summary>The other reports, relative to the summary's folder.</summary>
/// <param name="Markdown"><c>report.md</c>; null when it could not be written.</param>
/// <param name="Plots">SVG files.</param>
public sealed record ArtifactsSummary(string? Markdown, ImmutableArray<string> Plots);
