using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Pipeline;
using SentinelPerf.Reporting;

namespace SentinelPerf.Cli;

/// <summary>What the tool asks of Core.</summary>
/// <param name="Execute">Does the whole run and writes the reports into the output folder, the summary last.</param>
/// <param name="Plan">Starts the target, learns its routes, and sends no load.</param>
/// <param name="Summary">The text of <c>summary.json</c>.</param>
internal sealed record RunPipeline(
    Func<SentinelOptions, IProgress<ProgressEvent>, CancellationToken, Task<RunRecord>> Execute,
    Func<SentinelOptions, IProgress<ProgressEvent>, CancellationToken, Task<RunPreview>> Plan,
    Func<RunRecord, string> Summary);
