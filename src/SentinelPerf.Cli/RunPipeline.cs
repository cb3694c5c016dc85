using System.Collections.Immutable;
using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Pipeline;

namespace SentinelPerf.Cli;

/// <summary>What the tool asks of Core.</summary>
/// <param name="Execute">Does the whole run and writes the reports into the output folder, the summary last.</param>
/// <param name="Plan">Starts the target, learns its routes, and sends no load.</param>
internal sealed record RunPipeline(
    Func<SentinelOptions, IProgress<ProgressEvent>, CancellationToken, Task<RunResult>> Execute,
    Func<SentinelOptions, IProgress<ProgressEvent>, CancellationToken, Task<RunPreview>> Plan)
{
    /// <summary>Writes the summary of a run that could not begin, because its configuration is bad, into a folder; null: such a run has none.</summary>
    public Func<ImmutableArray<Problem>, string, CancellationToken, Task<RunResult>>? Refuse { get; init; }
}
