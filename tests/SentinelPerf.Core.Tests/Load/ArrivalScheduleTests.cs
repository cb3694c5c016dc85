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
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        schedule.Count.ShouldBe(4000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Draw_NoRate_Throws(double rate) => Should.Throw<ArgumentOutOfRangeException>(() => Draw(rate, 1, 1));

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
