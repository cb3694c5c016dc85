using SentinelPerf.Bench.Study;

namespace SentinelPerf.Bench.Tests.Study;

public sealed class StudyDesignTests
{
    private static readonly string[] s_servers = ["a-1", "a-2", "b-1"];

    [Fact]
    public void Cells_ManyRuns_GoSeedBySeedAndBeginWithAnotherServerEachTime()
    {
        var cells = StudyDesign.Cells(s_servers, 2, TimeSpan.FromSeconds(90), "quiet");
        cells.Select(c => $"{c.Server}/{c.Seed}").ShouldBe(["a-1/1", "a-2/1", "b-1/1", "a-2/2", "b-1/2", "a-1/2"]);
        StudyDesign.Cells(s_servers, 5, TimeSpan.FromSeconds(90), "quiet").Distinct().Count().ShouldBe(15);
    }

    private static readonly (string, string)[] s_grouped = [("a-1", "fitted"), ("a-2", "held"), ("b-1", "held")];

    [Theory]
    [InlineData("held", 2)]
    [InlineData("fitted,b", 2)]
    [InlineData(null, 3)]
    [InlineData("a", 2)]
    [InlineData("a-2, B", 2)]
    public void Choose_Beginnings_TakesTheServersThatHaveThem(string? beginnings, int count) => StudyDesign.Choose(s_grouped, beginnings).Count.ShouldBe(count);

    [Theory]
    [InlineData("a,x")]
    [InlineData("")]
    public void Choose_BeginningOfNone_SaysWhatThereIs(string beginnings) =>
        Should.Throw<UsageException>(() => StudyDesign.Choose(s_grouped, beginnings)).Message.ShouldContain("a-1 (fitted); a-2 (held); b-1 (held)");

    [Fact]
    public async Task RunAsync_SimulatedCell_IsTheSameRunWheneverItIsMade()
    {
        var cell = new StudyCell("M/D/4 10 ms", TimeSpan.FromSeconds(25), SimulatedStudy.Condition, 3);
        var first = await SimulatedStudy.RunAsync(cell, TestContext.Current.CancellationToken);
        var second = await SimulatedStudy.RunAsync(cell, TestContext.Current.CancellationToken);
        (first with { Started = second.Started }).ShouldBe(second);
        first.Truth.ShouldNotBeNull();
    }

    [Fact]
    public async Task RunAsync_Cancelled_GivesNoRow()
    {
        var cell = new StudyCell("M/D/4 10 ms", TimeSpan.FromSeconds(25), SimulatedStudy.Condition, 3);
        await Should.ThrowAsync<OperationCanceledException>(() => SimulatedStudy.RunAsync(cell, new CancellationToken(canceled: true)));
    }
}
