using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Diagnosis;

public sealed class SeriesIndexTests
{
    private static readonly TimeWindow Window = new(TimeSpan.Zero, TimeSpan.FromSeconds(10));

    [Fact]
    public void ChangedAt_LevelThatStays_IsItsFirstPointPastTheMiddle() =>
        SeriesIndex.ChangedAt(Series(0, 0, 0, 40, 80, 100, 100, 100), Window, 0, 100).ShouldBe(TimeSpan.FromSeconds(5));

    [Fact]
    public void ChangedAt_EarlySpike_IsNotTheChange() =>
        SeriesIndex.ChangedAt(Series(0, 100, 0, 0, 0, 100, 100, 100), Window, 0, 100).ShouldBe(TimeSpan.FromSeconds(6));

    [Fact]
    public void ChangedAt_LevelThatFalls_IsFoundToo() =>
        SeriesIndex.ChangedAt(Series(10, 10, 2, 1, 1, 1), Window, 10, 1).ShouldBe(TimeSpan.FromSeconds(3));

    [Fact]
    public void ChangedAt_HardlyAnyChange_IsNull() => SeriesIndex.ChangedAt(Series(10, 10, 11, 11), Window, 10, 11).ShouldBeNull();

    [Fact]
    public void High_LevelThatBuildsUp_IsWhereItGotTo() => SeriesIndex.High(Series(0, 0, 0, 50, 100, 100), [Window]).ShouldNotBeNull().ShouldBe(83.3, 0.1);

    [Fact]
    public void Mean_WindowWithoutPoints_IsNull() =>
        SeriesIndex.Mean(Series(1, 2), [new TimeWindow(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60))]).ShouldBeNull();

    private static SignalSeries Series(params double[] values) =>
        new("s", "1", null, [.. values.Select((v, i) => new SignalPoint(TimeSpan.FromSeconds(i + 1), v))]);
}
