using System.Text.RegularExpressions;

namespace SentinelPerf.Traffic;

/// <summary>A user's regular expression over the body of an answer. No answer can hang it.</summary>
internal static class ResponsePattern
{
    // Only patterns that need backtracking can come near it.
    private static readonly TimeSpan MostMatchTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Compiles one; null when it is none, with the reason.</summary>
    public static Regex? TryParse(string pattern, out string? problem)
    {
        problem = null;
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MostMatchTime);
        }
        catch (NotSupportedException)
        {
            // Lookarounds and backreferences have no automaton.
            return new Regex(pattern, RegexOptions.CultureInvariant, MostMatchTime);
        }
        catch (ArgumentException bad)
        {
            problem = bad.Message.ReplaceLineEndings(" ");
            return null;
        }
    }
}
