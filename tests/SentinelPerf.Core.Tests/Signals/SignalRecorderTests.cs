using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

public sealed class SignalRecorderTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Snapshot_SeriesWithSameNameAndOtherPlace_StayApart()
    {
        var recorder = new SignalRecorder(_time, 0);
        recorder.Record("a", "1", "x", TimeSpan.FromSeconds(1), 1);
        recorder.Record("a", "1", "y", TimeSpan.FromSeconds(1), 2);
        recorder.Record("a", "1", "x", TimeSpan.FromSeconds(2), double.NaN);
        recorder.Snapshot().Series.Select(s => (s.Where, s.Points.Length)).ShouldBe([("x", 1), ("y", 1)]);
    }

    [Fact]
    public void Record_UnboundedPlaces_StopsAtTheLimitAndSaysSo()
    {
        var recorder = new SignalRecorder(_time, 0);
        for (var i = 0; i < SignalRecorder.MaxSeries + 5; i++) recorder.Record("a", "1", $"{i}", TimeSpan.Zero, 1);
        recorder.Snapshot().Series.Length.ShouldBe(SignalRecorder.MaxSeries);
        recorder.Snapshot().Missing.ShouldContain(m => m.Signal == "a");
    }

    [Fact]
    public void Record_MoreThanCapacity_KeepsShapeAndMeanAtLowerResolution()
    {
        var recorder = new SignalRecorder(_time, 0);
        const int many = 20_000;
        for (var i = 0; i < many; i++) recorder.Record("a", "1", null, TimeSpan.FromSeconds(i), i);
        var points = recorder.Snapshot().Series[0].Points;
        points.Length.ShouldBeInRange(BoundedSeries.Capacity / 4, BoundedSeries.Capacity);
        points.Average(p => p.Value).ShouldBe(many / 2.0, many * 0.01);
        points.Zip(points.Skip(1)).ShouldAllBe(p => p.First.At <= p.Second.At);
    }

    [Fact]
    public async Task AttachAsync_ProcessWithoutRuntime_IsMissingAndOneWarning()
    {
        await using var recorder = new SignalRecorder(_time, 0);
        await recorder.AttachAsync(new DiagnosticsClient(int.MaxValue), TestContext.Current.CancellationToken);
        recorder.Snapshot().Missing.ShouldContain(m => m.Signal == EventPipeCollector.SignalName);
        recorder.Problems.ShouldHaveSingleItem().Code.ShouldBe("SP6001");
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsFine()
    {
        var recorder = new SignalRecorder(TimeProvider.System, TimeProvider.System.GetTimestamp());
        recorder.StartSampling(() => null);
        await recorder.DisposeAsync();
        await recorder.DisposeAsync();
    }
}
