using System.Collections.Immutable;
using System.Text.Json;
using SentinelPerf.Explanation;

namespace SentinelPerf.Reporting;

/// <summary>Keeps what a model said and the evidence does not, for whoever wants to know why; no other report repeats it.</summary>
internal static class RejectedClaimsFile
{
    /// <summary>Name of the file; it is there only when something was struck out.</summary>
    public const string FileName = "rejected-claims.json";

    /// <summary>Writes the file, or removes that of an earlier run.</summary>
    public static async Task WriteAsync(ImmutableArray<RejectedClaim> rejected, string path, CancellationToken cancel)
    {
        if (rejected.IsDefaultOrEmpty)
        {
            File.Delete(path);
            return;
        }

        using var content = new MemoryStream();
        await using (var json = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var claim in rejected)
            {
                json.WriteStartObject();
                json.WriteString("text", claim.Text);
                json.WriteString("objection", claim.Objection);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        await AtomicFile.WriteAsync(path, content.ToArray(), cancel);
    }
}
