using System.Globalization;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Simulation;

/// <summary>One search against a server of known capacity.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Error">ln(found / true); NaN when not found.</param>
/// <param name="Width">Relative width of the interval.</param>
/// <param name="Holds">The interval holds the truth.</param>
/// <param name="Seconds">On the run's clock.</param>
/// <param name="Reason">Why not found.</param>
internal sealed record StudyRun(string Server, double Error, double Width, bool Holds, double Seconds, string? Reason)
{
    public bool Found => !double.IsNaN(Error);
}

/// <summary>Error, bias, coverage, width and time of the search over servers and seeds.</summary>
internal static class SearchStudy
{
    public static async Task<List<StudyRun>> RunAsync(IEnumerable<StudyServer> servers, int seeds, double budget, CancellationToken cancel)
    {
        var runs = new List<StudyRun>();
        foreach (var server in servers)
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                var runner = new SimulatedRunner(server.Make(ServerSeed(seed)));
                var options = new SearchOptions { Budget = TimeSpan.FromSeconds(budget), Seed = seed };
                var point = (await BreakingPointSearch.RunAsync(runner, server.Objective, options, new Silence(), cancel)).BreakingPoint;
                var found = point.Status == SearchStatus.Found;
                runs.Add(new StudyRun(server.Name, found ? Math.Log(point.RatePerSecond!.Value / server.Truth) : double.NaN,
                    found ? point.Interval!.Value.RelativeWidth : double.NaN, found && point.Interval!.Value.Contains(server.Truth),
                    runner.Now.TotalSeconds, found ? null : point.Reasons.FirstOrDefault()?.Id ?? "none"));
            }
        return runs;
    }

    /// <summary>Seed of the server when the search has this one.</summary>
    public static ulong ServerSeed(ulong seed) => seed * 977 + 5;

    public static string Header => $"{"server",-28} runs found  med|e|  p90|e|   bias   SD ln  cover  width  p95 t";

    public static string Row(string name, IReadOnlyCollection<StudyRun> runs)
    {
        var s = Summarise(runs);
        return string.Create(CultureInfo.InvariantCulture,
            $"{name,-28} {runs.Count,4} {100 * s.FoundShare,4:0}% {100 * s.MedianError,6:0.00}% {100 * s.ErrorAt90,6:0.00}% {100 * s.Bias,6:0.00}% {100 * s.Deviation,5:0.00}% {100 * s.Coverage,5:0}% {100 * s.Width,5:0.0}% {s.SecondsAt95,5:0.0}s {string.Join(" ", runs.Where(r => !r.Found).CountBy(r => r.Reason!).Select(c => $"{c.Key}={c.Value}"))}");
    }

    public static StudySummary Summarise(IReadOnlyCollection<StudyRun> runs)
    {
        var found = runs.Where(r => r.Found).ToArray();
        double[] size = [.. found.Select(r => Math.Abs(r.Error))];
        var bias = found.Length == 0 ? double.NaN : found.Average(r => r.Error);
        return new StudySummary((double)found.Length / runs.Count, RobustStatistics.Median(size), RobustStatistics.Quantile(size, 0.9), bias,
            found.Length == 0 ? double.NaN : Math.Sqrt(found.Average(r => (r.Error - bias) * (r.Error - bias))),
            found.Length == 0 ? double.NaN : found.Average(r => r.Holds ? 1.0 : 0), RobustStatistics.Median([.. found.Select(r => r.Width)]),
            RobustStatistics.Quantile([.. runs.Select(r => r.Seconds)], 0.95));
    }

    private sealed class Silence : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) { }
    }
}

/// <summary>Figures of a study; shares 0–1.</summary>
internal sealed record StudySummary(double FoundShare, double MedianError, double ErrorAt90, double Bias, double Deviation, double Coverage, double Width, double SecondsAt95);
