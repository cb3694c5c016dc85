using System.Globalization;
using SentinelPerf.Configuration;
using SentinelPerf.Detection;
using SentinelPerf.Gating;
using SentinelPerf.Measurement;
using SentinelPerf.Reporting;
using Spectre.Console;

namespace SentinelPerf.Cli;

/// <summary>The last lines of a run: what broke, why, what to do, where the reports are, and the verdict.</summary>
internal sealed class ResultPrinter(ToolConsole console, SentinelOptions options)
{
    /// <summary>Name of the summary in the output folder.</summary>
    public const string SummaryFile = "summary.json";

    private const string ReportFile = "report.md";

    /// <summary>Prints a record.</summary>
    /// <param name="record">The run.</param>
    /// <param name="quiet">Only the breaking point and the problems.</param>
    public void Print(RunRecord record, bool quiet)
    {
        if (record.Search is { } search) PrintBreakingPoint(record, search, quiet);
        if (!quiet)
        {
            PrintCause(record);
            if (record.Explanation.Recommendations is [var first, ..]) console.Labelled("do first", $"{first.Title}: {first.Text}");
            if (record.Verdict.Verdict == Verdict.Error) foreach (var line in record.LastLines.TakeLast(10)) console.Labelled("target said", line);
            PrintReports();
            foreach (var gate in record.Verdict.Gates) console.Labelled($"gate {gate.Name}", $"{Named(gate.Verdict)}: {gate.Message}", ColorOf(gate.Verdict));
            console.Labelled("verdict", string.Create(CultureInfo.InvariantCulture, $"{Named(record.Verdict.Verdict)} (exit code {record.Verdict.ExitCode}) after {record.Duration.TotalSeconds:0} s"),
                ColorOf(record.Verdict.Verdict));
        }

        console.Problems(VerdictProblems.Of(record.Verdict, options.Gates));
    }

    private void PrintBreakingPoint(RunRecord record, SearchResult search, bool quiet)
    {
        var point = search.BreakingPoint;
        console.Labelled("breaking point", point.Status switch
        {
            SearchStatus.Found when point.Interval is { } interval => string.Create(CultureInfo.InvariantCulture, $"{RateText.Format(point.RatePerSecond, interval)}, confidence {point.Confidence * 100:0} %{(point.Crashed ? ", the target crashed" : "")}"),
            SearchStatus.NotReached when point.TestedUpToPerSecond is { } tested => $"not reached up to {RateText.Format(tested)} req/s",
            SearchStatus.NotRun => "not searched",
            _ => "inconclusive",
        });
        if (quiet) return;
        if (search.LatencyLimit > TimeSpan.Zero)
            console.Labelled("objective", string.Create(CultureInfo.InvariantCulture,
                $"p{record.Objective.Percentile} within {ConsoleProgress.Milliseconds(search.LatencyLimit)}{(search.LatencyLimitDerived ? " (derived from the healthy state)" : "")}, errors up to {record.Objective.ErrorRate * 100:0.##} %"));
        if (point.FirstViolation is { } violation) console.Labelled("broke by", Describe(violation, record));
        foreach (var reason in point.Reasons) console.Labelled("note", reason.Text, Color.Yellow);
    }

    private static string Describe(Violation violation, RunRecord record)
    {
        var route = violation.Route is { } index && record.Plan is { } plan && index < plan.Requests.Length ? $", first on {plan.Requests[index].Name}" : "";
        var (kind, observed, limit) = violation.Kind switch
        {
            ViolationKind.Latency => ("latency", $"{Milliseconds(violation.Observed)}", $"{Milliseconds(violation.Limit)}"),
            ViolationKind.ErrorRate => ("errors", Percent(violation.Observed), Percent(violation.Limit)),
            _ => ("throughput plateau", Percent(violation.Observed), Percent(violation.Limit)),
        };
        return $"{kind}: {observed} where {limit} is the limit, at {RateText.Format(violation.OfferedPerSecond)} req/s{route}";
    }

    private void PrintCause(RunRecord record)
    {
        if (record.Diagnosis.Cause is not { } cause) return;
        var score = record.Diagnosis.Confidence switch
        {
            null => "",
            { } confidence when record.Diagnosis.Calibrated => $", {Word(cause, confidence)} ({Percent(confidence)})",
            { } confidence => string.Create(CultureInfo.InvariantCulture, $", {Word(cause, confidence)} (score {confidence:0.00})"),
        };
        console.Labelled("cause", cause + score + (record.Diagnosis.Metastable ? ", and it outlived the load" : ""));
        foreach (var step in record.Explanation.Steps.Take(3)) console.Labelled("", step.Evidence.IsEmpty ? step.Text : $"{step.Text} [{string.Join(", ", step.Evidence)}]");
    }

    private void PrintReports()
    {
        if (options.Output.Folder is not { } folder) return;
        foreach (var file in new[] { ReportFile, SummaryFile })
            if (File.Exists(Path.Combine(folder, file))) console.Labelled("report", Path.Combine(folder, file));
    }

    private static string Word(string cause, double confidence) => (cause, confidence) switch
    {
        ("unknown", _) => "no cause stands out",
        (_, >= 0.85) => "very likely",
        (_, >= 0.65) => "likely",
        _ => "possible",
    };

    private static string Named(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static Color ColorOf(Verdict verdict) => verdict switch { Verdict.Pass => Color.Green, Verdict.Inconclusive => Color.Yellow, _ => Color.Red };

    private static string Milliseconds(double value) => ConsoleProgress.Milliseconds(TimeSpan.FromMilliseconds(value));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");
}
