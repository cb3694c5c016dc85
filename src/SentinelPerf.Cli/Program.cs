using SentinelPerf.Cli;
using SentinelPerf.Pipeline;

// First of all: the settings must stand before the first socket of the process.
await RuntimeSettings.ApplyAsync();
var pipeline = new RunPipeline((options, progress, cancel) => SentinelRun.ExecuteAsync(OpenAIChatClient.Connect(options), progress, cancel), SentinelRun.PlanAsync) { Refuse = SentinelRun.RefuseAsync };
return await CommandLine.InvokeAsync(args, pipeline, ToolSurroundings.OfThisProcess(), CancellationToken.None);
