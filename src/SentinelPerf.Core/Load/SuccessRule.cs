using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>What an answer counts as: by its status (the request's own list, else 2xx and 3xx), then by the request's checks.</summary>
internal static class SuccessRule
{
    /// <summary>Whether an answer refuses the headers of authentication: 401 where that is no success, to a request that has none of its own.</summary>
    public static bool RefusesWhoWeAre(PlannedRequest request, in RequestOutcome outcome) =>
        outcome is { Kind: OutcomeKind.Status, Status: 401 } && !RequestHead.Has(request.Headers.AsSpan(), "Authorization");

    /// <param name="request">Whose answer it is.</param>
    /// <param name="status">Its status.</param>
    /// <param name="response">The answer, when the request needs it.</param>
    public static RequestOutcome Judge(PlannedRequest request, int status, CapturedResponse? response)
    {
        var good = request.SuccessStatuses.IsDefaultOrEmpty ? status is >= 200 and < 400 : request.SuccessStatuses.Contains(status);
        if (response is null) return new(good ? OutcomeKind.Success : OutcomeKind.Status, status);
        var failure = good ? ResponseJudge.Failure(request, response) : null;
        return new(!good ? OutcomeKind.Status : failure is null ? OutcomeKind.Success : OutcomeKind.Check, status, failure) { Response = response };
    }
}
