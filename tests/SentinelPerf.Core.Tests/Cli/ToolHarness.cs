using System.Collections.Immutable;
using SentinelPerf.Cli;
using SentinelPerf.Configuration;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Pipeline;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Cli;

/// <summary>The tool in this process, in a folder of its own, with a pipeline that does what a test says.</summary>
internal sealed class ToolHarness : IDisposable
{
    public ToolHarness()
    {
        Directory.CreateDirectory(Path.Combine(Folder, ".git"));
        File.WriteAllText(Path.Combine(Folder, "Shop.csproj"), "<Project />");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("sentinelperf-cli-").FullName;

    public StringWriter Output { get; } = new();

    public StringWriter Error { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public Stream Input { get; set; } = Stream.Null;

    public bool Terminal { get; set; }

    /// <summary>What a dry run plans, instead of two requests.</summary>
    public LoadPlan? Plan { get; set; }

    public TextWriter? OutputInstead { get; set; }

    /// <summary>What the pipeline was told.</summary>
    public SentinelOptions? Options { get; private set; }

    public Func<SentinelOptions, IProgress<ProgressEvent>, CancellationToken, Task<RunRecord>> Execute { get; set; } = (options, _, _) => Task.FromResult(Found(options));

    public Func<ImmutableArray<Problem>, string, CancellationToken, Task>? Refuse { get; set; }

    /// <summary>Writes a summary as a run would.</summary>
    public static Task WriteSummaryAsync(string? folder, string text)
    {
        Directory.CreateDirectory(folder!);
        return File.WriteAllTextAsync(Path.Combine(folder!, "summary.json"), text);
    }

    private static async Task<RunResult> ResultAsync(Task<RunRecord> run, string folder) => new(await run, Files(folder));

    private static ReportFiles Files(string folder) => new(folder, Path.Combine(folder, "summary.json"), null, []);

    public Task<int> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    public Task<int> RunAsync(CancellationToken cancel, params string[] args)
    {
        var pipeline = new RunPipeline(
            (options, progress, token) =>
            {
                Options = options;
                return ResultAsync(Execute(options, progress, token), options.Output.Folder!);
            },
            (options, _, _) =>
            {
                Options = options;
                return Task.FromResult(Plan is { } plan ? Preview() with { Plan = plan } : Preview());
            }) { Refuse = Refuse is { } refuse ? async (problems, folder, token) => { await refuse(problems, folder, token); return new RunResult(Record(RunJudge.NotRun(problems, new GateOptions())), Files(folder)); } : null };
        var surroundings = new ToolSurroundings
        {
            Output = OutputInstead ?? Output, Error = Error, Input = () => Input, Environment = Environment, WorkingFolder = Folder,
            OutputRedirected = !Terminal, ErrorRedirected = !Terminal,
        };
        return SentinelPerf.Cli.CommandLine.InvokeAsync(args, pipeline, surroundings, cancel);
    }

    public string[] Lines => Output.ToString().Replace(Folder, "~", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static RunRecord Found(SentinelOptions options)
    {
        var search = new SearchResult
        {
            BreakingPoint = new BreakingPoint
            {
                Status = SearchStatus.Found, RatePerSecond = 412.3, Interval = new Interval(398, 425), TestedUpToPerSecond = 640,
                FirstViolation = new Violation(ViolationKind.Latency, 250, 391, 430, TimeSpan.FromSeconds(41.3), 0),
            },
            Trials = [new JudgedTrial(new TrialRecord
            {
                Phase = TrialPhase.Search, StartedAt = TimeSpan.Zero, Settle = TimeSpan.Zero, Scored = TimeSpan.FromSeconds(2), Duration = TimeSpan.FromSeconds(2),
                Scheduled = 800, Due = 800, Sent = 800, ScoredRequests = 800, PlannedScoredRequests = 800, Errors = 0, Late = 0,
            }, TrialOutcome.Pass, null)],
            LatencyLimit = TimeSpan.FromMilliseconds(250),
        };
        return Record(RunJudge.Judge(search, options.Gates)) with
        {
            Search = search,
            Plan = Preview().Plan,
            Diagnosis = new DiagnosisResult { Cause = "lock-contention", Confidence = 0.86 },
            Explanation = new ExplanationResult
            {
                Source = "rules", Steps = [new("Contentions rose from 0.01 to 1.4 per request.", ["E1"])],
                Recommendations = [new("Narrow the lock", "Take the I/O out of the lock.", 0.8, ["E1"])],
            },
        };
    }

    public static RunRecord Record(RunVerdict verdict) => new()
    {
        StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromSeconds(74.2), Objective = new Objective(), Verdict = verdict,
        Target = new TargetFacts(TargetKind.Project, "Shop", "http://127.0.0.1:5000", null, null), Machine = new MachineFacts("f", null, 2, 0, "Linux", null),
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static RunPreview Preview() => new(
        new TargetFacts(TargetKind.Project, "Shop", "http://127.0.0.1:5000", null, null),
        new TrafficModel(["routes:startup-hook"], 0.3, []),
        new LoadPlan(
            [new PlannedRequest("GET", "/items/{id}", 3, ["/items/1", "/items/2", "/items/3", "/items/4"]), new PlannedRequest("GET", "/", 1, ["/"])],
            [new OmittedRoute("POST", "/orders", "POST is not sent unless traffic names it")]));
}
