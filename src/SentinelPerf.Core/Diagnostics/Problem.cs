namespace SentinelPerf.Diagnostics;

/// <summary>How much a <see cref="Problem"/> weighs.</summary>
public enum ProblemSeverity
{
    /// <summary>Worth knowing; changes nothing.</summary>
    Note,

    /// <summary>The result is weaker for it.</summary>
    Warning,

    /// <summary>What was asked for cannot be done, or was missed.</summary>
    Error,
}

/// <summary>One thing to tell the user: a code, what happened, the value seen, the valid values, and what to do.</summary>
/// <param name="Code">A code of <see cref="DiagnosticCodes"/>, such as <c>SP2001</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Message">One line: what happened, the value seen, the valid values, then what to do. Never holds a secret.</param>
public sealed record Problem(string Code, ProblemSeverity Severity, string Message)
{
    /// <summary>The file the problem stands in, when it stands in one.</summary>
    public string? File { get; init; }

    /// <summary>Line in <see cref="File"/>, from 1; 0 when unknown.</summary>
    public int Line { get; init; }

    /// <summary>Column in <see cref="File"/>, from 1; 0 when unknown.</summary>
    public int Column { get; init; }

    /// <summary>Path of the setting it is about (<c>load.budget</c>), when it is about one; configuration finds its file and line by it.</summary>
    public string? Setting { get; init; }

    /// <summary>Makes an error.</summary>
    public static Problem Error(DiagnosticDescriptor descriptor, string message) => new(descriptor.Code, ProblemSeverity.Error, message);

    /// <summary>Makes a warning.</summary>
    public static Problem Warning(DiagnosticDescriptor descriptor, string message) => new(descriptor.Code, ProblemSeverity.Warning, message);

    /// <summary>The canonical form that MSBuild and editors understand: <c>file(line,col): error SP2001: text</c>.</summary>
    /// <param name="origin">Stands in for the file when the problem has none, such as the project or <c>sentinelperf</c>.</param>
    public string ToCanonical(string origin)
    {
        var place = File is null ? origin : Line > 0 ? FormattableString.Invariant($"{File}({Line},{Math.Max(1, Column)})") : File;
        var severity = Severity switch { ProblemSeverity.Error => "error", ProblemSeverity.Warning => "warning", _ => "message" };
        return $"{place}: {severity} {Code}: {Message}";
    }
}

/// <summary>The one exception type of SentinelPerf: it carries the problems that end a run.</summary>
public sealed class SentinelException : Exception
{
    /// <summary>Ends a run with one problem.</summary>
    public SentinelException(Problem problem, Exception? inner = null) : this([problem], inner) { }

    /// <summary>Ends a run with every problem found at once.</summary>
    public SentinelException(IReadOnlyList<Problem> problems, Exception? inner = null)
        : base(string.Join(Environment.NewLine, problems.Select(p => $"{p.Code}: {p.Message}")), inner) => Problems = problems;

    /// <summary>At least one problem.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
