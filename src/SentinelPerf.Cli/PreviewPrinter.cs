using System.Globalization;
using SentinelPerf.Configuration;
using SentinelPerf.Measurement;
using SentinelPerf.Pipeline;
using SentinelPerf.Planning;

namespace SentinelPerf.Cli;

/// <summary>The plan of a dry run, for people.</summary>
internal static class PreviewPrinter
{
    private const int SampleUrls = 3;

    /// <summary>Prints a plan.</summary>
    public static void Print(RunPreview preview, SentinelOptions options, ToolConsole console)
    {
        console.Labelled("target", $"{preview.Target.Name} ({ValueOf(preview.Target.Kind)}){(preview.Target.Url is { } url ? $" at {url}" : "")}");
        console.Labelled("traffic", string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", preview.Traffic.Source)}, confidence {preview.Traffic.Confidence:0.00}"));
        PrintPlan(preview.Plan, console);
        foreach (var omitted in preview.Plan.Omitted) console.Labelled("left out", $"{omitted.Method} {omitted.Path}: {omitted.Reason}");
        console.Labelled("objective", string.Create(CultureInfo.InvariantCulture,
            $"p{options.Objective.Percentile} within {(options.Objective.Latency is { } latency ? DurationText.Format(latency) : "a limit derived from the healthy state")}, errors up to {options.Objective.ErrorRate * 100:0.##} %"));
        console.Labelled("phases", "warm-up, sweep, search, confirm, overload, recovery");
        console.Labelled("budget", DurationText.Format(options.Load.Budget));
        if (options.Load.MaxRatePerSecond is { } most) console.Labelled("never above", $"{RateText.Format(most)} req/s");
        if (options.Gates.MinRatePerSecond is { } least) console.Labelled("gate minRate", $"{RateText.FormatLimit(least)} req/s");
        if (options.Output.Folder is { } folder) console.Labelled("reports", folder);
        console.Labelled("", "no load was sent");
    }

    private static void PrintPlan(LoadPlan plan, ToolConsole console)
    {
        var total = plan.Requests.Sum(r => r.Weight) + plan.Flows.Sum(f => f.Weight);
        foreach (var request in plan.Requests.Where(r => r.Weight > 0))
        {
            console.Labelled("request", string.Create(CultureInfo.InvariantCulture, $"{request.Weight / total * 100,5:0.0} %  {request.Name}"));
            PrintDetails(request, "         ", console);
        }

        foreach (var flow in plan.Flows)
        {
            console.Labelled("flow", string.Create(CultureInfo.InvariantCulture, $"{flow.Weight / total * 100,5:0.0} %  {flow.Name}"));
            foreach (var step in flow.Steps)
            {
                var takes = step.Extract.IsEmpty ? "" : $", takes {string.Join(", ", step.Extract.Select(e => e.Name))}";
                console.Labelled("", $"         {plan.Requests[step.Request].Name}{takes}{(step.Think > TimeSpan.Zero ? $", then waits {DurationText.Format(step.Think)}" : "")}");
                PrintDetails(plan.Requests[step.Request], "           ", console);
            }
        }
    }

    private static void PrintDetails(PlannedRequest request, string indent, ToolConsole console)
    {
        foreach (var sample in request.Urls.Take(SampleUrls)) console.Labelled("", indent + sample);
        if (request.Urls.Length > SampleUrls) console.Labelled("", string.Create(CultureInfo.InvariantCulture, $"{indent}and {request.Urls.Length - SampleUrls} more"));
        foreach (var source in request.Template?.Sources ?? []) console.Labelled("", indent + source);
        if (!request.SuccessStatuses.IsEmpty || !request.Checks.IsEmpty) console.Labelled("", $"{indent}answers are checked");
    }

    private static string ValueOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
