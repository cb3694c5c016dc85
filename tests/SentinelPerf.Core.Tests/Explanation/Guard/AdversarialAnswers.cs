using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using SentinelPerf.Core.Tests.Diagnosis;
using SentinelPerf.Diagnosis;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Explanation;

/// <summary>An answer with one thing in it that the run does not say.</summary>
internal sealed record AdversarialAnswer(string Scenario, string Kind, ModelAnswer Answer);

/// <summary>Honest answers made false in one place, causes that were not found, and a list written by hand.</summary>
internal static partial class AdversarialAnswers
{
    private static readonly (string From, string To)[] Directions =
        [("rose", "fell"), ("grew", "shrank"), ("increased", "decreased"), ("climbed", "dropped"), ("dropped", "rose"), ("went up", "went down"), ("doubled", "tripled"), ("tripled", "doubled"),
         ("stayed", "dropped"), ("remained", "dropped"), ("more than a third", "less than a third"), ("more than 80", "more than 60"), ("more than 99", "less than 99"), ("almost all", "hardly any"), ("sixtyfold", "tenfold"), ("ninefold", "twofold")];

    private static readonly (string From, string To)[] Units =
        [(" ms", " s"), (" %", " ms"), ("%", " threads"), ("/s", " %"), (" per second", " per request"), (" MB", " GB"), (" work items", " ms"), (" seconds", " hours"), (" threads", " %"), (" requests per second", " ms")];

    public static IEnumerable<AdversarialAnswer> All() => [.. Mutated(), .. WrongCauses(), .. Written(), .. Uncited()];

    private static IEnumerable<AdversarialAnswer> Mutated()
    {
        foreach (var (scenario, answer) in HonestAnswers.All)
            foreach (var step in answer.Steps)
            {
                foreach (Match number in Number().Matches(step.Text))
                    foreach (var change in new[] { 1.47, 0.6, 10 })
                        if (Changed(number.Value, change) != number.Value)
                            yield return One(scenario, "number", step, step.Text[..number.Index] + Changed(number.Value, change) + step.Text[(number.Index + number.Length)..]);
                foreach (var (from, to) in Units.Concat(Directions))
                    if (step.Text.IndexOf(from, StringComparison.Ordinal) is var at and >= 0)
                        yield return One(scenario, $"{from}>{to}", step, step.Text[..at] + to + step.Text[(at + from.Length)..]);
            }
    }

    private static IEnumerable<AdversarialAnswer> WrongCauses()
    {
        string[] says = ["The cause is {0}.", "This is caused by {0}.", "All of this points to {0}.", "{0} explains the break.", "The bottleneck is {0}."];
        foreach (var scenario in Scenarios.All.Keys)
        {
            var evidence = Scenarios.All[scenario].Diagnose().Ranked[0].Evidence;
            foreach (var (cause, words) in Words())
                if (cause != scenario && !(cause == CauseIds.CpuSaturation && scenario == CauseIds.CpuThrottling))
                    foreach (var say in says)
                        yield return One(scenario, "cause", new ModelStep("", evidence), string.Format(CultureInfo.InvariantCulture, say, words));
        }
    }

    private static (string Cause, string Words)[] Words() =>
    [
        (CauseIds.CpuSaturation, "CPU saturation"), (CauseIds.ThreadPoolStarvation, "thread pool starvation"), (CauseIds.LockContention, "contention for a lock"), (CauseIds.GcPressure, "garbage collection"),
        (CauseIds.MemoryLeak, "a memory leak"), (CauseIds.DownstreamLatency, "a slow dependency"), (CauseIds.ConnectionPoolExhaustion, "connection pool exhaustion"), (CauseIds.RateLimited, "rate limiting"),
        (CauseIds.Crash, "a crash"), (CauseIds.SocketExhaustion, "a lack of file descriptors"), (CauseIds.CpuThrottling, "CPU throttling"), (CauseIds.ExceptionOnset, "an exception"), (CauseIds.GeneratorLimited, "the load generator"),
    ];

    private static IEnumerable<AdversarialAnswer> Written()
    {
        var file = Path.Combine(Repository.Root, "tests", "SentinelPerf.Core.Tests", "Explanation", "Data", "adversarial.txt");
        foreach (var scenario in Scenarios.All.Keys)
            foreach (var parts in File.ReadAllLines(file).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" | ")))
            {
                var ids = parts[0][2..].Trim().Split(' ').ToImmutableArray();
                // What is true of a scenario is no lie in it.
                if (scenario is CauseIds.CpuSaturation or CauseIds.GcPressure && parts[^1].Contains("CPU is busy", StringComparison.Ordinal) && ids[0] == "E1" && !parts[^1].Contains("E9", StringComparison.Ordinal) && !parts[^1].Contains("E7", StringComparison.Ordinal)) continue;
                yield return parts[0][0] == '-'
                    ? new AdversarialAnswer(scenario, "written", new ModelAnswer([new ModelStep(parts[1], ids)], []))
                    : new AdversarialAnswer(scenario, "written", new ModelAnswer([], [new ModelRecommendation(parts[1], parts[2], ids)]));
            }
    }

    private static IEnumerable<AdversarialAnswer> Uncited() =>
        HonestAnswers.All.Select(h => new AdversarialAnswer(h.Scenario, "uncited", h.Answer with { Steps = [.. h.Answer.Steps.Select(s => s with { Evidence = [] })], Recommendations = [] }));

    private static AdversarialAnswer One(string scenario, string kind, ModelStep step, string text) => new(scenario, kind, new ModelAnswer([step with { Text = text }], []));

    private static string Changed(string number, double by)
    {
        var value = double.Parse(number, CultureInfo.InvariantCulture);
        return value == 0 ? "7" : (value * by).ToString(number.Contains('.', StringComparison.Ordinal) ? "0.####" : "0", CultureInfo.InvariantCulture);
    }

    // Not what names something: p99, 503, the port of a host, an evidence id.
    [GeneratedRegex(@"(?<![\w.:-])(?!99th|429|503)\d+(?:\.\d+)?(?![\w.]*(?:th|xx))")]
    private static partial Regex Number();
}
