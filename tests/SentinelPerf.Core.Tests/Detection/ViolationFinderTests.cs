using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Detection;

public sealed class ViolationFinderTests
{
    private static readonly TrialLimits Limits = new(TimeSpan.FromMilliseconds(250), 0.01, 0.01);

    private static JudgedTrial Fail(double rate, ViolationKind kind, params RouteTally[] routes) =>
        new(TrialJudgeTests.Record(offered: rate, late: 40) with { Routes = [.. routes] }, TrialOutcome.Fail, kind);

    private static RouteTally Tally(int route, long requests, long late) => new(route, requests, 0, late, LatencySummary.Empty);

    [Fact]
    public void First_OneFail_IsNotSustained() => ViolationFinder.First([Fail(400, ViolationKind.Latency)], 390, null, Limits, 99).ShouldBeNull();

    [Fact]
    public void First_SeveralFails_TakesTheOneNearestAboveTheCapacity()
    {
        ImmutableArray<JudgedTrial> trials = [Fail(500, ViolationKind.Latency), Fail(410, ViolationKind.Latency), Fail(380, ViolationKind.ErrorRate)];
        var violation = ViolationFinder.First(trials, 400, null, Limits, 99)!;
        violation.OfferedPerSecond.ShouldBe(410);
        violation.Kind.ShouldBe(ViolationKind.Latency);
        violation.Limit.ShouldBe(250);
    }

    [Theory]
    [InlineData(40, 4, 1)]
    [InlineData(20, 15, null)]
    [InlineData(2, 0, null)]
    public void First_RouteWithMostOfTheBadRequests_IsNamedOnlyWhenItStandsOut(int bad, int othersBad, int? expected)
    {
        var routes = new[] { Tally(0, 500, othersBad), Tally(1, 500, bad) };
        var violation = ViolationFinder.First([Fail(410, ViolationKind.Latency, routes), Fail(420, ViolationKind.Latency)], 400, null, Limits, 99)!;
        violation.Route.ShouldBe(expected);
    }

    [Fact]
    public void Window_DecidedWithinASecond_StillHoldsTheTwoSecondsBefore()
    {
        var window = ViolationFinder.Window(TrialJudgeTests.Record() with { Scored = TimeSpan.FromSeconds(0.4) });
        window.To.ShouldBe(TimeSpan.FromSeconds(31));
        window.Length.ShouldBe(TimeSpan.FromSeconds(2));
    }
}
