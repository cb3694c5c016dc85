using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

public sealed class MetricFrameTests
{
    private static readonly TimeSpan At = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(0.5);
    private readonly MemorySink _sink = new();

    [Fact]
    public void End_Counter_BecomesRatePerSecond()
    {
        var frame = new MetricFrame(_sink);
        frame.Begin();
        frame.AddCounter("dotnet.monitor.lock_contentions", "{contention}", MetricTags.Parse(""), delta: 30, value: 1000);
        frame.End(At, Half);
        _sink["dotnet.monitor.lock_contentions"].ShouldBe(60);
    }

    [Fact]
    public void End_ThreadPoolLevelThatArrivesAsCounter_KeepsItsValue()
    {
        var frame = new MetricFrame(_sink);
        frame.Begin();
        frame.AddCounter("dotnet.thread_pool.queue.length", "{work_item}", MetricTags.Parse(""), delta: -4, value: 312);
        frame.End(At, Half);
        _sink["dotnet.thread_pool.queue.length"].ShouldBe(312);
    }

    [Fact]
    public void End_HistogramOfOneRouteWithTwoStatuses_AddsCountsAndKeepsTheQuantilesOfTheLarger()
    {
        var frame = new MetricFrame(_sink);
        frame.Begin();
        frame.AddHistogram("http.server.request.duration", "s", Tags(200), "0.5=0.010;0.95=0.02;0.99=0.03", 40, 0.5);
        frame.AddHistogram("http.server.request.duration", "s", Tags(503), "0.5=0.001;0.95=0.001;0.99=0.001", 10, 0.01);
        frame.End(At, Half);
        _sink["http.server.request.duration/count", "GET /items/{id}"].ShouldBe(100);
        _sink["http.server.request.duration/p99", "GET /items/{id}"].ShouldBe(0.03);
        _sink["http.server.request.duration/sum", "GET /items/{id}"].ShouldBe(1.02, 1e-9);
        _sink["http.server.responses", "503"].ShouldBe(20);
    }

    [Fact]
    public void End_HistogramWithoutSamples_HasCountZeroAndNoQuantiles()
    {
        var frame = new MetricFrame(_sink);
        frame.Begin();
        frame.AddHistogram("http.client.request.duration", "s", MetricTags.Parse(""), "", 0, 0);
        frame.End(At, Half);
        _sink["http.client.request.duration/count"].ShouldBe(0);
        _sink.Values.ShouldNotContain(v => v.Name.Contains("/p", StringComparison.Ordinal));
    }

    [Fact]
    public void Begin_AfterAnUnfinishedCollection_ForgetsIt()
    {
        var frame = new MetricFrame(_sink);
        frame.Begin();
        frame.AddLevel("http.server.active_requests", "{request}", MetricTags.Parse(""), 7);
        frame.Begin();
        frame.End(At, Half);
        _sink.Values.ShouldBeEmpty();
    }

    private static MetricTags Tags(int status) =>
        MetricTags.Parse($"http.request.method=GET,http.response.status_code={status},http.route=/items/{{id}},url.scheme=http");
}
