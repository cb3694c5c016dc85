using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SentinelPerf.Explanation;

/// <summary>The known faults; the first that fits a line counts, so what is special stands before what is general.</summary>
internal static partial class FaultPatterns
{
    private const string Learn = "https://learn.microsoft.com/";

    /// <summary>All, in the order in which they are tried.</summary>
    public static ImmutableArray<FaultPattern> All { get; } = [.. Data(), .. Messaging(), .. Security(), .. Http(), .. Network(), .. Machine(), .. Code()];

    /// <summary>What a line says; null when nothing that is known.</summary>
    public static FaultPattern? Match(string line)
    {
        try
        {
            return All.FirstOrDefault(p => p.Pattern.IsMatch(line));
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>The severity on a route: what concerns access or money weighs more.</summary>
    public static Severity On(string? route, Severity severity) =>
        route is not null && severity < Severity.Critical && Sensitive().IsMatch(route) ? severity + 1 : severity;

    [GeneratedRegex(@"[/\s.-](auth|authenticat\w*|authori[sz]\w*|log-?in|sign-?in|token|oauth\w*|session|password|pay|payments?|payouts?|checkout|billing|invoices?)(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sensitive();
}
