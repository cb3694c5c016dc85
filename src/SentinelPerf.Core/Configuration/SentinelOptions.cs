using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Everything that a run is told, one record per room.</summary>
public sealed record SentinelOptions
{
    /// <summary>What runs under test.</summary>
    public TargetOptions Target { get; init; } = new();

    /// <summary>What is sent.</summary>
    public TrafficOptions Traffic { get; init; } = new();

    /// <summary>What good service is.</summary>
    public Objective Objective { get; init; } = new();

    /// <summary>How load is made.</summary>
    public LoadOptions Load { get; init; } = new();

    /// <summary>Which load tests run, and around which rate.</summary>
    public LoadTestOptions Tests { get; init; } = new();

    /// <summary>Limits.</summary>
    public GateOptions Gates { get; init; } = new();

    /// <summary>Where reports go.</summary>
    public OutputOptions Output { get; init; } = new();

    /// <summary>Who explains.</summary>
    public ExplainOptions Explain { get; init; } = new();

    /// <summary>Takes the secrets of these options out of anything that leaves the process. The loader fills it.</summary>
    public SecretMask Secrets { get; init; } = SecretMask.None;

    /// <summary>Wall time of the run: what is set, else enough for each test's default.</summary>
    public TimeSpan Budget => Load.IsBudgetSet ? Load.Budget : TestTimes.DefaultBudget(Tests);

    /// <summary>Every problem of all rooms' options and of how they go together; empty when there is none.</summary>
    public IEnumerable<Problem> Validate() =>
    [
        .. Target.Validate(), .. Traffic.Validate(), .. Objective.Validate(), .. Load.Validate(), .. Tests.Validate(), .. Gates.Validate(), .. Explain.Validate(), .. Together(),
    ];

    private IEnumerable<Problem> Together()
    {
        if (Load.Budget >= LoadOptions.ShortestBudget && Budget < TestTimes.Least(Tests))
            yield return Problem.Error(DiagnosticCodes.BadValue,
                $"load.budget is {DurationText.Format(Budget)}; valid with load.tests [{string.Join(", ", Tests.Tests.Select(LoadTestOptions.Name))}]: {DurationText.Format(TestTimes.Least(Tests))} or longer; raise it, shorten load.durations, or name fewer tests")
                with { Setting = "load.budget" };
        if (Tests.RatePerSecond is { } expected && Load.MaxRatePerSecond < expected)
            yield return Problem.Warning(DiagnosticCodes.SettingsDoubtful,
                $"load.maxRate is {RateText.Format(Load.MaxRatePerSecond!.Value)} and load.rate {RateText.Format(expected)}: the expected rate is never offered; raise load.maxRate")
                with { Setting = "load.maxRate" };
        if (Load.MaxRatePerSecond is { } most && Gates.MinRatePerSecond is { } least && most < least)
            yield return Problem.Warning(DiagnosticCodes.SettingsDoubtful,
                $"load.maxRate is {RateText.Format(most)} and gates.minRate {RateText.Format(least)}: the gate cannot be met at a rate that is never offered; raise load.maxRate")
                with { Setting = "load.maxRate" };
        if (Objective.Latency is { } latency && latency >= Load.Timeout)
            yield return Problem.Warning(DiagnosticCodes.SettingsDoubtful,
                $"objective.latency is {DurationText.Format(latency)} and load.timeout {DurationText.Format(Load.Timeout)}: slow requests end as timeouts before they are late; raise load.timeout")
                with { Setting = "objective.latency" };
    }
}
