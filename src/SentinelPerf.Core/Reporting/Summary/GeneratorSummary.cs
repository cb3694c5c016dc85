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
/// <param name="VoidTrials">Trials that say nothing about the target.</param>
/// <param name="Vetoes">Why, with the number of trials.</param>
public sealed record GeneratorSummary(
    string Engine, string Transport, bool Healthy, double? CpuMicrosecondsPerRequest, double? CpuShare, double? SendLagP99Milliseconds,
    double? SelfTestRate, int VoidTrials, ImmutableArray<VetoSummary> Vetoes);

/// <summary>A veto and how many trials it stood in.</summary>
public sealed record VetoSummary(string Reason, int Trials);
