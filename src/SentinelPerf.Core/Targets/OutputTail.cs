using System.Collections.Immutable;
using System.Text;

namespace SentinelPerf.Targets;

/// <summary>The last lines of what a process prints, in bounded memory: reading never stops, so the process never blocks on a full pipe.</summary>
internal sealed class OutputTail(ImmutableArray<string> secrets)
{
    public const int MaxLines = 50;
    public const int MaxLineLength = 500;
    private readonly Queue<string> lines = new(MaxLines);
    private readonly Lock gate = new();

    public ImmutableArray<string> Lines
    {
        get { lock (gate) return [.. lines]; }
    }

    /// <summary>Reads until the stream ends: when the process and all that inherited the stream are gone.</summary>
    public async Task ReadAsync(TextReader reader)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == '\n') Add(line);
                else if (line.Length < MaxLineLength && buffer[i] != '\r') line.Append(buffer[i]);
            }
        if (line.Length > 0) Add(line);
    }

    private void Add(StringBuilder line)
    {
        var text = Clean(line.ToString());
        line.Clear();
        if (text.Length == 0) return;
        lock (gate)
        {
            if (lines.Count == MaxLines) lines.Dequeue();
            lines.Enqueue(text);
        }
    }

    private string Clean(string line)
    {
        foreach (var secret in secrets) line = line.Replace(secret, "***", StringComparison.Ordinal);
        return string.Concat(line.Where(c => c == '\t' || !char.IsControl(c))).TrimEnd();
    }
}
