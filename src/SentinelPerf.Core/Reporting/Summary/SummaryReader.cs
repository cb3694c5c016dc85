using System.Text.Json;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Reporting;

/// <summary>Reads <c>summary.json</c> of this or another run.</summary>
public static class SummaryReader
{
    /// <summary>Reads a summary.</summary>
    /// <param name="path">A file, or a folder that holds <c>summary.json</c>.</param>
    /// <exception cref="SentinelException">SP9003: no such file, no summary, or cut short; SP9004: another major version of the schema.</exception>
    public static RunSummary Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, SummaryWriter.FileName) : path;
        return Parse(ReadBytes(file), file);
    }

    /// <summary>Reads a summary from its UTF-8 JSON.</summary>
    /// <param name="json">The content.</param>
    /// <param name="file">Name for errors.</param>
    /// <exception cref="SentinelException">As <see cref="Read"/>.</exception>
    public static RunSummary Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            RequireVersion(json, file);
            return JsonSerializer.Deserialize(json.Span, SummaryJson.Root) ?? throw Unreadable(file, "it holds only null", null);
        }
        catch (JsonException e)
        {
            throw Unreadable(file, e.Message, e);
        }
    }

    private static void RequireVersion(ReadOnlyMemory<byte> json, string file)
    {
        if (json.IsEmpty) throw Unreadable(file, "it is empty", null);
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("schemaVersion", out var version)
            || version.ValueKind != JsonValueKind.String)
            throw Unreadable(file, "it has no 'schemaVersion', so it is no summary of SentinelPerf", null);

        var seen = version.GetString()!;
        var known = RunSummary.CurrentSchemaVersion.Split('.')[0];
        if (seen.Split('.')[0] != known)
            throw new SentinelException(Problem.Error(DiagnosticCodes.SummaryOfAnotherVersion,
                $"{file} has schemaVersion '{Short(seen)}'; this SentinelPerf ({SummaryMapper.ToolVersion}) reads {known}.x. {DiagnosticCodes.SummaryOfAnotherVersion.Remedy}"));
    }

    private static byte[] ReadBytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(file, "there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(file, e.Message, e);
        }
    }

    private static SentinelException Unreadable(string file, string why, Exception? inner) =>
        new(Problem.Error(DiagnosticCodes.SummaryUnreadable, $"cannot read the summary {file}: {why}. {DiagnosticCodes.SummaryUnreadable.Remedy}"), inner);

    private static string Short(string text) => text.Length <= 20 ? text : text[..20] + "…";
}
