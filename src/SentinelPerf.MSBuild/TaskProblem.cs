namespace SentinelPerf.MSBuild;

/// <summary>A problem that the task itself has to tell. The codes stand in the table of SentinelPerf.Core too; a test holds the two together.</summary>
internal sealed record TaskProblem(string Code, string Message)
{
    public static TaskProblem ProgramMissing(string program) => new("SP9051",
        $"The tool of SentinelPerf is not where the package should have put it: '{program}'. Restore the package again; delete its folder in the package cache when that does not help.");

    public static TaskProblem CannotStart(string host, string reason) => new("SP9052",
        $"'{host}' could not be started to run SentinelPerf: {reason}. Set DOTNET_HOST_PATH to the dotnet program of an SDK 10.0 or later.");

    public static TaskProblem Died(int exitCode, string lastLines) => new("SP9053",
        $"SentinelPerf ended with exit code {exitCode}{Meaning(exitCode)} before it could give a verdict.{(lastLines.Length == 0 ? "" : $" Its last lines: {lastLines}")}");

    public static TaskProblem NoSummary(int exitCode, string reason) => new("SP9054",
        $"SentinelPerf ended with exit code {exitCode}, but {reason}; without it no gate can pass. Run the build again; when it repeats, run it with -v:n and report the output.");

    public static TaskProblem Contradiction(int exitCode, Summary summary) => new("SP9055",
        $"SentinelPerf ended with exit code {exitCode}, but its summary says '{summary.Verdict}' with exit code {summary.ExitCode}. Neither can be trusted: run the build again, and report it when it repeats.");

    public static TaskProblem Unexplained(int exitCode, string verdict) => new("SP9056",
        $"The run ended with the verdict '{verdict}' (exit code {exitCode}) and gave no reason; see the report.");

    private static string Meaning(int exitCode) => exitCode switch
    {
        134 => " (aborted: an unhandled exception or a crash)",
        137 => " (killed: SIGKILL, often for want of memory)",
        139 => " (a crash: SIGSEGV)",
        143 => " (terminated: SIGTERM)",
        150 => " (no fitting .NET runtime: it needs .NET 10 or later)",
        _ => "",
    };
}
