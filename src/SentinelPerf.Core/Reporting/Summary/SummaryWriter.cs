using System.Text.Json;

namespace SentinelPerf.Reporting;

/// <summary>Writes <c>summary.json</c>.</summary>
public static class SummaryWriter
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "summary.json";

    /// <summary>The summary as UTF-8 JSON with a last line feed.</summary>
    public static byte[] ToUtf8(RunSummary summary) => [.. JsonSerializer.SerializeToUtf8Bytes(summary, SummaryJson.Root), (byte)'\n'];

    /// <summary>Writes it into a folder that exists, atomically.</summary>
    /// <returns>Path of the file.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static async Task<string> WriteAsync(RunSummary summary, string folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder, FileName);
        await AtomicFile.WriteAsync(path, ToUtf8(summary), cancel);
        return path;
    }
}
