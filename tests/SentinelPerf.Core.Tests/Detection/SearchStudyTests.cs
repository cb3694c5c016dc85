using SentinelPerf.Core.Tests.Simulation;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Detection;

/// <summary>The quick form of the study: seeded, so that its figures are the same in every run. The long form lives in bench/.</summary>
public sealed class SearchStudyTests(ITestOutputHelper output)
{
    private static readonly StudyServer[] Ordinary = [.. StudyServer.Fitted, .. StudyServer.Held];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(90, 16, 0.015, 0.035, 0.065, 0.97)]
    [InlineData(40, 8, 0.02, 0.045, 0.09, 0.9)]
    [InlineData(25, 8, 0.05, 0.08, 0.11, 0.8)]
    public async Task Search_ServersOfKnownCapacity_KeepsItsStatedErrorRates(double budget, int seeds, double median, double at90, double width, double found)
    {
        var runs = await StudyAsync(Ordinary, seeds, budget);
        var all = SearchStudy.Summarise(runs);
        all.MedianError.ShouldBeLessThanOrEqualTo(median);
        all.ErrorAt90.ShouldBeLessThanOrEqualTo(at90);
        Math.Abs(all.Bias).ShouldBeLessThanOrEqualTo(0.01);
        all.Coverage.ShouldBeGreaterThanOrEqualTo(0.88);
        all.Width.ShouldBeLessThanOrEqualTo(width);
        all.FoundShare.ShouldBeGreaterThanOrEqualTo(found);
        all.SecondsAt95.ShouldBeLessThanOrEqualTo(budget + 1);
        if (budget == 90) all.SecondsAt95.ShouldBeLessThanOrEqualTo(80);
    }

    [Fact]
    public async Task Search_ServersNothingWasFittedOn_AreNoWorse()
    {
        var all = SearchStudy.Summarise(await StudyAsync(StudyServer.Held, 16, 90));
        all.MedianError.ShouldBeLessThanOrEqualTo(0.015);
        all.Coverage.ShouldBeGreaterThanOrEqualTo(0.88);
    }

    [Fact]
    public async Task Search_WeakSpots_AreWithinFifteenPercentOrInconclusiveWithTheReason()
    {
        var runs = await StudyAsync(StudyServer.Weak, 24, 90);
        SearchStudy.Summarise(runs).ErrorAt90.ShouldBeLessThanOrEqualTo(0.15);
        runs.Where(r => !r.Found).ShouldAllBe(r => new[] { "heavy-tail", "interval-too-wide", "no-fail", "non-stationary" }.Contains(r.Reason));
    }

    public static TheoryData<string> Verdicts() => [.. StudyEnd.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task Search_OtherEnds_GetTheRightVerdict(string kind)
    {
        const int Seeds = 40;
        var end = StudyEnd.All.Single(e => e.Name == kind);
        var right = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var result = await BreakingPointSearch.RunAsync(end.Make(seed), new Objective { Latency = TimeSpan.FromMilliseconds(250) },
                new SearchOptions { Seed = seed }, new Silence(), Cancel);
            if (end.IsRight(result.BreakingPoint)) right++;
            else output.WriteLine($"seed {seed}: {result.BreakingPoint.Status} {result.BreakingPoint.Recovery} {string.Join("; ", result.BreakingPoint.Reasons.Select(r => r.Id + ": " + r.Text))}");
        }
        output.WriteLine($"{kind}: {right} of {Seeds}");
        right.ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(0.98 * Seeds) - 1);
    }

    private async Task<List<StudyRun>> StudyAsync(StudyServer[] servers, int seeds, double budget)
    {
        var runs = await SearchStudy.RunAsync(servers, seeds, budget, Cancel);
        output.WriteLine($"budget {budget} s\n{SearchStudy.Header}");
        foreach (var server in servers) output.WriteLine(SearchStudy.Row(server.Name, [.. runs.Where(r => r.Server == server.Name)]));
        output.WriteLine(SearchStudy.Row("all", runs));
        return runs;
    }

    private sealed class Silence : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) { }
    }
}
