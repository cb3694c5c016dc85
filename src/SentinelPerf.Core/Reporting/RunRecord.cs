using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Diagnosis;
using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Signals;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Reporting;

/// <summary>What the reports say of the target.</summary>
/// <param name="Kind">How it came to run.</param>
/// <param name="Name">Project, host or program.</param>
/// <param name="Url">Where it answered; null when it never did.</param>
/// <param name="Commit">Commit of its repository; null when unknown.</param>
/// <param name="Runtime"><c>.NET 10.0.12</c>; null when unknown.</param>
public sealed record TargetFacts(TargetKind Kind, string Name, string? Url, string? Commit, string? Runtime);

/// <summary>The machine.</summary>
/// <param name="Fingerprint">Hash of what makes results comparable: processor, cores, memory, OS, container limits.</param>
/// <param name="Processor">Processor name.</param>
/// <param name="Cores">Cores available.</param>
/// <param name="MemoryBytes">Memory available.</param>
/// <param name="Os">Operating system.</param>
/// <param name="Container">Container runtime; null when none.</param>
public sealed record MachineFacts(string Fingerprint, string? Processor, int Cores, long MemoryBytes, string Os, string? Container);

/// <summary>The generator over the whole run.</summary>
public sealed record GeneratorFacts
{
    /// <summary><c>embedded</c> or <c>k6</c>.</summary>
    public string Engine { get; init; } = "embedded";

    /// <summary><c>raw</c> or <c>handler</c>.</summary>
    public string Transport { get; init; } = "handler";

    /// <summary>No standing veto at the end.</summary>
    public bool Healthy { get; init; } = true;

    /// <summary>Own CPU per request, µs.</summary>
    public double? CpuMicrosecondsPerRequest { get; init; }

    /// <summary>Own CPU / machine, 0–1, in the trials near the capacity.</summary>
    public double? CpuShare { get; init; }

    /// <summary>99th percentile of the send lag in the worst trial that counted, ms.</summary>
    public double? SendLagP99Milliseconds { get; init; }

    /// <summary>What the generator reached against a null server, requests/s; null: not measured.</summary>
    public double? SelfTestRatePerSecond { get; init; }

    /// <summary>Cores that were the generator's alone; null: generator and target shared all.</summary>
    public int? GeneratorCores { get; init; }

    /// <summary>Cores that were the target's alone; null: generator and target shared all.</summary>
    public int? TargetCores { get; init; }

    /// <summary>The target's CPU / machine, 0–1, in the trials near the capacity.</summary>
    public double? TargetCpuShare { get; init; }

    /// <summary>Each health figure as it was in the trial, of those that counted, in which it was worst.</summary>
    public GeneratorExtremes Worst { get; init; } = new();
}

/// <summary>Health figures of the generator and the machine around, each as it was worst in a trial that counted; null: not measured in any.</summary>
public sealed record GeneratorExtremes
{
    /// <summary>Longest gap between two heartbeats of the pacer.</summary>
    public TimeSpan? HeartbeatGap { get; init; }

    /// <summary>Longest own garbage collection pause.</summary>
    public TimeSpan? GcPause { get; init; }

    /// <summary>99th percentile of the delay in handling completions.</summary>
    public TimeSpan? CompletionDelayP99 { get; init; }

    /// <summary>Least requests sent / due, 0–1.</summary>
    public double? OfferedShare { get; init; }

    /// <summary>Distance of the gaps between sends from those of the schedule (Kolmogorov–Smirnov), 0–1.</summary>
    public double? SendGapDistance { get; init; }

    /// <summary>Deviation from Little's law, as a share.</summary>
    public double? LittlesLawDeviation { get; init; }

    /// <summary>CPU time stolen by the hypervisor, 0–1.</summary>
    public double? StealShare { get; init; }

    /// <summary>CPU of processes that are neither target nor generator / machine, 0–1.</summary>
    public double? ThirdProcessShare { get; init; }

    /// <summary>Ephemeral ports left / all, 0–1.</summary>
    public double? PortsLeftShare { get; init; }

    /// <summary>Descriptors of the generator left / all, 0–1.</summary>
    public double? DescriptorsLeftShare { get; init; }
}

/// <summary>Cost of a request on the target; null: not measured.</summary>
public sealed record CostFacts(double? CpuMillisecondsPerRequest, double? CpuSpread, double? AllocatedBytesPerRequest, double? AllocatedSpread);

/// <summary>Everything that a run did and found: what the reports are made from. Parts that the run did not reach are null.</summary>
public sealed record RunRecord
{
    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The target.</summary>
    public required TargetFacts Target { get; init; }

    /// <summary>The machine.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>The objective as asked; the limit in force stands in <see cref="Search"/>.</summary>
    public required Objective Objective { get; init; }

    /// <summary>The end.</summary>
    public required RunVerdict Verdict { get; init; }

    /// <summary>What every rate counts per second.</summary>
    public RateUnit Unit { get; init; } = RateUnit.Requests;

    /// <summary>What users do.</summary>
    public TrafficModel? Traffic { get; init; }

    /// <summary>What was sent.</summary>
    public LoadPlan? Plan { get; init; }

    /// <summary>The search; null: not run.</summary>
    public SearchResult? Search { get; init; }

    /// <summary>What was watched.</summary>
    public SignalLog Signals { get; init; } = SignalLog.Empty;

    /// <summary>Why it broke.</summary>
    public DiagnosisResult Diagnosis { get; init; } = DiagnosisResult.None;

    /// <summary>In words.</summary>
    public ExplanationResult Explanation { get; init; } = ExplanationResult.None;

    /// <summary>Cost of a request.</summary>
    public CostFacts? Cost { get; init; }

    /// <summary>The generator.</summary>
    public GeneratorFacts Generator { get; init; } = new();

    /// <summary>What else happened, in order: offset, event, detail.</summary>
    public ImmutableArray<TimelineEvent> Timeline { get; init; } = [];

    /// <summary>The target's last output lines when it died.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>Command that repeats the run, without secrets; null: the plain command for the kind of target.</summary>
    public string? Reproduce { get; init; }

    /// <summary>What weakens the run beside the search: signals that could not be had, a document that could not be read, a model that does not answer.</summary>
    public ImmutableArray<Problem> Warnings { get; init; } = [];

    /// <summary>Values that no report may hold (authentication, keys): each is masked wherever it occurs. Never written themselves.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];
}

/// <summary>One thing that happened.</summary>
/// <param name="At">Offset on the run's clock.</param>
/// <param name="OfferedPerSecond">Offered rate then; null when none.</param>
/// <param name="Event">Short stable name.</param>
/// <param name="Detail">One line.</param>
public sealed record TimelineEvent(TimeSpan At, double? OfferedPerSecond, string Event, string Detail);
