using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Detection;

/// <summary>
/// Finds the largest rate that a target sustains within an objective, with an interval, inside a budget. Pure decision code: it sees the
/// target only through <see cref="ITrialRunner"/> and its clock, so the same search runs against the engine, a simulator or another engine.
/// </summary>
public static class BreakingPointSearch
{
    /// <summary>Searches.</summary>
    /// <param name="runner">Runs the trials; its clock is 0 at the target's start.</param>
    /// <param name="objective">What good service is; without a latency limit, T = max(10 × healthy median, 100 ms).</param>
    /// <param name="options">Budget, seed, gate.</param>
    /// <param name="progress">One event per trial.</param>
    /// <param name="cancel">Ends the search; what was measured is kept.</param>
    /// <returns>The result; after cancellation or a crash it holds every trial until then.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before any trial came to its end.</exception>
    /// <exception cref="SentinelException">The runner failed.</exception>
    public static async Task<SearchResult> RunAsync(
        ITrialRunner runner, Objective objective, SearchOptions options, IProgress<ProgressEvent> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var limits = new TrialLimits(objective.Latency ?? SearchDefaults.ProvisionalLatency, objective.BadShare, objective.ErrorRate);
        var session = new TrialSession(runner, options, limits, progress);
        var course = new SearchCourse(session, objective, options, runner.MaxRatePerSecond);
        try
        {
            await course.RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && session.Trials.Length > 0)
        {
            course.Cancelled();
        }
        catch (SearchEndedException ended) when (ended.Crash is { } crash)
        {
            await CrashReplay.RunAsync(session, course, crash, ended.Reason, cancel);
        }
        catch (SearchEndedException ended)
        {
            course.Ended(ended.Reason);
        }
        return SearchReport.Build(session, course);
    }
}
