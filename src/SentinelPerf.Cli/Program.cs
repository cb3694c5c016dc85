using SentinelPerf.Cli;

// First of all: the settings must stand before the first socket of the process.
await RuntimeSettings.ApplyAsync();
return await CommandLine.InvokeAsync(args, pipeline: null, ToolSurroundings.OfThisProcess(), CancellationToken.None);
