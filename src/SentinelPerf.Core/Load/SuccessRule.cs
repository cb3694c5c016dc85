using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>Which status is a success: the request's own list, else 2xx and 3xx.</summary>
internal static class SuccessRule
{
    public static bool Holds(PlannedRequest request, int status) =>
        request.SuccessStatuses.IsDefaultOrEmpty ? status is >= 200 and < 400 : request.SuccessStatuses.Contains(status);
}
