using SentinelPerf.Testing;
using Xunit;

namespace WebApiUnderTest.PerfTests;

/// <summary>A shop that somebody has started, such as with <c>dotnet run</c>; it is left as it is.</summary>
public sealed class RunningShop() : PerfTarget(url: Environment.GetEnvironmentVariable("SHOP_URL") ?? "http://127.0.0.1:5000");

public sealed class RunningShopPerf : IClassFixture<RunningShop>
{
    [PerfBreakingPoint(MaxRate = 300, Budget = "20s", Explicit = true)]
    public Task Reading_an_item(HttpClient client) => client.GetStringAsync("/items/1");
}
