using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Traffic;

namespace SentinelPerf.Planning;

/// <summary>Plans flows: their steps become requests of weight 0, which only the flow sends.</summary>
internal static class FlowPlanner
{
    /// <summary>The flows of a model.</summary>
    /// <param name="flows">What users do.</param>
    /// <param name="options">What to leave out, and data.</param>
    /// <param name="requests">The plan's requests; those of steps are added.</param>
    /// <param name="omitted">What is left out; a flow that lacks a step cannot be played, so all of it is.</param>
    public static ImmutableArray<PlannedFlow> Plan(
        ImmutableArray<TrafficFlow> flows, TrafficOptions options, ImmutableArray<PlannedRequest>.Builder requests, ImmutableArray<OmittedRoute>.Builder omitted)
    {
        var planned = ImmutableArray.CreateBuilder<PlannedFlow>();
        foreach (var flow in flows)
        {
            ImmutableArray<(TrafficRequest Request, string? Reason)> steps = [.. flow.Steps.Select(s => (s.Request, RouteFilter.Excluded(s.Request.Path, options.Exclude)))];
            var excluded = 1 + steps.IndexOf(steps.FirstOrDefault(s => s.Reason is not null));
            if (steps.Any(s => s.Reason is not null))
                omitted.AddRange(steps.Select(s => new OmittedRoute(s.Request.Method, s.Request.Path,
                    s.Reason ?? string.Create(CultureInfo.InvariantCulture, $"belongs to flow '{flow.Name}', whose step {excluded} is left out"))));
            else planned.Add(Plan(flow, options, requests));
        }
        return planned.ToImmutable();
    }

    private static PlannedFlow Plan(TrafficFlow flow, TrafficOptions options, ImmutableArray<PlannedRequest>.Builder requests)
    {
        var extracted = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
        var steps = ImmutableArray.CreateBuilder<PlannedStep>();
        for (var i = 0; i < flow.Steps.Length; i++)
        {
            var step = flow.Steps[i];
            var request = Planner.Plan(step.Request with { Share = 0 }, options.Data, extracted);
            steps.Add(new(requests.Count, step.Extract, step.Think));
            // Whatever comes before another step may set a cookie that the other step must bring.
            var leads = i + 1 < flow.Steps.Length;
            requests.Add(request with { NeedsResponse = request.NeedsResponse || leads || !step.Extract.IsEmpty });
            extracted = extracted.Union(step.Extract.Select(e => e.Name));
        }
        return new(flow.Name, flow.Share, steps.ToImmutable());
    }
}
