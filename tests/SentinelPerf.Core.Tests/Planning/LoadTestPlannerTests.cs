using System.Collections.Immutable;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Planning;

public sealed class LoadTestPlannerTests
{
    private static readonly ImmutableArray<LoadTestKind> Every = [.. Enum.GetValues<LoadTestKind>()];

    private static PlannedTest Plan(LoadTestKind kind, double? expected, double? capacity, double seconds = 60, double? ceiling = null) =>
        LoadTestPlanner.Plan(kind, new KnownRates(expected, capacity), new LoadTestOptions(), TimeSpan.FromSeconds(seconds), ceiling);

    [Theory]
    [InlineData(LoadTestKind.Load, 100.0, null, new[] { 100.0 })]
    [InlineData(LoadTestKind.Load, 100.0, 500.0, new[] { 100.0 })]
    [InlineData(LoadTestKind.Load, null, 500.0, new[] { 350.0 })]
    [InlineData(LoadTestKind.Soak, 100.0, null, new[] { 70.0 })]
    [InlineData(LoadTestKind.Soak, 100.0, 500.0, new[] { 350.0 })]
    [InlineData(LoadTestKind.Spike, 100.0, 500.0, new[] { 100.0, 200.0, 100.0 })]
    [InlineData(LoadTestKind.Spike, null, 500.0, new[] { 175.0, 350.0, 175.0 })]
    [InlineData(LoadTestKind.Load, null, null, new double[0])]
    [InlineData(LoadTestKind.Stress, null, null, new double[0])]
    public void Plan_KnownRates_DecideWhatIsOffered(LoadTestKind kind, double? expected, double? capacity, double[] rates) =>
        Plan(kind, expected, capacity).Stages.Select(s => Math.Round(s.RatePerSecond, 9)).ShouldBe(rates);

    [Theory]
    [InlineData(100, 60, null)]
    [InlineData(100, 60, 300.0)]
    [InlineData(100, 24, 10_000.0)]
    [InlineData(100, 600, 150.0)]
    public void Plan_Stress_StepsUpToTheCeilingAndNeverByMoreThanAHalf(double first, double seconds, double? ceiling)
    {
        var steps = Plan(LoadTestKind.Stress, first, null, seconds, ceiling).Stages;
        var rates = steps.Select(s => s.RatePerSecond).ToArray();
        rates[0].ShouldBe(first);
        rates.Length.ShouldBeGreaterThanOrEqualTo(2);
        rates.Zip(rates.Skip(1)).ShouldAllBe(p => p.Second > p.First && p.Second <= 1.5001 * p.First);
        rates[^1].ShouldBeLessThanOrEqualTo((ceiling ?? double.PositiveInfinity) * 1.0000001);
        if (ceiling is { } top && top < 400) rates[^1].ShouldBe(top, "the highest rate allowed is the last step");
        (steps.Sum(s => s.Duration.TotalSeconds) + LoadTestPlanner.StressRecovery.TotalSeconds).ShouldBeLessThanOrEqualTo(seconds + 1e-6);
    }

    [Fact]
    public void Plan_StressAboveTheCeiling_OffersTheCeilingAlone() =>
        Plan(LoadTestKind.Stress, 500, null, 60, 200).Stages.Select(s => s.RatePerSecond).ShouldBe([200]);

    [Fact]
    public void DefaultBudget_Tests_AddTheirTime()
    {
        TestTimes.DefaultBudget(new LoadTestOptions()).TotalSeconds.ShouldBe(90);
        TestTimes.DefaultBudget(new LoadTestOptions { Tests = Every }).TotalSeconds.ShouldBe(255);
        TestTimes.DefaultBudget(new LoadTestOptions { Tests = [LoadTestKind.Search, LoadTestKind.Soak], Durations = Soak(600) }).TotalSeconds.ShouldBe(690);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(120)]
    [InlineData(1000)]
    public void Share_AnyBudget_GivesEachAtLeastItsShortestAndNotMoreThanThereIs(double budget)
    {
        var times = TestTimes.Share(new LoadTestOptions { Tests = Every }, TimeSpan.FromSeconds(budget));
        times.Values.Sum(t => t.TotalSeconds).ShouldBe(budget, 1e-6);
        foreach (var kind in Every) times[kind].ShouldBeGreaterThanOrEqualTo(TestTimes.Shortest(kind), kind.ToString());
    }

    [Fact]
    public void Share_SetDuration_IsKeptAndTheOthersShareTheRest()
    {
        var times = TestTimes.Share(new LoadTestOptions { Tests = [LoadTestKind.Search, LoadTestKind.Load, LoadTestKind.Soak], Durations = Soak(300) }, TimeSpan.FromSeconds(420));
        times.ShouldSatisfyAllConditions(t => t[LoadTestKind.Soak].TotalSeconds.ShouldBe(300), t => t[LoadTestKind.Search].TotalSeconds.ShouldBe(90, 1e-6), t => t[LoadTestKind.Load].TotalSeconds.ShouldBe(30, 1e-6));
    }

    [Fact]
    public void Share_TheSearchAlone_HasTheWholeBudget() =>
        TestTimes.Share(new LoadTestOptions(), TimeSpan.FromSeconds(47)).ShouldHaveSingleItem().Value.TotalSeconds.ShouldBe(47);

    [Theory]
    [InlineData(LoadTestKind.Load, 100.0, "100 req/s")]
    [InlineData(LoadTestKind.Spike, 100.0, "100 → 200 → 100 req/s")]
    [InlineData(LoadTestKind.Load, null, "no rate is known: set load.rate, or add search to load.tests")]
    public void Describe_Test_SaysWhatItOffers(LoadTestKind kind, double? expected, string said) =>
        LoadTestPlanner.Describe(Plan(kind, expected, null), new LoadTestOptions { Tests = [kind] }, RateUnit.Requests).ShouldBe(said);

    [Fact]
    public void Describe_RateThatTheSearchWillFind_SaysHowItFollows() =>
        LoadTestPlanner.Describe(Plan(LoadTestKind.Spike, null, null), new LoadTestOptions { Tests = Every }, RateUnit.Requests).ShouldBe("from 35 % of the capacity that the search finds suddenly to 70 %, and back");

    private static ImmutableSortedDictionary<LoadTestKind, TimeSpan> Soak(double seconds) =>
        ImmutableSortedDictionary<LoadTestKind, TimeSpan>.Empty.Add(LoadTestKind.Soak, TimeSpan.FromSeconds(seconds));
}
