using System.Collections.Immutable;
using System.Text;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>
/// Splits a command line into program and arguments: blanks separate, '…' and "…" hold together, \" is a quote within "…".
/// No shell stands behind it, so no variables, pipes or wildcards; a backslash elsewhere is itself (Windows paths).
/// </summary>
public static class CommandLine
{
    /// <summary>One word so that <see cref="Split"/> gives it back unchanged.</summary>
    public static string Quote(string word) =>
        word.Contains('\'', StringComparison.Ordinal) ? $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : $"'{word}'";

    /// <summary>The words; empty for a blank line.</summary>
    /// <exception cref="SentinelException">SP1016 when a quote is not closed.</exception>
    public static ImmutableArray<string> Split(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var within = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '"' && c == '\\' && i + 1 < line.Length && line[i + 1] == '"') word.Append(line[++i]);
            else if (quote != '\0' && c == quote) quote = '\0';
            else if (quote != '\0') word.Append(c);
            else if (c is '"' or '\'') (quote, within) = (c, true);
            else if (!char.IsWhiteSpace(c)) (_, within) = (word.Append(c), true);
            else if (within)
            {
                words.Add(word.ToString());
                word.Clear();
                within = false;
            }
        }
        if (quote != '\0') throw new SentinelException(Problem.Error(DiagnosticCodes.CommandLineInvalid, $"The command line has an opening {quote} without its end. Close it, or escape it as \\\" within double quotes."));
        if (within) words.Add(word.ToString());
        return words.ToImmutable();
    }
}
