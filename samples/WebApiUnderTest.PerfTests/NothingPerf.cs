using SentinelPerf.Testing;
using Xunit;

namespace WebApiUnderTest.PerfTests;

/// <summary>What a method costs before its first line: calling an empty one. What user code adds is measured, not this.</summary>
public sealed class NothingPerf : IClassFixture<HealthyShop>
{
    [PerfBreakingPoint(Latency = "100ms", Budget = "25s", Explicit = true)]
    public Task Doing_nothing(HttpClient client) => Task.CompletedTask;
}
