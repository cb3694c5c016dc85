using SentinelPerf.Load;
using SentinelPerf.Planning;
using static SentinelPerf.Core.Tests.Load.EngineFixture;

namespace SentinelPerf.Core.Tests.Load;

public sealed class RequestMixTests
{
    [Fact]
    public void Draw_RequestsAndFlows_FollowTheirWeights()
    {
        var mix = new RequestMix(Plan);
        var drawn = Enumerable.Range(0, 40_000).Select(i => mix.Draw(7, i)).ToArray();
        (drawn.Count(d => d is { Flow: -1, Request: 1 }) / 40_000.0).ShouldBe(0.5, 0.01);
        (drawn.Count(d => d is { Flow: -1, Request: 3 }) / 40_000.0).ShouldBe(0.2, 0.01);
        (drawn.Count(d => d is { Flow: 0, Request: 2 }) / 40_000.0).ShouldBe(0.3, 0.01);
        drawn.ShouldNotContain(d => d.Request == 0);   // sent by its flow only, not as its first step
        mix.RequestsPerArrival.ShouldBe(0.7 + 0.3 * 2, 1e-12);
    }

    [Theory]
    [InlineData(0, 0, 10, 1)]     // the second step is due after the end
    [InlineData(0, 0, 1001, 2)]
    [InlineData(0, 1, 1001, 1)]
    [InlineData(0, 2, 1001, 0)]
    [InlineData(500, 0, 1001, 1)]
    [InlineData(1001, 0, 1001, 0)]
    public void MostRequests_ThinkTimes_BoundWhatASessionMaySend(int due, int step, int end, int most) =>
        new RequestMix(Plan).MostRequests(0, step, due * 1_000_000L, end * 1_000_000L).ShouldBe(most);

    [Fact]
    public void Make_NothingHasAWeight_Refuses() =>
        Should.Throw<ArgumentException>(() => new RequestMix(new LoadPlan([Get("/a", 0)], [])));

    private static LoadPlan Plan => new([Get("/0", 0), Get("/1", 5), Get("/2", 0), Get("/3", 2)], [])
    {
        Flows = [new("buy", 3, [new(2, [], TimeSpan.FromSeconds(1)), new(0, [], TimeSpan.FromSeconds(9))])],
    };
}
