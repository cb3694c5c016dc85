using SentinelPerf.Testing;
using WebApiUnderTest.Orders;
using Xunit;

namespace WebApiUnderTest.PerfTests;

/// <summary>The shop as its appsettings.json has it: with a lock around the warehouse, which gives way at some 200 orders a second on every machine.</summary>
public sealed class OrdersPerf : IClassFixture<PerfTarget<Program>>
{
    [PerfBreakingPoint(MinRate = 100, Latency = "250ms", Budget = "25s")]
    public async Task Reading_an_order(HttpClient client, CancellationToken cancel) =>
        (await client.GetAsync($"/orders/{OrderBook.SeededId(42)}", cancel)).EnsureSuccessStatusCode();
}
