using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using SentinelPerf.Detection;

namespace SentinelPerf.Reporting;

/// <summary>
/// Gives every null of a summary its reason. It walks the JSON itself, so that a figure added later cannot be null without a word about why.
/// </summary>
internal static class MissingFigures
{
    /// <summary>Paths where null means 'none', not 'not measured'.</summary>
    internal static readonly ImmutableHashSet<string> NullMeansNone =
    [
        "machine.container", "tests[].trials[].veto", "tests[].rate", "tests[].heldUpTo", "tests[].brokeAt",
        "tests[].firstViolation", "tests[].firstViolation.route", "tests[].recoveredAfterSeconds", "timeline[].offered", "routes[].brokeAt", "breakingPoint.firstViolation",
        "breakingPoint.firstViolation.route", "diagnosis.evidence[].where", "explanation.provider", "explanation.model",
    ];

    /// <summary>Adds a reason to <see cref="DiagnosisSummary.Missing"/> for each path that is null.</summary>
    public static RunSummary Complete(RunSummary summary, RunView view)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        Collect(JsonSerializer.SerializeToNode(summary, SummaryJson.Root), "", paths);
        paths.ExceptWith(NullMeansNone);
        var reasons = Reasons(view);
        var missing = paths.Select(path => new MissingSummary(path, reasons.FirstOrDefault(r => path.StartsWith(r.Path, StringComparison.Ordinal)).Reason ?? "not measured in this run"));
        return summary with { Diagnosis = summary.Diagnosis with { Missing = [.. summary.Diagnosis.Missing, .. missing] } };
    }

    /// <summary>Renews the reasons of what another explanation leaves null.</summary>
    public static RunSummary Explained(RunSummary summary, Explanation.ExplanationResult explanation)
    {
        const string Usage = "explanation.usage.";
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        Collect(JsonSerializer.SerializeToNode(summary, SummaryJson.Root), "", paths);
        var missing = summary.Diagnosis.Missing.Where(m => !m.Signal.StartsWith(Usage, StringComparison.Ordinal))
            .Concat(paths.Where(p => p.StartsWith(Usage, StringComparison.Ordinal)).Select(p => new MissingSummary(p, WithoutUsage(explanation))));
        return summary with { Diagnosis = summary.Diagnosis with { Missing = [.. missing] } };
    }

    internal static void Collect(JsonNode? node, string path, ISet<string> nulls)
    {
        switch (node)
        {
            case null:
                nulls.Add(path);
                break;
            case JsonObject @object:
                foreach (var (name, value) in @object) Collect(value, path.Length == 0 ? name : $"{path}.{name}", nulls);
                break;
            case JsonArray array:
                foreach (var item in array) Collect(item, $"{path}[]", nulls);
                break;
        }
    }

    private static ImmutableArray<(string Path, string Reason)> Reasons(RunView view) =>
    [
        ("target.url", "the target never answered"),
        ("target.commit", "no commit of the target is known"),
        ("target.runtime", "the target did not say what it runs on"),
        ("machine.processor", "the operating system does not name the processor"),
        ("objective.latencyMilliseconds", "no limit was set, and no healthy state was measured to derive one from"),
        ("breakingPoint.testedUpTo", view.Run.Search is null ? WithoutBreakingPoint(view) : "no trial was judged"),
        ("breakingPoint.", WithoutBreakingPoint(view)),
        ("tests[].trials[].offered", "a closed loop has no offered rate"),
        ("tests[].trials[].", "no request of the trial was scored"),
        ("routes[].", "no request to the route was scored in the trial that stands for the capacity"),
        ("diagnosis.evidence[].atSeconds", "no moment of change is known"),
        ("diagnosis.evidence[].", "the signal had no value in that window"),
        ("diagnosis.", "there was no break to diagnose"),
        ("explanation.usage.", WithoutUsage(view.Run.Explanation)),
        ("cost.", "the target's CPU time and allocations were not measured over a trial that counted"),
        ("generator.selfTestRate", "the generator was not measured against a null server"),
        ("generator.generatorCores", "generator and target shared all cores"),
        ("generator.targetCores", "generator and target shared all cores"),
        ("generator.worst.littlesLawDeviation", "no trial that counted had more than one request in flight"),
        ("generator.worst.sendGapDistance", "no open trial that counted held 20 requests"),
        ("generator.worst.", view.Trials.IsEmpty ? "no trial counted" : "no trial counted, or the system does not tell: only Linux shows it (/proc)"),
        ("generator.targetCpuShare", "the target's process is not known, or the system does not tell: only Linux shows it (/proc)"),
        ("generator.", "no trial counted"),
        ("traffic.confidence", "the run ended before a traffic model was made"),
        ("traffic.fidelity", "there is no observed traffic to compare with"),
        ("traffic.", "no traffic was observed"),
        ("gates[].", "the run did not measure what the gate limits"),
        ("comparison", "no baseline was compared with"),
        ("artifacts.markdown", "it could not be written"),
    ];

    private static string WithoutUsage(Explanation.ExplanationResult explanation) => explanation switch
    {
        { Usage.CacheHit: true } => "the answer was kept from an earlier run with the same evidence",
        { Usage.Attempts: 0 } => "no language model was asked",
        _ => "the model's server does not say, or no price is set",
    };

    private static string WithoutBreakingPoint(RunView view) => view.BreakingPoint switch
    {
        { Status: SearchStatus.NotReached } => "the target did not break up to the highest rate tested",
        { Status: SearchStatus.NotRun } => view.Tests.IsEmpty ? "the search did not run" : "search does not stand in load.tests",
        { Reasons: [var first, ..] } => first.Text,
        _ => "the search ended without a breaking point",
    };
}
