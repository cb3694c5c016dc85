using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>What an answer counts as: by its status (the request's own list, else 2xx and 3xx), then by the request's checks.</summary>
internal static class SuccessRule
{
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
