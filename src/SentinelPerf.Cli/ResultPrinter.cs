using SentinelPerf.Gating;
using SentinelPerf.Pipeline;
using SentinelPerf.Reporting;
using Spectre.Console;

namespace SentinelPerf.Cli;

/// <summary>The last lines of a run: the verdict, what broke, why, what to do and where to read on; then the problems in canonical form.</summary>
internal static class ResultPrinter
{
    /// <summary>Prints a run.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="result">The run.</param>
    /// <param name="gates">The gates: they decide what is an error and what a warning.</param>
    /// <param name="quiet">Only the breaking point and the problems.</param>
    public static void Print(ToolConsole console, RunResult result, GateOptions gates, bool quiet)
    {
        foreach (var line in ConsoleSummary.Format(result.Record, result.Files))
            if (!quiet || line.Label == ConsoleSummary.BreakingPointLabel) console.Labelled(line.Label, line.Text, ColorOf(line.Tone));
        console.Problems(result.Record.Warnings);
        console.Problems(VerdictProblems.Of(result.Record.Verdict, gates));
    }

    private static Color? ColorOf(ConsoleTone tone) => tone switch
    {
        ConsoleTone.Good => Color.Green,
        ConsoleTone.Warning => Color.Yellow,
        ConsoleTone.Bad => Color.Red,
        ConsoleTone.Dim => Color.Grey,
        _ => null,
    };
}
