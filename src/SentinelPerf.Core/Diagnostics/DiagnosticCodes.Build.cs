namespace SentinelPerf.Diagnostics;

// Codes that the MSBuild task and targets use. They cannot reference this assembly; a test of the packages holds the two together.
public static partial class DiagnosticCodes
{
    /// <summary>Several target frameworks, none of them net10.0.</summary>
    public static DiagnosticDescriptor FrameworkNotChosen => new("SP1091", "Which target framework to test is not clear",
        "Choose one with -f, as in dotnet build -t:SentinelPerf -f net9.0.");

    /// <summary>The package does not hold the tool.</summary>
    public static DiagnosticDescriptor ToolMissing => new("SP9051", "The tool is missing from the package",
        "Restore the package again; delete its folder in the package cache when that does not help.");

    /// <summary>The dotnet host could not be started.</summary>
    public static DiagnosticDescriptor ToolNotStarted => new("SP9052", "The tool could not be started",
        "Set DOTNET_HOST_PATH to the dotnet program of an SDK 10.0 or later.");

    /// <summary>The tool died.</summary>
    public static DiagnosticDescriptor ToolDied => new("SP9053", "The tool ended before it could give a verdict",
        "Read its last lines in the message. 137 often means that the machine ran out of memory, 150 that .NET 10 is not installed.");

    /// <summary>No summary of this run.</summary>
    public static DiagnosticDescriptor SummaryMissing => new("SP9054", "The run left no summary, so no gate can pass",
        "Run the build again; when it repeats, run it with -v:n and report the output.");

    /// <summary>Exit code and summary disagree.</summary>
    public static DiagnosticDescriptor SummaryContradicts => new("SP9055", "Exit code and summary contradict each other",
        "Run the build again, and report it when it repeats: neither can be trusted.");

    /// <summary>A verdict other than pass without a line that says why.</summary>
    public static DiagnosticDescriptor VerdictUnexplained => new("SP9056", "The run did not pass and gave no reason",
        "Read report.md; report it, as each verdict other than pass should give its reason.");
}
