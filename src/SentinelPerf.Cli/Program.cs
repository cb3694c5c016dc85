using SentinelPerf.Cli;
using SentinelPerf.Pipeline;
using SentinelPerf.Reporting;

// First of all: the settings must stand before the first socket of the process.
await RuntimeSettings.ApplyAsync();
var pipeline = new RunPipeline(SentinelRun.ExecuteAsync, SentinelRun.PlanAsync, SummaryWriter.ToJson);
return await CommandLine.InvokeAsync(args, pipeline, ToolSurroundings.OfThisProcess(), CancellationToken.None);
