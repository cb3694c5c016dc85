using SentinelPerf.Tests.Truth;

namespace SentinelPerf.EndToEnd.Tests.GroundTruth;

/// <summary>The servers that judge the product are judged first: their capacity is what their numbers say.</summary>
public sealed class ServerTruthTests
{
    [Theory]
    [InlineData("pool --workers 4 --hold 10ms", 16, 400)]
    [InlineData("pool --workers 30 --hold 50ms", 64, 600)]
    [InlineData("pool --workers 2 --hold 25ms", 8, 80)]
    [InlineData("lock --hold 5ms", 8, 200)]
    [InlineData("slow", 4, 25)]
    [InlineData("loss --slots 20 --hold 100ms", 20, 200)]
    [InlineData("mm1 --rate 500", 4, 500, 0.08)]
    public async Task Server_DrivenByTimers_HasItsNominalCapacity(string arguments, int inFlight, double capacity, double tolerance = 0.025)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = await GroundTruthServer.StartAsync(arguments, cancel);
        var measured = await MeasureAsync(server, inFlight, capacity, tolerance, cancel);
        measured.SuccessesPerSecond.ShouldBe(capacity, capacity * tolerance);
    }

    // A busy machine can only take from a measurement, when the loop does not ask in time; so the truth is what the best of three shows.
    private static async Task<ClosedLoopResult> MeasureAsync(GroundTruthServer server, int inFlight, double capacity, double tolerance, CancellationToken cancel)
    {
        for (var left = 2; ; left--)
        {
            var measured = await ClosedLoop.MeasureAsync(server.Url, inFlight, TimeSpan.FromSeconds(2), cancel);
            if (left == 0 || Math.Abs(measured.SuccessesPerSecond - capacity) <= capacity * tolerance) return measured;
        }
    }

    [Fact]
    public async Task TokenBucket_MoreIsAskedFor_AcceptsItsRateAndRefusesTheRest()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = await GroundTruthServer.StartAsync("token-bucket --rate 300 --burst 30", cancel);
        var measured = await MeasureAsync(server, 4, 300, 0.03, cancel);
        measured.SuccessesPerSecond.ShouldBe(300, 9);
        measured.Failures.ShouldBeGreaterThan(measured.Successes);
    }

    [Fact]
    public async Task Cpu_MoreInFlight_AnswersAll()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = await GroundTruthServer.StartAsync("cpu --cost 1ms", cancel);
        var measured = await ClosedLoop.MeasureAsync(server.Url, 16, TimeSpan.FromSeconds(1), cancel);
        measured.Failures.ShouldBe(0);
        measured.Successes.ShouldBeGreaterThan(16);
    }

    [Fact]
    public async Task Crash_AfterItsCount_ExitsWith70()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = await GroundTruthServer.StartAsync("crash --after 20", cancel);
        using var client = new HttpClient();
        for (var i = 1; i < 20; i++) (await client.GetAsync(server.Url, cancel)).IsSuccessStatusCode.ShouldBeTrue();
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(server.Url, cancel));
        (await server.ExitCodeAsync(cancel)).ShouldBe(70);
    }

    [Fact]
    public async Task Hang_AfterItsCount_NeverAnswers()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = await GroundTruthServer.StartAsync("hang --after 2", cancel);
        using var client = new HttpClient { Timeout = TimeSpan.FromMilliseconds(500) };
        (await client.GetAsync(server.Url, cancel)).IsSuccessStatusCode.ShouldBeTrue();
        await Should.ThrowAsync<TaskCanceledException>(() => client.GetAsync(server.Url, cancel));
    }

    [Fact]
    public async Task Rubbish_AnyRequest_IsNoHttp()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = await GroundTruthServer.StartAsync("rubbish", cancel);
        using var client = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(server.Url, cancel));
    }

    [Fact]
    public async Task StartAsync_UnknownServer_ShowsTheUsage()
    {
        var problem = await Should.ThrowAsync<InvalidOperationException>(
            () => GroundTruthServer.StartAsync("puddle", TestContext.Current.CancellationToken));
        problem.Message.ShouldContain("There is no server 'puddle'");
        problem.Message.ShouldContain("token-bucket");
    }
}
