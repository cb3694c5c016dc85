using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Load;

public sealed class ArrivalScheduleTests
{
    public static TheoryData<double, double, ulong> Cases() => new()
    {
        { 1000, 3, 1 }, { 333.3, 1.7, 2 }, { 17, 10, 3 }, { 20_000, 0.5, 4 }, { 0.5, 3, 5 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_AnyRate_GivesTheExactCountSortedWithinTheDuration(double rate, double seconds, ulong seed)
    {
        var schedule = Draw(rate, seconds, seed);
        schedule.Count.ShouldBe((int)Math.Round(rate * seconds));
        for (var i = 1; i < schedule.Count; i++) schedule[i].ShouldBeGreaterThanOrEqualTo(schedule[i - 1]);
        if (schedule.Count == 0) return;
        schedule[0].ShouldBeGreaterThanOrEqualTo(0);
        schedule[schedule.Count - 1].ShouldBeLessThan((long)(seconds * 1e9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Draw_ManyArrivals_AreUniformAndTheirGapsExponential(ulong seed)
    {
        var schedule = Draw(2000, 5, seed);
        var n = schedule.Count;
        // Kolmogorov–Smirnov at the 0.1 % level: 1.95 / √n.
        var limit = 1.95 / Math.Sqrt(n);
        Distance(n, i => schedule[i] / 5e9).ShouldBeLessThan(limit);
        var gaps = Enumerable.Range(1, n - 1).Select(i => (schedule[i] - schedule[i - 1]) / 1e9).Order().ToArray();
        Distance(gaps.Length, i => 1 - Math.Exp(-gaps[i] * 2000)).ShouldBeLessThan(limit);
    }

    [Fact]
    public void Draw_SameSeed_IsTheSameAndAnotherIsNot()
    {
        Draw(500, 1, 7).Due.ToArray().ShouldBe(Draw(500, 1, 7).Due.ToArray());
        Draw(500, 1, 8).Due.ToArray().ShouldNotBe(Draw(500, 1, 7).Due.ToArray());
    }

    [Fact]
    public void Draw_SmallerAgain_ReusesItsBuffers()
    {
        var schedule = Draw(5000, 1, 1);
        var random = new SeededRandom(2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        schedule.Draw(4000, TimeSpan.FromSeconds(1), random);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000); // the curve, not 4,000 arrivals
        schedule.Count.ShouldBe(4000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Draw_NoRate_Throws(double rate) => Should.Throw<ArgumentOutOfRangeException>(() => Draw(rate, 1, 1));

    public static TheoryData<string, RateCurve, double> Curves() => new()
    {
        { "ramp up", RateCurve.Ramp(0, 2000, TimeSpan.FromSeconds(4)), 4000 },
        { "ramp down, then constant", RateCurve.Ramp(1000, 200, TimeSpan.FromSeconds(2)), 1200 + 400 },
        { "steps", RateCurve.Steps(TimeSpan.FromSeconds(1), 100, 500, 0, 900), 1500 },
        { "spike", RateCurve.Spike(200, 3000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5)), 700 + 1500 },
        { "steps beyond the end", RateCurve.Steps(TimeSpan.FromSeconds(3), 100, 500, 900), 300 + 500 },
    };

    [Theory]
    [MemberData(nameof(Curves))]
    public void Draw_AlongACurve_FollowsItsArea(string what, RateCurve curve, double expected)
    {
        var duration = TimeSpan.FromSeconds(4);
        curve.Expected(duration).ShouldBe(expected, 1e-6, what);
        foreach (var pattern in Enum.GetValues<ArrivalPattern>())
        {
            var schedule = new ArrivalSchedule();
            schedule.Draw(curve, pattern, duration, new SeededRandom(3));
            schedule.Count.ShouldBe((int)Math.Round(expected));
            for (var i = 1; i < schedule.Count; i++) schedule[i].ShouldBeGreaterThanOrEqualTo(schedule[i - 1], what);
            // The area up to each arrival is uniform: within the Kolmogorov–Smirnov limit when drawn, exactly when spaced evenly.
            var distance = Distance(schedule.Count, i => curve.Expected(TimeSpan.FromSeconds(schedule[i] / 1e9)) / expected);
            distance.ShouldBeLessThan(pattern == ArrivalPattern.Uniform ? 0.6 / schedule.Count : 1.95 / Math.Sqrt(schedule.Count), what);
        }
    }

    [Fact]
    public void Replay_RecordedOffsets_AreKeptInOrderWithinTheDuration()
    {
        var schedule = new ArrivalSchedule();
        schedule.Replay([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(-1)], TimeSpan.FromSeconds(2));
        schedule.Due.ToArray().ShouldBe([500_000_000, 1_000_000_000]);
    }

    [Fact]
    public void Curve_BadPoints_AreRefused()
    {
        Should.Throw<ArgumentException>(() => new RateCurve([]));
        Should.Throw<ArgumentException>(() => new RateCurve([new(TimeSpan.FromSeconds(1), 5)]));
        Should.Throw<ArgumentException>(() => new RateCurve([new(TimeSpan.Zero, -1)]));
        Should.Throw<ArgumentException>(() => new RateCurve([new(TimeSpan.Zero, 1), new(TimeSpan.FromSeconds(2), 1), new(TimeSpan.FromSeconds(1), 1)]));
    }

    private static ArrivalSchedule Draw(double rate, double seconds, ulong seed)
    {
        var schedule = new ArrivalSchedule();
        schedule.Draw(rate, TimeSpan.FromSeconds(seconds), new SeededRandom(seed));
        return schedule;
    }

    private static double Distance(int n, Func<int, double> cumulative)
    {
        double worst = 0;
        for (var i = 0; i < n; i++)
        {
            var f = cumulative(i);
            worst = Math.Max(worst, Math.Max(f - (double)i / n, (i + 1.0) / n - f));
        }
        return worst;
    }
}
