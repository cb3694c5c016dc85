using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Diagnostics;
using SentinelPerf.Traffic;

namespace SentinelPerf.Planning;

/// <summary>Turns what users do into what will be sent. Leaves out what must not or cannot be sent, and says so of each.</summary>
public static class Planner
{
    private const int MostReasons = 12;

    /// <summary>The plan for a traffic model, before its requests are probed.</summary>
    /// <exception cref="SentinelException">SP3001: nothing is left to send. SP3002, SP3003: an explicit request cannot be sent (all of them at once).</exception>
    public static LoadPlan Plan(TrafficModel model, TrafficOptions options)
    {
        ThrowIfInvalid(model);
        var requests = ImmutableArray.CreateBuilder<TrafficRequest>();
        var omitted = ImmutableArray.CreateBuilder<OmittedRoute>();
        foreach (var request in model.Requests)
        {
            var reason = RouteFilter.Excluded(request.Path, options.Exclude)
                ?? (request.Explicit ? null : RouteFilter.Unsuitable(request, options.UnsafeMethods) ?? NotATemplate(request));
            if (reason is null) requests.Add(request);
            else omitted.Add(new(request.Method, request.Path, reason));
        }
        var users = requests.Where(r => r.Explicit || !RouteFilter.IsHealth(r.Path)).ToList();
        if (users.Count > 0)
            omitted.AddRange(requests.Except(users).Select(r => new OmittedRoute(r.Method, r.Path, "is a probe for machines, not users' traffic; name it in traffic to send it")));
        else users.AddRange(requests);
        if (users.Count == 0) throw NothingToSend(omitted.ToImmutable());
        return new([.. users.Select(Plan)], omitted.ToImmutable());
    }

    /// <summary>The error for a plan of which nothing is left, also after probing.</summary>
    /// <param name="omitted">Every route that was seen, with the reason why it is left out.</param>
    public static SentinelException NothingToSend(ImmutableArray<OmittedRoute> omitted)
    {
        var reasons = string.Join("; ", omitted.Take(MostReasons).Select(o => $"{o.Method} {o.Path} ({o.Reason})"));
        var rest = omitted.Length > MostReasons ? string.Create(CultureInfo.InvariantCulture, $"; and {omitted.Length - MostReasons} more") : "";
        var seen = omitted.Length == 0 ? "The target showed no routes" : $"Every route of the target is left out: {reasons}{rest}";
        return new(Problem.Error(DiagnosticCodes.NothingToSend, $"{seen}. {DiagnosticCodes.NothingToSend.Remedy}"));
    }

    private static PlannedRequest Plan(TrafficRequest request) =>
        new(request.Method, request.Path, request.Share, UrlFiller.Fill(request, PathTemplate.TryParse(request.Path)!))
        {
            Headers = request.Headers,
            Body = request.Body,
            ContentType = request.ContentType,
            SuccessStatuses = request.SuccessStatuses,
        };

    private static string? NotATemplate(TrafficRequest request) => PathTemplate.TryParse(request.Path) is null ? "its path cannot be read" : null;

    private static void ThrowIfInvalid(TrafficModel model)
    {
        var problems = model.Requests.Where(r => r.Explicit).SelectMany((request, index) => Check(request, index)).ToList();
        if (problems.Count > 0) throw new SentinelException(problems);
    }

    private static IEnumerable<Problem> Check(TrafficRequest request, int index)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"traffic.requests[{index}]");
        if (!(request.Share > 0))
            yield return Invalid(string.Create(CultureInfo.InvariantCulture, $"{key}.weight is not above 0"));
        if (!request.Path.StartsWith('/') || request.Path.StartsWith("//", StringComparison.Ordinal))
            yield return Invalid($"{key}.path is '{request.Path}', which does not start with one slash");
        if (PathTemplate.TryParse(request.Path) is not { } template)
        {
            yield return Invalid($"{key}.path is '{request.Path}', with a brace that is not closed");
            yield break;
        }
        ImmutableArray<string> names = [.. template.Parameters.Concat(request.QueryParameters).Distinct(StringComparer.Ordinal)];
        foreach (var name in names.Where(n => request.Values.GetValueOrDefault(n).IsDefaultOrEmpty || request.Values[n].Any(v => v.Length == 0)))
            yield return Problem.Error(DiagnosticCodes.ParameterWithoutValues,
                $"{key} ({request.Method} {request.Path}): '{name}' has no values in {key}.values.{name}, or an empty one. {DiagnosticCodes.ParameterWithoutValues.Remedy}");
        foreach (var name in request.Values.Keys.Where(n => !names.Contains(n)))
            yield return Invalid($"{key}.values.{name} belongs to no parameter of '{request.Path}'; it has {(names.Length == 0 ? "none" : string.Join(", ", names))}");
    }

    private static Problem Invalid(string what) => Problem.Error(DiagnosticCodes.InvalidRequest, $"{what}. {DiagnosticCodes.InvalidRequest.Remedy}");
}
