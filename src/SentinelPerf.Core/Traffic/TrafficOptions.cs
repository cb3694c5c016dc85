using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Traffic;

/// <summary>What the user says of the traffic.</summary>
public sealed record TrafficOptions
{
    /// <summary>Explicit requests, their shares still weights; they win over everything inferred.</summary>
    public ImmutableArray<TrafficRequest> Requests { get; init; } = [];

    /// <summary>Sessions of several requests, in the mix beside the requests.</summary>
    public ImmutableArray<TrafficFlow> Flows { get; init; } = [];

    /// <summary>Files of data by the name that templates use; configuration reads them into <see cref="Data"/>.</summary>
    public ImmutableSortedDictionary<string, string> DataFiles { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Tables of data by the name that templates use.</summary>
    public ImmutableSortedDictionary<string, DataTable> Data { get; init; } = ImmutableSortedDictionary<string, DataTable>.Empty;

    /// <summary>Path patterns to leave out (<c>*</c> stands for anything), beside the built-in list.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>Send methods other than GET, HEAD and OPTIONS though the user did not name them.</summary>
    public bool UnsafeMethods { get; init; }

    /// <summary>Every problem of these options; empty when there is none.</summary>
    public IEnumerable<Problem> Validate()
    {
        for (var i = 0; i < Requests.Length; i++)
        {
            var (request, at) = (Requests[i], FormattableString.Invariant($"traffic.requests[{i}]"));
            if (!request.Path.StartsWith('/'))
                yield return Bad(at + ".path", $"{at}.path is '{SecretMask.None.Mask(request.Path)}'; valid: a path that begins with /, such as /items/{{id}}");
            if (request.Method.Length == 0 || !request.Method.All(char.IsAsciiLetterUpper))
                yield return Bad(at + ".method", $"{at}.method is '{request.Method}'; valid: an HTTP method such as GET or POST");
            if (!(request.Share > 0))
                yield return Bad(at + ".weight", FormattableString.Invariant($"{at}.weight gives a share of {request.Share}; valid: above 0"));
            foreach (var status in request.SuccessStatuses)
                if (status is < 100 or > 599)
                    yield return Bad(at + ".checks.status", FormattableString.Invariant($"{at}.checks.status has {status}; valid: 100 to 599"));
        }

        foreach (var problem in RequestRules.Names(Requests, Flows, Data)) yield return problem;
    }

    private static Problem Bad(string setting, string message) => Problem.Error(DiagnosticCodes.BadValue, message) with { Setting = setting };
}
