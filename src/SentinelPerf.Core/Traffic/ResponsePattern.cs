using System.Text.RegularExpressions;

namespace SentinelPerf.Traffic;

/// <summary>A user's regular expression over the body of an answer. No answer can hang it.</summary>
internal static class ResponsePattern
{
    // Generous: on a busy machine a thread may wait for tenths of a second, and that must not make a good answer a bad one.
    private static readonly TimeSpan MostMatchTime = TimeSpan.FromSeconds(1);

    /// <summary>Compiles one; null when it is none, with the reason.</summary>
    public static Regex? TryParse(string pattern, out string? problem)
    {
        problem = null;
        try
        {
            // Takes time in proportion to the body whatever the pattern, so it needs no limit.
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            // Lookarounds and backreferences have no automaton, and can take exponential time.
            return new Regex(pattern, RegexOptions.CultureInvariant, MostMatchTime);
        }
        catch (ArgumentException bad)
        {
            problem = bad.Message.ReplaceLineEndings(" ");
            return null;
        }
    }
}
