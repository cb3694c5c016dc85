using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>Holds an answer against the checks of its request.</summary>
internal static class ResponseJudge
{
    /// <summary>Why the answer fails a check; null: it does not.</summary>
    public static string? Failure(PlannedRequest request, CapturedResponse response) => null;
}
