using SentinelPerf.MSBuild;

namespace SentinelPerf.Packages.Tests;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(0, "pass", 0, false, false, true, null)]
    [InlineData(0, "pass", 0, true, false, false, null)] // an error was printed: no pass, whatever the code says
    [InlineData(0, null, 0, false, false, false, "SP9054")]
    [InlineData(0, "fail", 1, false, false, false, "SP9055")]
    [InlineData(0, "fail", 0, false, false, false, "SP9055")]
    [InlineData(1, "fail", 1, true, false, false, null)]
    [InlineData(1, "fail", 1, false, false, false, "SP9056")]
    [InlineData(1, "pass", 1, true, false, false, "SP9055")]
    [InlineData(2, null, 0, true, false, false, null)] // bad input may end before there is a place for a summary
    [InlineData(2, null, 0, false, false, false, "SP9054")]
    [InlineData(3, "inconclusive", 3, false, true, true, null)]
    [InlineData(3, "inconclusive", 3, true, false, false, null)]
    [InlineData(3, "inconclusive", 3, false, false, false, "SP9056")]
    [InlineData(4, "error", 4, true, false, false, null)]
    [InlineData(134, null, 0, true, false, false, "SP9053")]
    [InlineData(137, "pass", 0, false, false, false, "SP9053")]
    public void Judge_EachEnd_PassesOnlyWhenCodeSummaryAndLinesAgree(int exitCode, string? verdict, int summaryCode, bool error, bool warning, bool succeeds, string? code)
    {
        var summary = verdict is null ? null : new Summary(verdict, summaryCode, []);

        var outcome = Outcome.Judge(new RunnerEnd(exitCode, Cancelled: false, ""), summary, "it wrote no summary", error, warning);

        outcome.Succeeded.ShouldBe(succeeds);
        outcome.Problem?.Code.ShouldBe(code);
        (outcome.Problem is null).ShouldBe(code is null);
    }

    [Fact]
    public void Judge_BuildCancelled_FailsWithoutAnotherError() =>
        Outcome.Judge(new RunnerEnd(0, Cancelled: true, ""), new Summary("pass", 0, []), "", false, false).ShouldBe(new Outcome(false, null));
}
