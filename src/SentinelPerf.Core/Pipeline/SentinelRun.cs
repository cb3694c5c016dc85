using System.Collections.Immutable;
using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Reporting;

namespace SentinelPerf.Pipeline;

/// <summary>The door of the library: one run from start to verdict, the same that the build, the tool and the test attribute make.</summary>
public static class SentinelRun
{
    /// <summary>
    /// Starts the target, learns its routes, drives it, finds the breaking point, names the cause, judges the gates and writes the reports.
    /// Every end has a record: what fails becomes its verdict (<c>error</c> with a coded reason), and a cancelled run keeps what it measured.
    /// </summary>
    /// <param name="options">What the run is told.</param>
    /// <param name="progress">Hears a line per step.</param>
    /// <param name="cancel">Ends the run early; its record then says <c>cancelled</c>.</param>
    /// <returns>The record and the reports that were made from it.</returns>
    /// <exception cref="SentinelException">SP9002: a report could not be written.</exception>
    public static Task<RunResult> ExecuteAsync(SentinelOptions options, IProgress<ProgressEvent> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        return new RunExecutor(options, progress, TimeProvider.System).ExecuteAsync(cancel);
    }

    /// <inheritdoc cref="ExecuteAsync(SentinelOptions, IProgress{ProgressEvent}, CancellationToken)"/>
    public static Task<RunResult> ExecuteAsync(SentinelOptions options, CancellationToken cancel) => ExecuteAsync(options, new Progress<ProgressEvent>(), cancel);

    /// <summary>The same run, driven by something else than requests planned from the target's routes.</summary>
    /// <param name="options">What the run is told; its traffic is not used.</param>
    /// <param name="workload">What is driven.</param>
    /// <param name="progress">Hears a line per step.</param>
    /// <param name="cancel">Ends the run early; its record then says <c>cancelled</c>.</param>
    /// <returns>The record and the reports that were made from it.</returns>
    /// <exception cref="SentinelException">SP9002: a report could not be written.</exception>
    public static Task<RunResult> ExecuteAsync(SentinelOptions options, Workload workload, IProgress<ProgressEvent> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(progress);
        return new RunExecutor(options, progress, TimeProvider.System, workload).ExecuteAsync(cancel);
    }

    /// <summary>Says what a run would do: starts the target to learn its routes, sends it nothing but readiness checks, and stops it.</summary>
    /// <param name="options">What the run is told.</param>
    /// <param name="progress">Hears a line per step.</param>
    /// <param name="cancel">Ends the dry run.</param>
    /// <exception cref="SentinelException">The target does not start, or nothing could be sent to it.</exception>
    public static Task<RunPreview> PlanAsync(SentinelOptions options, IProgress<ProgressEvent> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        return new RunExecutor(options, progress, TimeProvider.System).PreviewAsync(cancel);
    }

    /// <summary>Writes the reports of a run that could not begin because its configuration is bad: every run has a summary.</summary>
    /// <param name="problems">What is wrong; at least one error.</param>
    /// <param name="folder">Folder of the reports.</param>
    /// <param name="cancel">Ends the writing.</param>
    public static async Task<RunResult> RefuseAsync(ImmutableArray<Problem> problems, string folder, CancellationToken cancel)
    {
        var state = new RunState();
        state.Problems.AddRange(problems);
        var record = RunRecorder.Record(state, new SentinelOptions(), TimeProvider.System.GetUtcNow(), TimeSpan.Zero);
        return new RunResult(record, await ReportWriter.WriteAsync(record, folder, cancel));
    }
}
