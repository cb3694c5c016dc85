using SentinelPerf.Diagnostics;
using Spectre.Console;

namespace SentinelPerf.Cli;

/// <summary>Writes lines for people, one at a time, with colour where the terminal has it. With <c>--json</c> they go to standard error.</summary>
internal sealed class ToolConsole
{
    private const int LabelWidth = 16;

    // A terminal wraps by itself; a line that is broken in two is no canonical error any more.
    private const int NeverWrap = 100_000;

    private readonly IAnsiConsole _console;
    private readonly string _origin;
    private readonly Lock _gate = new();

    /// <summary>Makes a console.</summary>
    /// <param name="surroundings">The writers.</param>
    /// <param name="json">Standard output belongs to machines.</param>
    /// <param name="noColor">The user wants no colour.</param>
    /// <param name="origin">What stands in for the place of a problem that has no file.</param>
    public ToolConsole(ToolSurroundings surroundings, bool json, bool noColor, string? origin)
    {
        var redirected = json ? surroundings.ErrorRedirected : surroundings.OutputRedirected;
        // https://no-color.org: any value that is not empty.
        var color = !noColor && !redirected && string.IsNullOrEmpty(surroundings.Environment.GetValueOrDefault("NO_COLOR"))
            && surroundings.Environment.GetValueOrDefault("TERM") != "dumb";
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(json ? surroundings.Error : surroundings.Output),
        });
        _console.Profile.Width = NeverWrap;
        _origin = origin ?? "sentinelperf";
    }

    /// <summary>Takes secrets out of everything that is written; set once they are known.</summary>
    public SecretMask Secrets { get; set; } = SecretMask.None;

    /// <summary>Writes a line.</summary>
    public void Line(string text, Color? color = null)
    {
        lock (_gate) _console.Write(new Text(OneLine(text) + "\n", new Style(color)));
    }

    /// <summary>Writes a line of the final block: what it is about, then what there is to say.</summary>
    public void Labelled(string label, string text, Color? color = null)
    {
        lock (_gate)
        {
            _console.Write(new Text(label.PadRight(LabelWidth) + " ", new Style(decoration: Decoration.Dim)));
            _console.Write(new Text(OneLine(text) + "\n", new Style(color)));
        }
    }

    /// <summary>Writes problems in the canonical form that builds and editors understand.</summary>
    public void Problems(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
            Line(problem.ToCanonical(_origin), problem.Severity switch { ProblemSeverity.Error => Color.Red, ProblemSeverity.Warning => Color.Yellow, _ => null });
    }

    // What a target says may hold anything: line breaks would tear a canonical line, escape codes would steer the terminal.
    private string OneLine(string text) => string.Concat(Secrets.Mask(text).Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd();
}
