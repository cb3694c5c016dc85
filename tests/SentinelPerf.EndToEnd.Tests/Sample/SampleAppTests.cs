using System.Net;
using SentinelPerf.Planning;
using SentinelPerf.Traffic;

namespace SentinelPerf.EndToEnd.Tests.Sample;

/// <summary>The sample needs no configuration: what its OpenAPI document shows can be sent, whichever fault is on.</summary>
public sealed class SampleAppTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("cpu-saturation")]
    [InlineData("crash")]
    [InlineData("exception-onset")]
    [InlineData("gc-pressure")]
    [InlineData("lock-contention")]
    [InlineData("memory-leak")]
    [InlineData("queue-overflow")]
    [InlineData("rate-limited")]
    [InlineData("thread-pool-starvation")]
    public async Task Sample_PlanFromItsOpenApi_IsAnsweredWith200(string fault)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var sample = await SampleProcess.StartAsync(fault, cancel);
        using var client = new HttpClient { BaseAddress = sample.Url.ShouldNotBeNull() };
        var document = await client.GetStringAsync("/openapi/v1.json", cancel);
        var plan = Planner.Plan(TrafficInferrer.Infer([], document, new()), new());
        plan.Requests.Select(r => r.Name).Order().ShouldBe(
            ["GET /items", "GET /items/{id}", "GET /items/{id}/stock", "GET /orders/{id}", "GET /search"]);
        plan.Omitted.Select(o => $"{o.Method} {o.Path}").ShouldBe(["POST /orders"]);
        foreach (var url in plan.Requests.SelectMany(r => r.Urls))
            (await client.GetAsync(url, cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, url);
    }

    [Fact]
    public async Task Sample_UnknownFault_RefusesToStartAndListsTheValidOnes()
    {
        await using var sample = await SampleProcess.StartAsync("bad-luck", TestContext.Current.CancellationToken);
        sample.Url.ShouldBeNull();
        sample.ExitCode.ShouldBe(1);
        sample.Error.ShouldNotBeNull().ShouldContain("The setting Fault is 'bad-luck'. Valid values: none, cpu-saturation, crash,");
    }
}
