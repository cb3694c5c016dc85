using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Detection;

/// <summary>The load tests of a run on their way: each by itself, so that one that is spoiled, or kills the target, leaves the others theirs.</summary>
internal sealed class LoadTestCourse(ITrialRunner runner, Objective objective, LoadTestSetup setup, SearchResult? search, IProgress<ProgressEvent> progress)
{
    private readonly ImmutableArray<LoadTestResult>.Builder _results = ImmutableArray.CreateBuilder<LoadTestResult>();
    private TrialLimits _limits = new(objective.Latency ?? SearchDefaults.ProvisionalLatency, objective.BadShare, objective.ErrorRate);
    private HealthyState? _healthy = search?.Healthy;
    private ImmutableArray<JudgedTrial> _warmUp = [];

    private KnownRates Known { get; } = new(setup.Tests.RatePerSecond, Capacity(search));

    public async Task<LoadTestSeries> RunAsync(CancellationToken cancel)
    {
        ImmutableArray<LoadTestKind> tests = [.. setup.Tests.InOrder.Where(k => k != LoadTestKind.Search)];
        var ground = _healthy is null ? await WarmUpAsync(cancel) : null;
        if (_healthy is not null && search is not null) _limits = _limits with { Latency = search.LatencyLimit };
        for (var i = 0; i < tests.Length && !cancel.IsCancellationRequested; i++)
            _results.Add(ground is null ? await RunAsync(tests[i], tests[i..], cancel) : NotRun(tests[i], ground));
        // What came before the first test belongs to it: every trial stands in the summary.
        if (_results.Count > 0) _results[0] = _results[0] with { Trials = [.. _warmUp, .. _results[0].Trials] };
        return new LoadTestSeries { Tests = _results.ToImmutable(), Healthy = _healthy, LatencyLimit = _healthy is null && objective.Latency is null ? TimeSpan.Zero : _limits.Latency, LatencyLimitDerived = objective.Latency is null };
    }

    /// <summary>A rate that the target was seen to sustain.</summary>
    private static double? Capacity(SearchResult? search) => search?.BreakingPoint switch
    {
        { Status: SearchStatus.Found, Interval: { } interval } => interval.Low,
        { Status: SearchStatus.NotReached, TestedUpToPerSecond: { } held } => held,
        _ => null,
    };

    /// <summary>Warm-up and healthy state of a run without a search; the reason why there is none, or null.</summary>
    private async Task<SearchReason?> WarmUpAsync(CancellationToken cancel)
    {
        var session = Session("warm-up", 0);
        try
        {
            var options = new SearchOptions { Budget = setup.End, Seed = setup.Seed, Unit = setup.Unit };
            var warm = await WarmUpPhase.RunAsync(session, options, SearchDefaults.LeastWarmUpPieces, runner.MaxRatePerSecond, cancel);
            _healthy = warm.Healthy;
            _limits = _limits with { Latency = objective.Latency ?? SearchDefaults.DeriveLatency(warm.Healthy.P50) };
            return null;
        }
        catch (SearchEndedException ended)
        {
            return ended.Reason;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && session.Trials.Length > 0)
        {
            return Cancelled;
        }
        finally
        {
            _warmUp = session.Trials;
        }
    }

    private async Task<LoadTestResult> RunAsync(LoadTestKind kind, ImmutableArray<LoadTestKind> left, CancellationToken cancel)
    {
        var time = TestTimes.Share(left, setup.Tests.Durations, setup.End - runner.Now)[kind];
        if (time > setup.End - runner.Now) time = setup.End - runner.Now;
        var session = Session(LoadTestOptions.Name(kind), (ulong)kind);
        var plan = LoadTestPlanner.Plan(kind, Known, setup.Tests, time, session.Ceiling, session.Settle);
        if (plan.Stages.IsEmpty) return NotRun(kind, TestDrive.Reason("no-rate", DiagnosticCodes.NoExpectedRate, $"no expected rate is known{(search is null ? "" : ", and the search found no capacity")}"));
        if (time < TestTimes.Shortest(kind) * 0.9) return NotRun(kind, TestDrive.Reason("budget", DiagnosticCodes.BudgetSpent, $"{DurationText.Format(time)} were left; the test needs {DurationText.Format(TestTimes.Shortest(kind))}"));
        if (!runner.TargetAlive && !await runner.TryRestartTargetAsync(cancel)) return NotRun(kind, TestDrive.Reason("target-died", DiagnosticCodes.TargetDiedUnderLoad, $"the target's process had ended before, and cannot be started again from here"));
        session.Say(LoadTestOptions.Name(kind), LoadTestPlanner.Describe(plan, setup.Tests, setup.Unit));
        // A repetition of what was spoiled may take what is spare, not what a later test needs.
        var reserved = left[1..].Aggregate(TimeSpan.Zero, (sum, later) => sum + setup.Tests.Durations.GetValueOrDefault(later, TestTimes.Shortest(later)));
        var deadline = runner.Now + time;
        var drive = new TestDrive(session, plan, Known, objective, deadline, setup.End - reserved > deadline ? setup.End - reserved : deadline);
        try
        {
            return kind switch
            {
                LoadTestKind.Spike => await SpikeTest.RunAsync(drive, cancel),
                LoadTestKind.Stress => await StressTest.RunAsync(drive, cancel),
                _ => await SteadyTest.RunAsync(drive, setup.Signals, cancel),
            };
        }
        catch (SearchEndedException ended) when (ended.Crash is { } crash)
        {
            return drive.Broken(TestOutcome.Fail, crash.Record.OfferedPerSecond ?? plan.Stages[0].RatePerSecond, crash, ended.Reason);
        }
        catch (SearchEndedException ended)
        {
            return drive.Result(TestOutcome.Inconclusive, ended.Reason);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return drive.Result(TestOutcome.Inconclusive, Cancelled);
        }
    }

    private static SearchReason Cancelled => TestDrive.Reason("cancelled", DiagnosticCodes.SearchCancelled, $"cancelled");

    private TrialSession Session(string label, ulong number) =>
        new(runner, new SearchOptions { Budget = setup.End, Seed = unchecked(setup.Seed + 7919 * (number + 1)), Unit = setup.Unit }, _limits, progress)
        {
            Label = label, HealthyMedian = _healthy?.P50 ?? TimeSpan.Zero, Saturation = search?.SaturationPerSecond,
        };

    private static LoadTestResult NotRun(LoadTestKind kind, SearchReason reason) => new() { Kind = kind, Outcome = TestOutcome.Inconclusive, Reasons = [reason] };
}
