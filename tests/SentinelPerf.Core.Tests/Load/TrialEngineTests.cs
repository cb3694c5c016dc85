using System.Net;
using System.Net.Sockets;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Targets;
using static SentinelPerf.Core.Tests.Load.EngineFixture;

namespace SentinelPerf.Core.Tests.Load;

public sealed class TrialEngineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunOpen_InstantServer_SendsExactlyTheScheduleAndScoresByDueTime()
    {
        await using var server = LoopbackServer.Instant();
        using var fixture = new EngineFixture(server.Address);
        // A machine that stalls makes responses late and would end the trial early: what is told apart here is the schedule.
        var record = await fixture.Engine.RunAsync(Open(300, 0.2, 0.8) with { StopWhenDecided = false }, Cancel);
        record.Scheduled.ShouldBe(300);
        record.Sent.ShouldBe(300);
        record.Due.ShouldBe(300);
        server.Requests.ShouldBe(300);
        record.ScoredRequests.ShouldBe(record.PlannedScoredRequests);
        record.PlannedScoredRequests.ShouldBeInRange(200, 280);
        record.Errors.ShouldBe(0);
        record.ErrorKinds.ShouldBeEmpty();
        record.Scored.ShouldBe(TimeSpan.FromSeconds(0.8));
        record.OfferedInWindowPerSecond.ShouldBe(record.ScoredRequests / 0.8, 1e-6);
        record.Response.Count.ShouldBe(record.ScoredRequests);
        record.Drained.ShouldBeTrue();
        record.DecidedEarly.ShouldBeFalse();
        record.Bins.Sum(b => b.Sent).ShouldBe(300);
        record.Bins.Sum(b => b.Good + b.Late).ShouldBe(300);
        record.Bins[^1].InFlight.ShouldBe(0);
        record.Health.SendLagP99.ShouldNotBeNull();
        record.Health.LongestHeartbeatGap.ShouldNotBeNull();
        record.Health.CompletionDelayP99.ShouldNotBeNull();
        record.Health.CpuCores!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task RunOpen_SameSeed_SendsTheSameMix()
    {
        await using var server = LoopbackServer.Instant();
        using var fixture = new EngineFixture(server.Address, requests: [Get("/a", 3), Get("/b", 1)]);
        var trial = Open(400, 0, 0.5) with { StopWhenDecided = false };
        var first = await fixture.Engine.RunAsync(trial, Cancel);
        var second = await fixture.Engine.RunAsync(trial, Cancel);
        second.Routes.Select(r => r.Requests).ShouldBe(first.Routes.Select(r => r.Requests));
        first.Routes.Sum(r => r.Requests).ShouldBe(first.ScoredRequests);
        (first.Routes[0].Requests / (double)first.ScoredRequests).ShouldBe(0.75, 0.15);
    }

    [Fact]
    public async Task RunOpen_Spike_SendsItWhenTheCurveSays()
    {
        await using var server = LoopbackServer.Instant();
        using var fixture = new EngineFixture(server.Address);
        var trial = Open(100, 0, 1) with { Curve = RateCurve.Spike(40, 800, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.25)), StopWhenDecided = false };
        var record = await fixture.Engine.RunAsync(trial, Cancel);
        record.Scheduled.ShouldBe(230);
        record.Sent.ShouldBe(230);
        record.OfferedInWindowPerSecond.ShouldBe(230, 1e-6);
        var replayed = await fixture.Engine.RunAsync(trial with { Replayed = [TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.2)] }, Cancel);
        replayed.Sent.ShouldBe(2);
    }

    [Fact]
    public async Task RunOpen_ErrorAnswers_DecidesEarlyAndCountsThem()
    {
        await using var server = LoopbackServer.Instant(503);
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Open(200, 0.1, 2), Cancel);
        record.DecidedEarly.ShouldBeTrue();
        record.Scored.ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
        record.Errors.ShouldBe(record.ScoredRequests);
        record.Bad.ShouldBeGreaterThan(3);
        record.PlannedScoredRequests.ShouldBeGreaterThan(record.ScoredRequests);
        record.Sent.ShouldBe(record.Due);
        Kinds(record).ShouldBe(["http-503"]);
        record.ErrorKinds[0].First.ShouldBe("GET /a: answered 503 ServiceUnavailable");
        record.ErrorKinds[0].Count.ShouldBe(record.Sent);
    }

    [Fact]
    public async Task RunOpen_TooFewBadToDecide_RunsToItsEnd()
    {
        // Two errors among 40 are 5 %, over every limit, but fewer than 3 never decide.
        var served = 0;
        await using var server = new LoopbackServer(async (_, socket, cancel) =>
        {
            await socket.SendAsync(LoopbackServer.Response(Interlocked.Increment(ref served) is 5 or 9 ? 500 : 200), cancel);
            return true;
        });
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Open(80, 0, 0.5), Cancel);
        record.DecidedEarly.ShouldBeFalse();
        record.Errors.ShouldBe(2);
        record.ScoredRequests.ShouldBe(40);
    }

    [Fact]
    public async Task RunOpen_ServerThatNeverAnswers_CountsOverdueRequestsAndComesBack()
    {
        await using var server = LoopbackServer.Never();
        using var fixture = new EngineFixture(server.Address, new LoadOptions { Timeout = TimeSpan.FromSeconds(1) });
        var record = await fixture.Engine.RunAsync(Open(100, 0, 2) with { DrainLimit = TimeSpan.FromSeconds(2) }, Cancel);
        record.DecidedEarly.ShouldBeTrue();
        record.Errors.ShouldBe(record.ScoredRequests);
        Kinds(record).ShouldBe(["timeout"]);
        record.InFlightAtEnd.ShouldBeGreaterThan(3);
        record.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(3.5));
    }

    [Fact]
    public async Task RunOpen_DrainLimitShorterThanTheTimeout_GivesUpTheRest()
    {
        await using var server = LoopbackServer.Never();
        using var fixture = new EngineFixture(server.Address);
        var trial = Open(100, 0, 0.3) with { DrainLimit = TimeSpan.FromMilliseconds(200), Grace = TimeSpan.FromMilliseconds(200) };
        var record = await fixture.Engine.RunAsync(trial, Cancel);
        record.Drained.ShouldBeFalse();
        record.Errors.ShouldBe(record.ScoredRequests);
        Kinds(record).ShouldBe(["timeout"]);
        record.ErrorKinds[0].First.ShouldContain("still not answered");
        // The next trial is its own.
        var next = await fixture.Engine.RunAsync(trial with { Seed = 2 }, Cancel);
        next.ScoredRequests.ShouldBe(next.Errors);
    }

    [Fact]
    public async Task RunOpen_ServerThatClosesAtOnce_CountsResets()
    {
        await using var server = LoopbackServer.ClosesAtOnce();
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Open(100, 0, 0.3), Cancel);
        record.Errors.ShouldBe(record.ScoredRequests);
        Kinds(record).ShouldBe(["reset"]);
    }

    [Fact]
    public async Task RunOpen_ServerThatAnswersRubbish_CountsProtocolErrors()
    {
        await using var server = LoopbackServer.Always("SSH-2.0-OpenSSH_9.9\r\n\r\n"u8.ToArray());
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Open(100, 0, 0.3), Cancel);
        record.Errors.ShouldBe(record.ScoredRequests);
        Kinds(record).ShouldBe(["protocol"]);
    }

    [Fact]
    public async Task RunOpen_RefusedPort_CountsRefusals()
    {
        using var fixture = new EngineFixture(ClosedPort());
        var record = await fixture.Engine.RunAsync(Open(100, 0, 0.3), Cancel);
        record.Errors.ShouldBe(record.ScoredRequests);
        Kinds(record).ShouldBe(["refused"]);
    }

    [Theory]
    [InlineData(true, "token")]
    [InlineData(false, "")]
    public async Task RunOpen_TokenRunsOut_IsNoFailureOfTheTarget(bool renewed, string expected)
    {
        await using var server = LoopbackServer.Instant(401);
        var headers = new RequestHeaders([new("Authorization", "Bearer old")], renewed ? () => { } : null);
        PlannedRequest[] requests = [EngineFixture.Get("/a"), EngineFixture.Get("/own") with { Headers = [new("Authorization", "Bearer own")] }];
        using var engine = new TrialEngine(new()
        {
            Target = new FakeTarget(server.Address), Plan = new([.. requests], []), Options = new(), Clock = RunClock.StartNew(), Headers = headers,
            Connect = address => RequestSenders.For(new SenderSetup(address, [.. requests]) { Headers = headers }),
        });
        var record = await engine.RunAsync(Open(100, 0, 0.3) with { StopWhenDecided = false }, Cancel);
        string.Join(" ", record.Vetoes.Select(v => v.Reason).Where(r => r == "token")).ShouldBe(expected);
        if (renewed) headers.Refusals.ShouldBe(record.Routes[0].Errors, "an own header that is refused says nothing of the token");
    }

    [Fact]
    public async Task RunClosed_RefusedPort_StaysBoundedAndCountsRefusals()
    {
        using var fixture = new EngineFixture(ClosedPort());
        var record = await fixture.Engine.RunAsync(Closed(4, 0, 0.2), Cancel);
        record.ScoredRequests.ShouldBeGreaterThan(4);
        record.Errors.ShouldBe(record.ScoredRequests);
        record.SuccessSlopePerSecond.ShouldBeNull();
        Kinds(record).ShouldBe(["refused"]);
    }

    [Fact]
    public async Task RunClosed_Pool_HoldsItsInFlightAndShowsItsRate()
    {
        // Two members of 20 ms and more: the rate of 2 in flight is what 8 in flight reach too, at four times the latency.
        await using var server = LoopbackServer.Pool(2, TimeSpan.FromMilliseconds(20));
        using var fixture = new EngineFixture(server.Address);
        var two = await fixture.Engine.RunAsync(Closed(2, 0.2, 0.8), Cancel);
        var eight = await fixture.Engine.RunAsync(Closed(8, 0.2, 0.8), Cancel);
        two.InFlightAtStart.ShouldBe(2);
        eight.InFlightAtStart.ShouldBe(8);
        eight.InFlightAtEnd.ShouldBeInRange(8, 8);
        eight.ClosedInFlight.ShouldBe(8);
        two.SuccessSlopePerSecond!.Value.ShouldBeLessThanOrEqualTo(101);
        // 1 and 4 on a machine that keeps time; 4 and 1 if the pool did not hold.
        (eight.SuccessSlopePerSecond!.Value / two.SuccessSlopePerSecond.Value).ShouldBeInRange(0.4, 2);
        (eight.Response.P50!.Value / two.Response.P50!.Value).ShouldBeInRange(2, 8);
        two.Response.P50.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(19.5));
        server.Accepted.ShouldBe(8);
    }

    [Fact]
    public async Task RunClosed_SlowServer_GoesOnUntilEnoughCompletions()
    {
        await using var server = LoopbackServer.Pool(1, TimeSpan.FromMilliseconds(30));
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Closed(1, 0, 0.1), Cancel);
        record.ScoredRequests.ShouldBeGreaterThanOrEqualTo(20);
        record.Scored.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(550));
    }

    [Fact]
    public async Task RunOpen_AbovePoolCapacity_IsLateFromItsDueTimes()
    {
        await using var server = LoopbackServer.Pool(1, TimeSpan.FromMilliseconds(20));
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Open(150, 0, 2), Cancel);
        record.DecidedEarly.ShouldBeTrue();
        record.Late.ShouldBeGreaterThan(3);
        record.Errors.ShouldBe(0);
        record.Response.Max!.Value.ShouldBeGreaterThan(Limits.Latency);
        record.Drained.ShouldBeTrue();
        record.InFlightAtEnd.ShouldBeGreaterThan(record.InFlightAtStart);
    }

    [Fact]
    public async Task RunOpen_CapReached_LeavesOutAndVetoes()
    {
        await using var server = LoopbackServer.Pool(1, TimeSpan.FromMilliseconds(50));
        using var fixture = new EngineFixture(server.Address, new LoadOptions { MaxInFlight = 5 });
        var record = await fixture.Engine.RunAsync(Open(200, 0, 0.4) with { StopWhenDecided = false }, Cancel);
        record.Health.InFlightCapReached.ShouldBeTrue();
        record.Sent.ShouldBeLessThan(record.Due);
        server.Requests.ShouldBe((int)record.Sent);
        record.Vetoes.Select(v => v.Reason).ShouldContain("in-flight-cap");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_Cancelled_ThrowsAndLeavesNoConnectionBusy(bool open)
    {
        await using var server = LoopbackServer.Never();
        var fixture = new EngineFixture(server.Address);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<TrialRecord> running = open
            ? fixture.Engine.RunAsync(Open(100, 0, 30), cancel.Token)
            : fixture.Engine.RunAsync(Closed(10, 0, 30), cancel.Token);
        while (server.Requests < 10) await Task.Delay(5, Cancel);
        cancel.Cancel();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        fixture.Dispose();
    }

    [Fact]
    public async Task RunOpen_TargetDies_EndsAtOnce()
    {
        await using var server = LoopbackServer.Instant();
        using var fixture = new EngineFixture(server.Address);
        var running = fixture.Engine.RunAsync(Open(100, 0, 30), Cancel);
        while (server.Requests < 10) await Task.Delay(5, Cancel);
        fixture.Target.Die();
        var record = await running;
        record.TargetDied.ShouldBeTrue();
        record.Scored.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        fixture.Engine.TargetAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task TryRestartTarget_NewAddress_SendsThere()
    {
        await using var server = LoopbackServer.Instant();
        using var fixture = new EngineFixture(ClosedPort());
        fixture.Target.BaseAddress = server.Address;
        (await fixture.Engine.TryRestartTargetAsync(Cancel)).ShouldBeTrue();
        var record = await fixture.Engine.RunAsync(Open(100, 0, 0.2), Cancel);
        record.Errors.ShouldBe(0);
        fixture.Target.Restarts.ShouldBe(1);
    }

    [Fact]
    public async Task Run_Observer_SeesTheWindowOnceAndItsReportIsKept()
    {
        await using var server = LoopbackServer.Instant();
        var observer = new CountingObserver();
        using var fixture = new EngineFixture(server.Address, observer: observer);
        var record = await fixture.Engine.RunAsync(Open(100, 0.1, 0.2), Cancel);
        observer.Begun.ShouldBe(1);
        observer.Ended.ShouldBe(1);
        record.Surroundings.TargetCpuCores.ShouldBe(0.5);
    }

    internal static Uri ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/");
    }

    private sealed class CountingObserver : ITrialObserver
    {
        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public void BeginWindow() => Begun++;

        public TrialSurroundings EndWindow(double generatorCpuCores)
        {
            Ended++;
            return new() { TargetCpuCores = 0.5 };
        }
    }
}
