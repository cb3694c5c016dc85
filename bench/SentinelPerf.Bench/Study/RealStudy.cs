using System.Diagnostics;
using System.Globalization;
using SentinelPerf.Measurement;
using SentinelPerf.Reporting;
using SentinelPerf.Tests;
using SentinelPerf.Tests.Truth;

namespace SentinelPerf.Bench.Study;

/// <summary>The whole tool, as a user starts it, against real servers of known capacity.</summary>
internal static class RealStudy
{
    public const string Quiet = "quiet";
    public const string BesideBuild = "build";

    private static string Tool { get; } = Path.Combine(Repository.Root, "src", "SentinelPerf.Cli", "bin", "Release", "net10.0", "sentinelperf.dll");

    /// <summary>Refuses what would not measure the product.</summary>
    public static void RequireRelease()
    {
        if (new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name != "Release")
            throw new UsageException("a study of the real tool needs -c Release: a Debug generator would measure itself");
    }

    public static async Task<StudyRow> RunAsync(StudyCell cell, CancellationToken cancel)
    {
        var chosen = RealServer.All.Single(s => s.Name == cell.Server);
        await using var build = cell.Condition == BesideBuild ? ParallelBuild.Start() : null;
        await using var server = await GroundTruthServer.StartAsync(chosen.Arguments, cancel);
        var started = DateTimeOffset.UtcNow;
        var before = chosen.Truth ?? ClosedLoop(server.Url);
        var folder = Directory.CreateTempSubdirectory("sentinelperf-study-");
        try
        {
            var (summary, wall) = await RunToolAsync(cell, server.Url, folder.FullName, cancel);
            cancel.ThrowIfCancellationRequested();
            var point = summary.BreakingPoint;
            // A machine changes its speed within minutes: the truth of a CPU-bound server is the mean of what stood before and after.
            var truth = chosen.Truth ?? (before + ClosedLoop(server.Url)) / 2;
            return new()
            {
                Cell = cell, Started = started, Group = chosen.Group, Truth = truth, Status = SimulatedStudy.StatusName(point.Status),
                Reason = string.Join(' ', [.. summary.Reasons.Select(r => r.Code).Distinct(), .. SimulatedStudy.Said(point.NonMonotone, point.Recovery)]),
                Rate = point.Rate, Low = point.Low, High = point.High, WallSeconds = wall, Cause = summary.Diagnosis?.Cause ?? "",
                Machine = summary.Machine.Fingerprint, Commit = StudyCommand.Commit,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(RunSummary Summary, double WallSeconds)> RunToolAsync(StudyCell cell, Uri url, string folder, CancellationToken cancel)
    {
        var seed = string.Create(CultureInfo.InvariantCulture, $"load.seed={cell.Seed}");
        var start = new ProcessStartInfo("dotnet",
            ["exec", Tool, "run", "--url", url.ToString(), "--latency", "250ms", "--budget", DurationText.Format(cell.Budget), "--set", seed, "--output", folder, "--quiet"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("CI");
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        var wall = watch.Elapsed.TotalSeconds;
        if (!File.Exists(Path.Combine(folder, "summary.json"))) throw new InvalidOperationException($"the tool wrote no summary: {string.Concat(await said).Trim()}");
        return (SummaryReader.Read(folder), wall);
    }

    /// <summary>Goodput of a long closed loop with the product's own transport: it shares the machine with the target as the run does.</summary>
    private static double ClosedLoop(Uri url)
    {
        var said = Child.Figures(Child.Output("dotnet", Child.Self($"own raw saturation {url} 4")));
        return said["errors"] == 0 ? said["rate"] : throw new InvalidOperationException("the server of unknown truth answers with errors");
    }
}
