using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Pipeline;
using SentinelPerf.Reporting;

namespace SentinelPerf.Testing.Iterations;

/// <summary>How a run ends a test: what fails it, what it is only warned of, and in which words.</summary>
internal static class TestVerdict
{
    /// <summary>Most lines of a failure.</summary>
    public const int MostLines = 12;

    /// <summary>Share of the machine from which on the test's own code is part of what is measured.</summary>
    public const double HeavyShare = 0.3;

    private const int MostProblems = 3;

    private static readonly ImmutableHashSet<string> s_shown = [ConsoleSummary.BreakingPointLabel, "First broke", "Cause", "What to do", "Last output", "Reports"];

    /// <summary>The failure of a run; null: it passes.</summary>
    public static string? Failure(RunResult result, GateOptions gates)
    {
        var errors = Problems(result, gates, ProblemSeverity.Error);
        return errors.IsEmpty ? null : string.Join('\n', Lines(errors, result));
    }

    /// <summary>What a test that passes should still say.</summary>
    public static IEnumerable<string> Warnings(RunResult result, GateOptions gates)
    {
        foreach (var problem in Problems(result, gates, ProblemSeverity.Warning)) yield return Text(problem);
        if (result.Record.Generator.CpuShare is { } share && share > HeavyShare)
            yield return FormattableString.Invariant($"the test's own code used {share:P0} of this machine near the breaking point, which the target did not have: the figure is that of both together");
    }

    /// <summary>The failure of a run that could not begin.</summary>
    public static string Failure(SentinelException exception) => string.Join('\n', exception.Problems.Take(MostLines).Select(Text));

    private static ImmutableArray<Problem> Problems(RunResult result, GateOptions gates, ProblemSeverity severity) =>
        [.. VerdictProblems.Of(result.Record.Verdict, gates).Where(p => p.Severity == severity)];

    private static IEnumerable<string> Lines(ImmutableArray<Problem> problems, RunResult result)
    {
        var mask = new SecretMask(result.Record.Secrets);
        var lines = problems.Take(MostProblems).Select(p => mask.Mask(Text(p))).ToList();
        var rest = new List<string>();
        var label = "";
        foreach (var line in ConsoleSummary.Format(result.Record, result.Files))
        {
            if (line.Label.Length > 0) label = line.Label;
            if (s_shown.Contains(label)) rest.Add(line.ToString());
        }
        // The last line says where to read on.
        var room = MostLines - lines.Count;
        return lines.Concat(rest.Count <= room ? rest : [.. rest.Take(room - 1), rest[^1]]);
    }

    private static string Text(Problem problem) => $"{problem.Code}: {problem.Message}";
}
