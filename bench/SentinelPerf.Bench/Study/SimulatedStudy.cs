using SentinelPerf.Core.Tests.Simulation;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;

namespace SentinelPerf.Bench.Study;

/// <summary>The search against the simulator of the tests.</summary>
internal static class SimulatedStudy
{
    public const string Condition = "simulated";

    public static async Task<StudyRow> RunAsync(StudyCell cell, CancellationToken cancel)
    {
        var simulated = SimulatedCase.All.Single(c => c.Name == cell.Server);
        var started = DateTimeOffset.UtcNow;
        var runner = simulated.Server is { } server ? new SimulatedRunner(server.Make(SearchStudy.ServerSeed(cell.Seed))) : simulated.End!.Make(cell.Seed);
        var objective = simulated.Server?.Objective ?? new Objective { Latency = TimeSpan.FromMilliseconds(250) };
        var point = (await BreakingPointSearch.RunAsync(runner, objective, new() { Budget = cell.Budget, Seed = cell.Seed }, new Silence(), cancel)).BreakingPoint;
        cancel.ThrowIfCancellationRequested(); // else what was measured until then would pass for a run
        return new()
        {
            Cell = cell, Started = started, Group = simulated.Group, Truth = simulated.Server?.Truth, Status = StatusName(point.Status), Right = simulated.End?.IsRight(point),
            Reason = string.Join(' ', Said(point)), Rate = point.RatePerSecond, Low = point.Interval?.Low, High = point.Interval?.High,
            WallSeconds = runner.Now.TotalSeconds, Machine = "simulated", Commit = StudyCommand.Commit,
        };
    }

    public static string StatusName(SearchStatus status) => status switch
    {
        SearchStatus.Found => "found",
        SearchStatus.NotReached => "not-reached",
        SearchStatus.Inconclusive => "inconclusive",
        _ => "not-run",
    };

    /// <summary>What else a summary says of the breaking point, in its own words.</summary>
    public static IEnumerable<string> Said(bool nonMonotone, RecoveryOutcome recovery)
    {
        if (nonMonotone) yield return "non-monotone";
        if (recovery is RecoveryOutcome.Metastable) yield return "metastable";
        if (recovery is RecoveryOutcome.PersistentFailure) yield return "persistent-failure";
    }

    private static IEnumerable<string> Said(BreakingPoint point) =>
        [.. point.Reasons.Select(r => r.Id).Distinct(), .. point.Crashed ? ["crash"] : Array.Empty<string>(), .. Said(point.NonMonotone, point.Recovery)];

    private sealed class Silence : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) { }
    }
}
