using SentinelPerf.Testing;
using Xunit;

namespace WebApiUnderTest.PerfTests;

public sealed class OrdersPerf : IClassFixture<HealthyShop>
{
    [PerfBreakingPoint(MinRate = 100, Latency = "250ms", Budget = "25s")]
    public async Task Reading_an_order(HttpClient client, CancellationToken cancel) =>
        (await client.GetAsync("/orders/42", cancel)).EnsureSuccessStatusCode();
}
