using SentinelPerf.Configuration;
using SentinelPerf.Testing;

namespace WebApiUnderTest.PerfTests;

/// <summary>The sample without the fault that its appsettings.json switches on.</summary>
public sealed class HealthyShop : PerfTarget<Program>
{
    protected override SentinelOptions Configure(SentinelOptions options) =>
        options with { Target = options.Target with { Environment = options.Target.Environment.SetItem("Fault", "none") } };
}
