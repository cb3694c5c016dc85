using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Configuration;

/// <summary>Options that a program makes, without a file, are validated by the same rules.</summary>
public sealed class SentinelOptionsTests
{
    [Fact]
    public void Validate_Defaults_HaveNoProblem() => new SentinelOptions().Validate().ShouldBeEmpty();

    [Fact]
    public void Validate_EveryRoomBad_ReportsAll()
    {
        var options = new SentinelOptions
        {
            Target = new TargetOptions { Project = "a", Command = "b", Url = "ftp://x", Readiness = "up", StartTimeout = TimeSpan.Zero, Auth = new TargetAuth { Bearer = "a\nb", BasicUser = "u" } },
            Traffic = new TrafficOptions { Requests = [new TrafficRequest("get", "x", 0) { SuccessStatuses = [99] }] },
            Objective = new Objective { Latency = TimeSpan.Zero, Percentile = double.NaN, ErrorRate = -0.1 },
            Load = new LoadOptions { Budget = TimeSpan.FromSeconds(1), MaxRatePerSecond = double.PositiveInfinity, Timeout = TimeSpan.Zero, MaxInFlight = 0 },
            Gates = new GateOptions { MinRatePerSecond = 0 },
        };
        options.Validate().Where(p => p.Severity == ProblemSeverity.Error).Select(p => p.Setting).ShouldBe(
        [
            "target.url", "target.command", "target.url", "target.readiness", "target.startTimeout", "target.auth", "target.auth.basic", "target.auth.bearer",
            "traffic.requests[0].path", "traffic.requests[0].method", "traffic.requests[0].weight", "traffic.requests[0].checks.status",
            "objective.latency", "objective.percentile", "objective.errors",
            "load.budget", "load.maxRate", "load.timeout", "load.maxInFlight", "gates.minRate",
        ]);
    }

    [Theory]
    [InlineData("http://localhost:5000", true)]
    [InlineData("http://127.0.0.1", true)]
    [InlineData("https://[::1]:7000/base", true)]
    [InlineData("http://SHOP.test", true)]
    [InlineData("http://a.shop.test", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("http://127.0.0.1.example.com", false)]
    [InlineData("http://10.0.0.1", false)]
    [InlineData("http://localhost@example.com", false)]
    public void Validate_Url_OnlyLoopbackOrAllowed(string url, bool allowed) =>
        new TargetOptions { Url = url, AllowHosts = ["shop.test"] }.Validate().Any().ShouldBe(!allowed);
}
