namespace SentinelPerf.MSBuild;

/// <summary>
/// How the tool proves that it finished: the last thing it does is to write the path of its <c>summary.json</c> into this file, which did not
/// exist before the run. So neither an exit code of 0 from a run that was killed, nor a summary of an earlier run, can pass a gate.
/// It lies among the intermediate files of the project, so that a build that is killed leaves nothing elsewhere.
/// </summary>
internal sealed class Receipt
{
    /// <summary>Environment variable that tells the tool where the receipt belongs.</summary>
    public const string Variable = "SENTINELPERF_RECEIPT";

    private readonly DateTime _startedAt;

    /// <summary>Prepares the empty place for the receipt of one run.</summary>
    public Receipt(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);

        // The file system's own clock, so that it compares with the time stamp of the summary.
        File.WriteAllText(Path, "");
        _startedAt = File.GetLastWriteTimeUtc(Path);
        File.Delete(Path);
    }

    /// <summary>Full path of the receipt.</summary>
    public string Path { get; }

    /// <summary>Why <see cref="ReadSummary"/> returned null.</summary>
    public string Failure { get; private set; } = "";

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

    private Summary? Fail(string reason)
    {
        Failure = reason;
        return null;
    }
}
