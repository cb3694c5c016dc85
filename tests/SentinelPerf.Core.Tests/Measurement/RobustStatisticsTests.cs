using SentinelPerf.Core.Tests.Simulation;
using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Measurement;

public sealed class RobustStatisticsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 4.6)]
    [InlineData(1, 5)]
    public void Quantile_OneToFive_InterpolatesBetweenOrderStatistics(double p, double expected) =>
        RobustStatistics.Quantile([5, 1, 4, 2, 3], p).ShouldBe(expected, 1e-12);

    [Fact]
    public void Quantile_Empty_IsNoNumber() => RobustStatistics.Quantile([], 0.5).ShouldBe(double.NaN);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Quantile_OutsideZeroToOne_Throws(double p) => Should.Throw<ArgumentOutOfRangeException>(() => RobustStatistics.Quantile([1], p));

    [Fact]
    public void TheilSenSlope_QuarterOfThePointsWild_KeepsTheSlope()
    {
        double[] x = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        var y = x.Select(v => 2 * v + 1).ToArray();
        y[2] = y[5] = y[9] = 1000;
        RobustStatistics.TheilSenSlope(x, y).ShouldBe(2, 0.01);
        Math.Abs(RobustStatistics.LeastSquaresSlope(x, y) - 2).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void LeastSquaresSlope_Line_IsItsSlope() => RobustStatistics.LeastSquaresSlope([0, 1, 2, 5], [1, 4, 7, 16]).ShouldBe(3, 1e-12);

    [Fact]
    public void LeastSquaresSlope_PairsThatDoNotMatch_Throws() => Should.Throw<ArgumentException>(() => RobustStatistics.LeastSquaresSlope([1, 2], [1]));

    [Fact]
    public void Mser5_ColdStart_CutsIt()
    {
        var random = new SimulatedRandom(1);
        double[] values = [.. Enumerable.Range(0, 40).Select(i => (i < 10 ? 5.0 : 1.0) + 0.01 * random.Normal())];
        RobustStatistics.Mser5(values).ShouldBe(10);
    }

    [Fact]
    public void Mser5_Drift_CutsHalfOrMore()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => 10.0 - 0.2 * i)];
        RobustStatistics.Mser5(values).ShouldBeGreaterThanOrEqualTo(20);
    }

    [Theory]
    [InlineData(-1.959964, 0.025)]
    [InlineData(0, 0.5)]
    [InlineData(1.281552, 0.9)]
    [InlineData(9, 1)]
    [InlineData(-9, 0)]
    public void StandardNormalCdf_KnownValues_AgreesToOneInAHundredThousand(double z, double expected) => StandardNormal.Cdf(z).ShouldBe(expected, 1e-5);

    // Expected: S, variance n(n − 1)(2n + 5)/18 less that of ties, by hand.
    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7, 8 }, 3.3404)]
    [InlineData(new double[] { 8, 7, 6, 5, 4, 3, 2, 1 }, -3.3404)]
    [InlineData(new double[] { 1, 1, 1, 1, 1, 1, 1, 2 }, 1.3093)]
    [InlineData(new double[] { 3, 1, 2 }, 0)]
    [InlineData(new double[] { 5, 5, 5, 5 }, 0)]
    [InlineData(new double[] { 1, 2 }, 0)]
    public void MannKendall_Values_GivesTheDeviateOfTheirTrend(double[] values, double expected) => RobustStatistics.MannKendall(values).ShouldBe(expected, 1e-4);
}
