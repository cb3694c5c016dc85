using SentinelPerf.Configuration;
using SentinelPerf.Testing;
using WebApiUnderTest.Orders;
using Xunit;

namespace WebApiUnderTest.PerfTests;

/// <summary>The sample without its fault.</summary>
public sealed class HealthyShop : PerfTarget<Program>
{
    protected override SentinelOptions Configure(SentinelOptions options) =>
        options with { Target = options.Target with { Environment = options.Target.Environment.SetItem("Fault", "none") } };
}

/// <summary>Enough is enough: a search that need not go beyond <c>MaxRate</c> is short, and passes when the shop holds out until there.</summary>
public sealed class HealthyShopPerf : IClassFixture<HealthyShop>
{
    [PerfBreakingPoint(MinRate = 500, MaxRate = 800, Latency = "250ms", Budget = "25s", Explicit = true)]
    public async Task Browsing_items_and_reading_an_order(PerfContext context)
    {
        await context.Client.GetStringAsync($"/items/{context.Random.Next(1, 2000)}", context.Cancel);
        await context.Client.GetStringAsync($"/orders/{OrderBook.SeededId(1 + (int)(context.Iteration % 500))}", context.Cancel);
    }
}
