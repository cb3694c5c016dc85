using SentinelPerf.Testing;
using WebApiUnderTest.Orders;
using Xunit;

namespace WebApiUnderTest.PerfTests;

/// <summary>The sample without its fault.</summary>
public sealed class HealthyShop : PerfTarget<Program>
{
    public HealthyShop() => AppSettings["Fault"] = "none";

    protected override void ConfigureClient(HttpClient client) => client.DefaultRequestHeaders.Add("Accept", "application/json");
}

/// <summary>Enough is enough: a search that need not go beyond <c>MaxRate</c> is short, and passes when the shop holds out until there.</summary>
public sealed class HealthyShopPerf : IClassFixture<HealthyShop>
{
    /// <summary>A user's flow: users come back, with what they remember.</summary>
    [PerfBreakingPoint(MinRate = 500, MaxRate = 800, Latency = "250ms", Budget = "25s", Explicit = true)]
    public async Task Browsing_items_and_reading_an_order(PerfContext user)
    {
        var item = await user.Client.GetStringAsync($"/items/{user.Random.Next(1, 2000)}", user.Cancel);
        user.Check(item.Contains("\"id\"", StringComparison.Ordinal), "the item has an id");
        if (user.State.TryGetValue("last", out var last)) await user.Client.GetStringAsync($"/items/{last}", user.Cancel);
        user.State["last"] = 1 + (user.Iteration % 2000);
        await user.Client.GetStringAsync($"/orders/{OrderBook.SeededId(1 + (int)(user.Iteration % 500))}", user.Cancel);
    }

    /// <summary>Each row is a test and a run of its own.</summary>
    [PerfBreakingPoint(MaxRate = 300, Latency = "250ms", Budget = "20s", Explicit = true)]
    [InlineData("/items?page=1&pageSize=20")]
    [InlineData("/search?q=chair&top=10")]
    public async ValueTask Reading(string path, HttpClient client, CancellationToken cancel) => (await client.GetAsync(path, cancel)).EnsureSuccessStatusCode();
}
