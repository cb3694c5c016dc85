using System.Collections.Immutable;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Words that name a cause and nothing else.</summary>
internal static class CausePhrases
{
    private static readonly (string Cause, string[] Phrases)[] Table =
    [
        (CauseIds.CpuSaturation, ["saturation", "saturated", "cpu-bound", "cpu bound"]),
        (CauseIds.ThreadPoolStarvation, ["starvation", "starved", "starving", "starve"]),
        (CauseIds.MemoryLeak, ["leak", "leaks", "leaking", "leaked"]),
        (CauseIds.GcPressure, ["gc pressure", "memory pressure"]),
        (CauseIds.QueueOverflow, ["overflow", "overflows"]),
        (CauseIds.RateLimited, ["rate limiting", "rate-limited", "rate limiter", "rate limit", "rate-limit"]),
        (CauseIds.CpuThrottling, ["throttling", "throttled"]),
        (CauseIds.Crash, ["crash", "crashed", "crashes", "crashing"]),
        (CauseIds.SocketExhaustion, ["socket exhaustion", "out of file descriptors", "out of sockets"]),
        (CauseIds.ConnectionPoolExhaustion, ["pool exhaustion", "pool is exhausted", "pool was exhausted"]),
        (CauseIds.DownstreamLatency, ["downstream latency"]),
        (CauseIds.GeneratorLimited, ["generator-limited"]),
    ];

    /// <summary>Single words of the phrases that the vocabulary does not have.</summary>
    public static readonly ImmutableHashSet<string> Words =
        [.. Table.SelectMany(t => t.Phrases).SelectMany(p => p.Split(' ')), "exhaustion", "exhausted", "exhaust", "exhausting"];

    /// <summary>Causes that a text names.</summary>
    public static IEnumerable<string> In(string lowerText) =>
        Table.Where(t => t.Phrases.Any(p => Holds(lowerText, p)) || Holds(lowerText, t.Cause)).Select(t => t.Cause)
            .Concat(AlsoById().Where(c => Holds(lowerText, c))).Distinct();

    /// <summary>Whether the part of a sentence that names a cause denies it: 'it is not starvation', but not 'starvation: threads are blocked, not busy'.</summary>
    public static bool IsDenied(string lowerText, string cause)
    {
        var at = Table.Where(t => t.Cause == cause).SelectMany(t => t.Phrases).Append(cause).Select(p => lowerText.IndexOf(p, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(0).Min();
        var before = lowerText[..at];
        before = before[(before.LastIndexOfAny([',', ';', ':', '(']) + 1)..];
        if (RulesOut.Any(w => before.Contains(w, StringComparison.Ordinal))) return true;
        return before.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(ClaimWords.Not.Contains);
    }

    private static readonly string[] RulesOut = ["rules out", "rule out", "ruling out", "excludes", "against "];

    private static string[] AlsoById() => [CauseIds.LockContention, CauseIds.ExceptionOnset, CauseIds.GcPressure];

    private static bool Holds(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + phrase.Length == text.Length || !char.IsLetterOrDigit(text[at + phrase.Length])))
                return true;
        return false;
    }
}
