namespace SentinelPerf.MSBuild;

/// <summary>What the end of the tool means for the build.</summary>
/// <param name="Succeeded">Whether the target succeeds.</param>
/// <param name="Problem">What is left to say; null when the tool has said it all.</param>
internal sealed record Outcome(bool Succeeded, TaskProblem? Problem)
{
    public const string ErrorVerdict = "error";

    private const int Inconclusive = 3;
    private const int Cancelled = 130;
    private static readonly int[] KnownEnds = [0, 1, 2, Inconclusive, 4, Cancelled];

    /// <summary>
    /// A target passes only when three things agree: the exit code, a summary that this run wrote, and that no error was printed.
    /// The tool prints an inconclusive verdict as error or warning as the user asked (onInconclusive), so that line decides here.
    /// </summary>
    public static Outcome Judge(RunnerEnd end, Summary? summary, string whyNoSummary, bool sawError, bool sawWarning)
    {
        // A build that was cancelled is already reported as such: the last lines of the tool are enough.
        if (end.Cancelled) return new(false, null);
        if (!KnownEnds.Contains(end.ExitCode)) return Failed(TaskProblem.Died(end.ExitCode, end.LastErrorLines));
        if (summary is null)
            return sawError && end.ExitCode != 0 ? Failed(null) : Failed(TaskProblem.NoSummary(end.ExitCode, whyNoSummary));
        if (summary.ExitCode != end.ExitCode || VerdictOf(end.ExitCode) != summary.Verdict)
            return Failed(TaskProblem.Contradiction(end.ExitCode, summary));

        if (end.ExitCode == 0) return new(!sawError, null);
        if (sawError) return Failed(null);
        var warns = end.ExitCode == Inconclusive && sawWarning;
        return warns ? new(true, null) : Failed(TaskProblem.Unexplained(end.ExitCode, summary.Verdict));
    }

    private static string VerdictOf(int exitCode) => exitCode switch
    {
        0 => "pass",
        1 => "fail",
        Inconclusive => "inconclusive",
        _ => ErrorVerdict,
    };

    private static Outcome Failed(TaskProblem? problem) => new(false, problem);
}
