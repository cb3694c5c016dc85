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
    /// <exception cref="SentinelException">SP3001: nothing is left to send. SP3002, SP3003, SP3006: an explicit request cannot be sent (all of them at once).</exception>
    public static LoadPlan Plan(TrafficModel model, TrafficOptions options)
    {
        ThrowIfInvalid(model, options);
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
        var planned = users.Select(r => Plan(r, options.Data, [])).ToImmutableArray().ToBuilder();
        var flows = FlowPlanner.Plan(model.Flows, options, planned, omitted);
        if (planned.Count == 0) throw NothingToSend(omitted.ToImmutable());
        return new(planned.ToImmutable(), omitted.ToImmutable()) { Flows = flows };
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

    /// <summary>One request.</summary>
    /// <param name="request">What the user does.</param>
    /// <param name="data">Tables of data.</param>
    /// <param name="extracted">Names that earlier steps of its flow extract.</param>
    internal static PlannedRequest Plan(TrafficRequest request, ImmutableSortedDictionary<string, DataTable> data, ImmutableHashSet<string> extracted)
    {
        var template = RequestFiller.Of(request, data, extracted);
        return new(request.Method, request.Path, request.Share, template is null ? UrlFiller.Fill(request, PathTemplate.TryParse(request.Path)!) : [])
        {
            Headers = request.Headers,
            Body = request.Body,
            ContentType = request.ContentType,
            SuccessStatuses = request.SuccessStatuses,
            Checks = request.Checks,
            Template = template,
            NeedsResponse = request.Checks.NeedResponse,
        };
    }

    private static string? NotATemplate(TrafficRequest request) => PathTemplate.TryParse(request.Path) is null ? "its path cannot be read" : null;

    private static void ThrowIfInvalid(TrafficModel model, TrafficOptions options)
    {
        var problems = RequestRules.All([.. model.Requests.Where(r => r.Explicit)], model.Flows, options.Data).ToList();
        if (problems.Count > 0) throw new SentinelException(problems);
    }
}
