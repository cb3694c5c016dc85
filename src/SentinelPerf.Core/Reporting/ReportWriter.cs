using System.Collections.Immutable;
using System.Text;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Reporting;

/// <summary>The reports of a run, as full paths.</summary>
/// <param name="Folder">Where they stand.</param>
/// <param name="Summary"><c>summary.json</c>.</param>
/// <param name="Markdown"><c>report.md</c>; null when it could not be written.</param>
/// <param name="Plots">SVG files; empty without trials.</param>
public sealed record ReportFiles(string Folder, string Summary, string? Markdown, ImmutableArray<string> Plots)
{
    /// <summary>All files that exist.</summary>
    public IEnumerable<string> All => [Summary, .. Markdown is null ? Array.Empty<string>() : [Markdown], .. Plots];
}

/// <summary>Writes the reports of a run, whatever its end: plots, <c>report.md</c>, and <c>summary.json</c> last.</summary>
public static class ReportWriter
{
    /// <summary>Writes all reports, each atomically, over those of an earlier run; plots that this run does not have are removed.</summary>
    /// <param name="run">What happened.</param>
    /// <param name="folder">Made when it is missing.</param>
    /// <param name="cancel">For the report of a cancelled run pass <see cref="CancellationToken.None"/>.</param>
    /// <exception cref="SentinelException">SP9002: something could not be written; the summary alone was tried after it, and the message says whether it stands.</exception>
    public static async Task<ReportFiles> WriteAsync(RunRecord run, string folder, CancellationToken cancel)
    {
        folder = Path.GetFullPath(folder);
        var view = RunView.Of(run);
        var writing = folder;
        try
        {
            Directory.CreateDirectory(folder);
            var plots = Plots.Draw(view);
            foreach (var file in Plots.Files.Except(plots.Select(p => p.File))) File.Delete(writing = Path.Combine(folder, file));
            foreach (var (file, svg) in plots) await AtomicFile.WriteAsync(writing = Path.Combine(folder, file), Utf8(svg), cancel);
            ImmutableArray<string> names = [.. plots.Select(p => p.File)];
            var markdown = writing = Path.Combine(folder, MarkdownReport.FileName);
            await AtomicFile.WriteAsync(markdown, Utf8(MarkdownReport.Write(view, names)), cancel);
            await RejectedClaimsFile.WriteAsync(view.Run.Explanation.Rejected, writing = Path.Combine(folder, RejectedClaimsFile.FileName), cancel);
            writing = Path.Combine(folder, SummaryWriter.FileName);
            await SummaryWriter.WriteAsync(SummaryMapper.Map(view, new(MarkdownReport.FileName, names)), folder, cancel);
            return new(folder, writing, markdown, [.. names.Select(n => Path.Combine(folder, n))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var rescued = await TrySummaryAloneAsync(view, folder, cancel);
            throw NotWritten(writing, e, rescued ? $" summary.json alone stands in {folder}." : "");
        }
    }

    /// <summary>Makes the folder ready before a run: creates it, tries that it can be written, and removes the reports of an earlier run,
    /// so that a run that is killed cannot be taken for the one before it.</summary>
    /// <exception cref="SentinelException">SP9002: it cannot be written.</exception>
    public static async Task PrepareAsync(string folder, CancellationToken cancel)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var trial = Path.Combine(folder, ".writable");
            await AtomicFile.WriteAsync(trial, Utf8("\n"), cancel);
            foreach (var file in Plots.Files.Prepend(SummaryWriter.FileName).Append(MarkdownReport.FileName).Append(RejectedClaimsFile.FileName).Append(Path.GetFileName(trial))) File.Delete(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotWritten(folder, e, "");
        }
    }

    private static async Task<bool> TrySummaryAloneAsync(RunView view, string folder, CancellationToken cancel)
    {
        try
        {
            await SummaryWriter.WriteAsync(SummaryMapper.Map(view, new(null, [])), folder, cancel);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The first failure is the one to report; this one has the same reason.
            return false;
        }
    }

    private static SentinelException NotWritten(string path, Exception e, string rescued) => new(
        Problem.Error(DiagnosticCodes.ReportsNotWritten, $"cannot write {path}: {e.Message.ReplaceLineEndings(" ")}{rescued} {DiagnosticCodes.ReportsNotWritten.Remedy}"), e);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
