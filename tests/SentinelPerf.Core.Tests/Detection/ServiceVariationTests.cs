using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Detection;

/// <summary>A mix of fast and slow routes is no heavy tail; a heavy tail of one route is.</summary>
public sealed class ServiceVariationTests
{
    [Fact]
    public void Of_FastAndSlowRouteWithoutSpread_IsSmall() =>
        ServiceVariation.Of([[Route(0, 300, 0.1, 0.05), Route(1, 200, 50, 0.05)]]).ShouldNotBeNull().ShouldBeLessThan(0.2);

    [Fact]
    public void Of_OneRoute_IsItsOwn() => ServiceVariation.Of([[Route(0, 300, 10, 1.0)]]).ShouldNotBeNull().ShouldBe(1, 1e-9);

    [Fact]
    public void Of_HeavyTailOfOneRoute_Shows() =>
        ServiceVariation.Of([[Route(0, 300, 0.1, 0.05), Route(1, 200, 50, 9) with { Response = Summary(200, 50, 9, p50: 15, p99: 500) }]]).ShouldNotBeNull().ShouldBeGreaterThan(4);

    [Fact]
    public void Of_ColdStart_DoesNotCount() =>
        ServiceVariation.Of([[Route(0, 300, 10, 12)], [Route(0, 300, 10, 0.5)]]).ShouldNotBeNull().ShouldBe(0.5, 1e-9);

    [Fact]
    public void Of_TooFewRequests_IsUnknown() => ServiceVariation.Of([[Route(0, 19, 10, 1)]]).ShouldBeNull();

    private static RouteTally Route(int route, long count, double meanMilliseconds, double variation) =>
        new(route, count, 0, 0, Summary(count, meanMilliseconds, variation, meanMilliseconds, meanMilliseconds * 1.5));

    private static LatencySummary Summary(long count, double mean, double variation, double p50, double p99) =>
        new(count, Milliseconds(mean), Milliseconds(p50), null, Milliseconds(p99), null, null, variation);

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
