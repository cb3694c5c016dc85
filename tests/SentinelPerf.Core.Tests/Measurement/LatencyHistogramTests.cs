using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Measurement;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Percentiles = [0, 1, 25, 50, 90, 99, 99.9, 99.99, 100];

    public static TheoryData<ulong> Seeds() => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Percentile_AnyDistribution_IsWithinHalfAPercentOfTheSortedValue(ulong seed)
    {
        var random = new SeededRandom(seed);
        var count = 1 + random.NextInt(5000);
        var values = new long[count];
        var histogram = new LatencyHistogram();
        for (var i = 0; i < count; i++)
        {
            // Log-uniform from 1 µs to 72 minutes: every octave is hit.
            values[i] = (long)(1000 * Math.Exp(random.NextDouble() * Math.Log(4.3e9)));
            histogram.RecordNanoseconds(values[i]);
        }
        Array.Sort(values);
        foreach (var p in Percentiles)
        {
            var exact = values[Math.Clamp((int)Math.Ceiling(p / 100 * count - 1e-9), 1, count) - 1];
            ((double)histogram.PercentileNanoseconds(p)!.Value).ShouldBe(exact, exact * 0.005, $"p{p} of {count}, seed {seed}");
        }
    }

    [Fact]
    public void Moments_KnownValues_AreExact()
    {
        var histogram = new LatencyHistogram();
        foreach (var ms in new[] { 10, 20, 30, 40 }) histogram.Record(TimeSpan.FromMilliseconds(ms));
        histogram.Count.ShouldBe(4);
        histogram.Mean.ShouldBe(TimeSpan.FromMilliseconds(25));
        histogram.Max.ShouldBe(TimeSpan.FromMilliseconds(40));
        histogram.SquaredCoefficientOfVariation!.Value.ShouldBe(500.0 / 3 / 625, 1e-9);
    }

    [Fact]
    public void Add_TwoHalves_EqualsTheWhole()
    {
        var random = new SeededRandom(9);
        var (whole, left, right) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 2000; i++)
        {
            var value = (long)(1e6 * random.NextExponential());
            whole.RecordNanoseconds(value);
            (i % 3 == 0 ? left : right).RecordNanoseconds(value);
        }
        left.Add(right);
        left.Count.ShouldBe(whole.Count);
        left.Max.ShouldBe(whole.Max);
        left.Mean.ShouldBe(whole.Mean);
        left.SquaredCoefficientOfVariation!.Value.ShouldBe(whole.SquaredCoefficientOfVariation!.Value, 1e-9);
        foreach (var p in Percentiles) left.PercentileNanoseconds(p).ShouldBe(whole.PercentileNanoseconds(p));
    }

    [Fact]
    public void Percentile_Empty_IsNull()
    {
        var histogram = new LatencyHistogram();
        histogram.Percentile(50).ShouldBeNull();
        histogram.Mean.ShouldBeNull();
        histogram.Max.ShouldBeNull();
        histogram.SquaredCoefficientOfVariation.ShouldBeNull();
    }

    [Fact]
    public void Clear_AfterRecording_LeavesNothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(3));
        histogram.Clear();
        histogram.Count.ShouldBe(0);
        histogram.Record(TimeSpan.FromMilliseconds(1));
        histogram.Percentile(50).ShouldBe(TimeSpan.FromMilliseconds(1));
        histogram.Max.ShouldBe(TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Record_OutsideTheRange_IsKeptAtItsEnds()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMilliseconds(-5));
        histogram.Record(TimeSpan.FromHours(30));
        histogram.PercentileNanoseconds(50).ShouldBe(0);
        histogram.Max.ShouldBe(TimeSpan.FromHours(30));
        histogram.Percentile(100).ShouldBe(TimeSpan.FromHours(30));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100.5)]
    [InlineData(double.NaN)]
    public void Percentile_OutOfRange_Throws(double percentile) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new LatencyHistogram().Percentile(percentile));

    [Fact]
    public void Record_InSteadyState_AllocatesNothing()
    {
        var histogram = new LatencyHistogram();
        histogram.RecordNanoseconds(5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) histogram.RecordNanoseconds(i * 1000L);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
