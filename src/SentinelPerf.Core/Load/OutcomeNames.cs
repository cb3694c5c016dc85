using System.Globalization;
using System.Net;

namespace SentinelPerf.Load;

/// <summary>Outcomes as reports name them.</summary>
internal static class OutcomeNames
{
    /// <summary>Stable id of an error: <c>http-503</c>, <c>timeout</c>, …</summary>
    public static string Id(OutcomeKind kind, int status) => kind switch
    {
        OutcomeKind.Status => string.Create(CultureInfo.InvariantCulture, $"http-{status}"),
        OutcomeKind.Refused => "refused",
        OutcomeKind.Reset => "reset",
        OutcomeKind.Tls => "tls",
        OutcomeKind.Protocol => "protocol",
        OutcomeKind.Check => "check",
        OutcomeKind.NoAddress => "no-address",
        _ => "timeout",
    };

    /// <summary>What happened, as the end of a sentence that begins with the request's name.</summary>
    public static string Describe(OutcomeKind kind, int status, string? detail)
    {
        var what = kind switch
        {
            OutcomeKind.Success or OutcomeKind.Status => string.Create(CultureInfo.InvariantCulture, $"answered {status} {Phrase(status)}").TrimEnd(),
            OutcomeKind.Refused => "connection refused",
            OutcomeKind.Reset => "the connection ended before the answer did",
            OutcomeKind.Tls => "TLS could not be set up",
            OutcomeKind.Protocol => "the answer is not HTTP",
            OutcomeKind.Check => "the answer failed a check",
            OutcomeKind.NoAddress => "this machine has no port, descriptor or address for another connection",
            OutcomeKind.Aborted or OutcomeKind.None => "still not answered when the trial was over",
            _ => "no answer within the timeout",
        };
        return detail is null ? what : $"{what} ({detail})";
    }

    private static string Phrase(int status) =>
        Enum.IsDefined((HttpStatusCode)status) ? ((HttpStatusCode)status).ToString() : "";
}
