using System.Text.RegularExpressions;

namespace SentinelPerf.Explanation;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Low,

    /// <summary>Weakens the service.</summary>
    Medium,

    /// <summary>Requests fail by it.</summary>
    High,

    /// <summary>The service as a whole, or money and access, fail by it.</summary>
    Critical,
}

/// <summary>What an exception type, a status or a line of a log says, and what to do about it.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Pattern">What a line holds.</param>
/// <param name="Severity">On an ordinary route.</param>
/// <param name="Remedy">What to touch, without figures.</param>
internal sealed record FaultPattern(string Id, Regex Pattern, Severity Severity, Remedy Remedy)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Makes a pattern; lines come from the target, so matching is without backtracking and bounded.</summary>
    public static FaultPattern Of(string id, Severity severity, string pattern, string title, string text, string link) =>
        new(id, new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience), severity, new Remedy(title, text, link));
}
