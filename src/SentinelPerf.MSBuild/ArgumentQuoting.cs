using System.Text;

namespace SentinelPerf.MSBuild;

/// <summary>
/// Quotes one argument for <see cref="System.Diagnostics.ProcessStartInfo.Arguments"/>, which .NET splits by the same rules on every system:
/// backslashes are literal except in front of a quote, where 2n stand for n and 2n+1 for n and a literal quote. (netstandard2.0 has no ArgumentList.)
/// </summary>
internal static class ArgumentQuoting
{
    /// <summary>The argument as it must stand on a command line.</summary>
    public static string Quote(string argument)
    {
        if (argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c == '"')) return argument;

        var quoted = new StringBuilder(argument.Length + 2).Append('"');
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            // Only in front of a quote do backslashes count double.
            quoted.Append('\\', c == '"' ? (2 * backslashes) + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return quoted.Append('\\', 2 * backslashes).Append('"').ToString();
    }
}
