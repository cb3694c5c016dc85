using SentinelPerf.Diagnostics;

namespace SentinelPerf.Pipeline;

/// <summary>
/// Lets one run at a time measure on a machine: two at once would spoil each other. A lock on a file, so that the operating system frees it
/// however its holder ends.
/// </summary>
public sealed class MachineLock : IDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);

    // errno ENOSPC and EROFS; Windows reports other values and keeps waiting, as its temporary folder is always writable to its user.
    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    private readonly FileStream? _file;

    private MachineLock(FileStream? file) => _file = file;

    /// <summary>Waits until no other run measures; says once that it waits.</summary>
    /// <param name="path">The lock's file; null: the machine-wide one in the temporary folder.</param>
    /// <param name="progress">Told when there is a wait.</param>
    /// <param name="time">Times the retries.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public static async Task<MachineLock> AcquireAsync(string? path, IProgress<ProgressEvent> progress, TimeProvider time, CancellationToken cancel)
    {
        path ??= Path.Combine(Path.GetTempPath(), "sentinelperf.lock");
        var ownPath = $"{path}.{Environment.UserName}";
        for (var told = false; ; told = true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return new MachineLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (UnauthorizedAccessException) when (path != ownPath)
            {
                // Another user's file in a shared temporary folder cannot be opened: keep at least this user's runs apart.
                path = ownPath;
                continue;
            }
            catch (IOException e) when (e is DirectoryNotFoundException || e.HResult == NoSpace || e.HResult == ReadOnly)
            {
                // Nothing can be locked here; a run alone on its machine is not spoiled by that.
                progress.Report(new ProgressEvent(TimeSpan.Zero, "wait", $"runs cannot be kept apart on this machine: {e.Message}"));
                return new MachineLock(null);
            }
            catch (IOException)
            {
                if (!told) progress.Report(new ProgressEvent(TimeSpan.Zero, "wait", $"another run measures on this machine (it holds {path}); waiting until it ends"));
            }

            await Task.Delay(RetryEvery, time, cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
