using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Detection;

/// <summary>
/// Runs load, soak, spike and stress, after the search or without one. Pure decision code like the search: it sees the target only through
/// <see cref="ITrialRunner"/> and its clock.
/// </summary>
public static class LoadTests
{
    /// <summary>Runs the tests.</summary>
    /// <param name="runner">Runs the trials; its clock is 0 at the target's start.</param>
    /// <param name="objective">What good service is.</param>
    /// <param name="setup">Which tests, until when.</param>
    /// <param name="search">What the search found before: capacity, T and healthy state are taken from it; null: it did not run.</param>
    /// <param name="progress">One event per trial.</param>
    /// <param name="cancel">Ends the tests; what was measured is kept.</param>
    /// <returns>Every test that is asked for, the search left out; after cancellation those until then.</returns>
    public static Task<LoadTestSeries> RunAsync(
        ITrialRunner runner, Objective objective, LoadTestSetup setup, SearchResult? search, IProgress<ProgressEvent> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(progress);
        return new LoadTestCourse(runner, objective, setup, search, progress).RunAsync(cancel);
    }
}
