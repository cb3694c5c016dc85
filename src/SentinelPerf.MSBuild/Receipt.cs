namespace SentinelPerf.MSBuild;

/// <summary>
/// How the tool proves that it finished: the last thing it does is to write the path of its <c>summary.json</c> into this file, which did not
/// exist before the run. So neither an exit code of 0 from a run that was killed, nor a summary of an earlier run, can pass a gate.
/// </summary>
internal sealed class Receipt : IDisposable
{
    /// <summary>Environment variable that tells the tool where the receipt belongs.</summary>
    public const string Variable = "SENTINELPERF_RECEIPT";

    private readonly string _folder;
    private readonly DateTime _startedAt;

    private Receipt(string folder)
    {
        _folder = folder;
        // The file system's own clock, so that it compares with the time stamp of the summary.
        var mark = System.IO.Path.Combine(folder, "started");
        File.WriteAllText(mark, "");
        _startedAt = File.GetLastWriteTimeUtc(mark);
    }

    /// <summary>Path of the receipt, in a folder of this run alone.</summary>
    public string Path => System.IO.Path.Combine(_folder, "receipt");

    /// <summary>Why <see cref="ReadSummary"/> returned null.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>Prepares an empty place for the receipt of one run.</summary>
    public static Receipt Create()
    {
        var folder = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "sentinelperf-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        return new Receipt(folder);
    }

    /// <summary>The summary that this run wrote; null when there is none, with the reason in <see cref="Failure"/>.</summary>
    public Summary? ReadSummary()
    {
        if (!File.Exists(Path)) return Fail("it wrote no summary");
        try
        {
            var path = File.ReadAllText(Path).Trim();
            if (path.Length == 0 || !File.Exists(path)) return Fail($"its summary is not there: '{path}'");
            if (File.GetLastWriteTimeUtc(path) < _startedAt) return Fail($"its summary is older than the run: '{path}'");
            return Summary.Read(path, out var reason) ?? Fail($"its summary cannot be read: '{path}': {reason}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail($"its summary cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file in the temporary folder that cannot be deleted now must not decide a build.
        }
    }

    private Summary? Fail(string reason)
    {
        Failure = reason;
        return null;
    }
}
