using SentinelPerf.Detection;
using SentinelPerf.Testing;
using Shouldly;
using WebApiUnderTest.Orders;
using Xunit;

namespace WebApiUnderTest.PerfTests;

/// <summary>The same search from an ordinary test, which looks at the record by itself. The shop has the fault of its appsettings.json.</summary>
[Collection(nameof(Alone))]
public sealed class FaultyShopTests(PerfTarget<Program> shop) : IClassFixture<PerfTarget<Program>>
{
    [Fact(Explicit = true)]
    public async Task Orders_wait_for_a_lock()
    {
        var result = await shop.FindBreakingPointAsync(
            async (client, cancel) => (await client.GetAsync($"/orders/{OrderBook.SeededId(42)}", cancel)).EnsureSuccessStatusCode(),
            new PerfOptions { Latency = "250ms", Budget = "30s" },
            TestContext.Current.CancellationToken);

        var point = result.Record.Search.ShouldNotBeNull().BreakingPoint;
        point.Status.ShouldBe(SearchStatus.Found);
        point.RatePerSecond.ShouldNotBeNull().ShouldBeLessThan(300);
        result.Record.Diagnosis.Cause.ShouldBe("lock-contention");
    }
}

/// <summary>Tests of this collection never run beside others.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
