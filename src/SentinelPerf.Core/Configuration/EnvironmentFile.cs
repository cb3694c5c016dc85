namespace SentinelPerf.Configuration;

/// <summary>Reads a <c>.env</c> file: <c>NAME=value</c> lines, <c>#</c> comments, optional <c>export</c> and quotes. Other lines belong to other tools and are left alone.</summary>
internal static class EnvironmentFile
{
    /// <summary>Each variable with its line, in order; a later line of the same name wins.</summary>
    public static IEnumerable<(string Name, string Value, int Line)> Read(string text)
    {
        var line = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            line++;
            var entry = raw.Trim();
            if (entry.StartsWith("export ", StringComparison.Ordinal)) entry = entry["export ".Length..].TrimStart();
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (entry.StartsWith('#') || equals <= 0) continue;
            yield return (entry[..equals].TrimEnd(), Unquoted(entry[(equals + 1)..].Trim()), line);
        }
    }

    private static string Unquoted(string value)
    {
        if (value.Length >= 2 && value[0] is ('"' or '\'') && value[^1] == value[0]) return value[1..^1];
        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : value[..comment].TrimEnd();
    }
}
