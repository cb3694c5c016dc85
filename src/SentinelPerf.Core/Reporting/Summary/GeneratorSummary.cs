using System.Collections.Immutable;

namespace SentinelPerf.Reporting;

/// <summary>Cost of a request on the target; null: not measured. Spreads are relative (0.02 is ± 2 %).</summary>
public sealed record CostSummary(double? CpuMillisecondsPerRequest, double? CpuSpread, double? AllocatedBytesPerRequest, double? AllocatedSpread);

/// <summary>The generator over the whole run, as <see cref="GeneratorFacts"/>.</summary>
/// <param name="Engine"><c>embedded</c> or <c>k6</c>.</param>
/// <param name="Transport"><c>raw</c> or <c>handler</c>.</param>
/// <param name="Healthy">No standing veto at the end.</param>
/// <param name="CpuMicrosecondsPerRequest">Own CPU per request.</param>
/// <param name="CpuShare">Own CPU / machine, 0–1.</param>
/// <param name="SendLagP99Milliseconds">99th percentile of the send lag in the worst trial that counted.</param>
/// <param name="SelfTestRate">What it reached against a null server.</param>
/// <param name="Placement"><c>shared</c>: generator and target on all cores; <c>split</c>: each on its own.</param>
/// <param name="GeneratorCores">Cores that were the generator's alone.</param>
/// <param name="TargetCores">Cores that were the target's alone.</param>
/// <param name="TargetCpuShare">The target's CPU / machine, 0–1, near the capacity.</param>
/// <param name="Worst">Each health figure as it was worst in a trial that counted.</param>
/// <param name="VoidTrials">Trials that say nothing about the target.</param>
/// <param name="Vetoes">Why, with the number of trials.</param>
public sealed record GeneratorSummary(
    string Engine, string Transport, bool Healthy, double? CpuMicrosecondsPerRequest, double? CpuShare, double? SendLagP99Milliseconds,
    double? SelfTestRate, string Placement, int? GeneratorCores, int? TargetCores, double? TargetCpuShare, GeneratorWorstSummary Worst, int VoidTrials, ImmutableArray<VetoSummary> Vetoes);

/// <summary>As <see cref="GeneratorExtremes"/>; shares 0–1.</summary>
public sealed record GeneratorWorstSummary(
    double? HeartbeatGapMilliseconds, double? GcPauseMilliseconds, double? CompletionDelayP99Milliseconds, double? OfferedShare, double? SendGapDistance,
    double? LittlesLawDeviation, double? StealShare, double? ThirdProcessShare, double? PortsLeftShare, double? DescriptorsLeftShare);

/// <summary>A veto and how many trials it stood in.</summary>
public sealed record VetoSummary(string Reason, int Trials);
