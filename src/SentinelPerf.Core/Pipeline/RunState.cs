using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Signals;
using SentinelPerf.Traffic;

namespace SentinelPerf.Pipeline;

/// <summary>What a run has reached so far, so that an end at any point loses nothing.</summary>
internal sealed class RunState
{
    public RateUnit Unit { get; set; } = RateUnit.Requests;

    public TargetFacts? Target { get; set; }

    public TrafficModel? Traffic { get; set; }

    public LoadPlan? Plan { get; set; }

    public double? SelfTestRatePerSecond { get; set; }

    public CorePlan Cores { get; set; } = CorePlan.Shared;

    public string Transport { get; set; } = "handler";

    public SearchResult? Search { get; set; }

    public SignalLog Signals { get; set; } = SignalLog.Empty;

    public DiagnosisResult Diagnosis { get; set; } = DiagnosisResult.None;

    public ExplanationResult Explanation { get; set; } = ExplanationResult.None;

    public CostFacts? Cost { get; set; }

    public ImmutableArray<string> LastLines { get; set; } = [];

    public List<Problem> Problems { get; } = [];

    public bool Cancelled { get; set; }
}
