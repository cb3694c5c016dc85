using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Diagnosis;

/// <summary>Finds the route that broke first or stands out as the slowest.</summary>
internal static class RouteFinder
{
    /// <summary>A route stands out when its mean response time is this many times that of the others.</summary>
    private const double StandsOut = 1.5;

    /// <summary>Name of the route; null when none stands out.</summary>
    public static string? Find(SearchResult search, BreakWindows windows, LoadPlan plan)
    {
        if (search.BreakingPoint.FirstViolation?.Route is { } index && Name(plan, index) is { } named) return named;
        if (plan.Requests.Length == 1) return plan.Requests[0].Name;
        // Once a shared resource is used up every route is slow: the last trial that passed shows better which one uses it.
        var candidates = windows.Passed is { } passed ? windows.Failed.Add(passed).Reverse() : windows.Failed.Reverse();
        foreach (var trial in candidates)
            if (Slowest(trial) is { } slowest) return Name(plan, slowest);
        return null;
    }

    private static int? Slowest(TrialRecord trial)
    {
        var means = trial.Routes.Where(r => r.Response.Mean is not null).OrderByDescending(r => r.Response.Mean).ToArray();
        if (means.Length < 2) return null;
        var others = means.Skip(1).Average(r => r.Response.Mean!.Value.TotalMilliseconds);
        return means[0].Response.Mean!.Value.TotalMilliseconds >= StandsOut * others ? means[0].Route : null;
    }

    private static string? Name(LoadPlan plan, int index) => index >= 0 && index < plan.Requests.Length ? plan.Requests[index].Name : null;
}
