using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using SentinelPerf.Detection;
using SentinelPerf.Tests;

namespace SentinelPerf.Bench.Study;

/// <summary><c>study</c>: makes the runs of a design that are not in a file yet, one row each, until the time is up.</summary>
internal static class StudyCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(90);

    /// <summary>Sources that this program was built from, when the build knew them.</summary>
    public static string Commit { get; } =
        typeof(BreakingPointSearch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, { Length: >= 7 } revision] ? revision[..7] : "";

    private static string Folder { get; } = Path.Combine(Repository.Root, "docs", "studies");

    public static async Task<int> RunAsync(string[] words)
    {
        switch (words)
        {
            case ["table", ..]:
                return Tables(words[1..]);
            case ["real", ..]:
                RealStudy.RequireRelease();
                var arguments = Read(words);
                return await RunAsync("real", arguments, [.. RealServer.All.Select(s => (s.Name, s.Group))], arguments.Has("--beside-build") ? RealStudy.BesideBuild : RealStudy.Quiet, 10, RealStudy.RunAsync);
            case ["simulation", ..]:
                arguments = Read(words);
                if (arguments.Has("--beside-build")) throw new UsageException("--beside-build belongs to 'study real': a simulation does not feel a build");
                return await RunAsync("simulation", arguments, [.. SimulatedCase.All.Select(s => (s.Name, s.Group))], SimulatedStudy.Condition, 100, SimulatedStudy.RunAsync);
            default:
                throw new UsageException(words.Length == 0 ? "study needs one of real, simulation, table" : $"there is no study '{words[0]}'; there is real, simulation and table");
        }
    }

    private static Arguments Read(string[] words) => new(words[1..], 0, ["--limit", "--csv", "--servers", "--runs", "--budget"], "--beside-build");

    private static async Task<int> RunAsync(
        string kind, Arguments arguments, (string Name, string Group)[] servers, string condition, int presetRuns, Func<StudyCell, CancellationToken, Task<StudyRow>> run)
    {
        var limit = arguments.Time("--limit", s_limit);
        var design = StudyDesign.Cells(StudyDesign.Choose(servers, arguments.Text("--servers")), arguments.Whole("--runs", presetRuns), arguments.Time("--budget", s_budget), condition);
        using var file = StudyFile.Open(arguments.Text("--csv") ?? Path.Combine(Folder, $"breaking-point-{kind}.csv"));
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        var start = Stopwatch.GetTimestamp();
        var done = 0;
        var left = design.Where(c => !file.Holds(c)).ToList();
        Console.WriteLine($"{design.Count - left.Count} of {design.Count} runs are in the file already");
        foreach (var cell in left)
        {
            if (Stopwatch.GetElapsedTime(start) >= limit) break;
            try
            {
                var row = await run(cell, stop.Token);
                file.Append(row);
                done++;
                if (kind == "real" || done % 100 == 0) Console.WriteLine($"{Stopwatch.GetElapsedTime(start):hh\\:mm\\:ss} {StudyCsv.Format(row)}");
            }
            catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or InvalidOperationException)
            {
                Console.WriteLine($"interrupted; {done} runs were added");
                return 130;
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} runs were added in {Stopwatch.GetElapsedTime(start).TotalMinutes:F1} min; {left.Count - done} are left"));
        return 0;
    }

    private static int Tables(string[] words)
    {
        var arguments = new Arguments(words, int.MaxValue, ["--output"]);
        var files = arguments.Positions.Count > 0 ? arguments.Positions : [.. Directory.GetFiles(Folder, "breaking-point-*.csv").Order()];
        if (files.Count == 0) throw new UsageException($"there is no file in {Folder} to make tables of");
        var page = StudyTable.Page([.. files.Select(f => (Path.GetFileName(f), StudyFile.Read(f)))]);
        var output = arguments.Text("--output") ?? Path.Combine(Folder, "breaking-point.md");
        if (output == "-") Console.Write(page);
        else File.WriteAllText(output, page);
        return 0;
    }
}
