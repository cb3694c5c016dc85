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
        var total = preview.Plan.Requests.Sum(r => r.Weight);
        foreach (var request in preview.Plan.Requests)
        {
            console.Labelled("request", string.Create(CultureInfo.InvariantCulture, $"{request.Weight / total * 100,5:0.0} %  {request.Name}"));
            foreach (var sample in request.Urls.Take(SampleUrls)) console.Labelled("", $"         {sample}");
            if (request.Urls.Length > SampleUrls) console.Labelled("", string.Create(CultureInfo.InvariantCulture, $"         and {request.Urls.Length - SampleUrls} more"));
        }

        foreach (var omitted in preview.Plan.Omitted) console.Labelled("left out", $"{omitted.Method} {omitted.Path}: {omitted.Reason}");
        console.Labelled("objective", string.Create(CultureInfo.InvariantCulture,
            $"p{options.Objective.Percentile} within {(options.Objective.Latency is { } latency ? DurationText.Format(latency) : "a limit derived from the healthy state")}, errors up to {options.Objective.ErrorRate * 100:0.##} %"));
        foreach (var test in preview.Tests)
            console.Labelled(LoadTestOptions.Name(test.Kind), $"{DurationText.Format(TimeSpan.FromSeconds(Math.Round(test.Duration.TotalSeconds, 1)))}: {LoadTestPlanner.Describe(test, options.Tests, RateUnit.Requests)}");
        console.Labelled("budget", DurationText.Format(options.Budget));
        if (options.Load.MaxRatePerSecond is { } most) console.Labelled("never above", $"{RateText.Format(most)} req/s");
        if (options.Gates.MinRatePerSecond is { } least) console.Labelled("gate minRate", $"{RateText.FormatLimit(least)} req/s");
        if (options.Output.Folder is { } folder) console.Labelled("reports", folder);
        console.Labelled("", "no load was sent");
    }

    private static string ValueOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
