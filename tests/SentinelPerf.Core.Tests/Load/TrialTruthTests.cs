using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using SentinelPerf.Load;
using SentinelPerf.Load.Raw;
using SentinelPerf.Planning;
using static SentinelPerf.Core.Tests.Load.EngineFixture;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>What the engine reports is what happened.</summary>
public sealed class TrialTruthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunOpen_ServerFreezes_ShowsTheFreezeToEveryRequestDueInIt()
    {
        // 200/s into a freeze of 500 ms: the 100 requests due in it wait 250 ms on average, so about 50 are later than 250 ms.
        // Timing from the send of one request at a time (coordinated omission) would show a single one.
        var thaw = new TaskCompletionSource();
        var freeze = TimeSpan.FromMilliseconds(500);
        var served = 0;
        await using var server = new LoopbackServer(async (head, socket, cancel) =>
        {
            if (Interlocked.Increment(ref served) == 60) _ = ThawAsync(cancel);
            if (Volatile.Read(ref served) >= 60) await thaw.Task.WaitAsync(cancel);
            await socket.SendAsync(LoopbackServer.Response(200), cancel);
            return true;
        });
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Open(200, 0, 1.5) with { StopWhenDecided = false }, Cancel);
        record.Errors.ShouldBe(0);
        record.Response.Max!.Value.ShouldBeGreaterThan(freeze * 0.9);
        record.Late.ShouldBeGreaterThan(30);
        record.Bins.Max(b => b.InFlight).ShouldBeGreaterThan(40);

        async Task ThawAsync(CancellationToken cancel)
        {
            await Task.Delay(freeze, cancel);
            thaw.SetResult();
        }
    }

    [Fact]
    public async Task RunOpen_ManyInFlight_AgreesWithLittlesLaw()
    {
        await using var server = LoopbackServer.Pool(1000, TimeSpan.FromMilliseconds(30));
        using var fixture = new EngineFixture(server.Address);
        var record = await fixture.Engine.RunAsync(Open(200, 0.2, 1), Cancel);
        record.Health.LittlesLawDeviation!.Value.ShouldBeLessThan(GeneratorVetoes.LittlesLawTolerance);
        record.Vetoes.Select(v => v.Reason).ShouldNotContain("littles-law");
    }

    [Fact]
    public async Task Run_TlsToAPlainServer_IsATlsError()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerPlainlyAsync(listener);
        using var sender = RequestSenders.For([Get("/")], [], TimeSpan.FromSeconds(5))(new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        sender.Transport.ShouldBe("handler");
        (await sender.SendAsync(0, 0, Cancel)).Kind.ShouldBe(OutcomeKind.Tls);
        await serving;

        static async Task AnswerPlainlyAsync(TcpListener listener)
        {
            using var socket = await listener.AcceptSocketAsync(Cancel);
            await socket.ReceiveAsync(new byte[4096], Cancel);
            await socket.SendAsync(LoopbackServer.Response(400), Cancel);
        }
    }

    [Fact]
    public void Classify_NestedAuthenticationError_IsTls() =>
        TransportErrors.Classify(new HttpRequestException("x", new AuthenticationException("bad certificate")), aborted: false)
            .ShouldBe(new RequestOutcome(OutcomeKind.Tls, 0, "bad certificate"));

    [Fact]
    public async Task RunOpen_SteadyState_AllocatesNothingOnThePacersThread()
    {
        var sender = new InlineSender();
        var plan = new LoadPlan([Get("/a"), Get("/b")], []);
        using var engine = new TrialEngine(new TrialEngineSetup
        {
            Target = new FakeTarget(new("http://127.0.0.1:1/")), Plan = plan, Options = new(), Clock = RunClock.StartNew(), Connect = _ => sender,
        });
        await engine.RunAsync(Open(5000, 0, 0.3), Cancel);
        sender.Allocated.Clear();
        var record = await engine.RunAsync(Open(5000, 0, 0.3), Cancel);
        record.ScoredRequests.ShouldBe(1500);
        // Drawing, waiting, sending, completing and recording of 1,400 requests; the first few may still be compiled.
        (sender.Allocated[^1] - sender.Allocated[100]).ShouldBe(0);
    }

    [Fact]
    public async Task RunOpen_DecidedWhileBehindSchedule_CountsAsDueOnlyWhatWasSent()
    {
        // Faster than the pacer can be: something is always due and not sent when the errors decide.
        var sender = new InlineSender { Outcome = new(OutcomeKind.Status, 503) };
        using var engine = new TrialEngine(new TrialEngineSetup
        {
            Target = new FakeTarget(new("http://127.0.0.1:1/")), Plan = new LoadPlan([Get("/a")], []), Options = new(), Clock = RunClock.StartNew(), Connect = _ => sender,
        });
        var record = await engine.RunAsync(Open(5_000_000, 0, 0.3), Cancel);
        record.DecidedEarly.ShouldBeTrue();
        record.Sent.ShouldBe(record.Due);
        record.Vetoes.Select(v => v.Reason).ShouldNotContain("sent-count");
    }

    [Fact]
    public async Task Send_RawTransport_AllocatesNothingPerRequest()
    {
        if (!RawSender.IsSupported) Assert.Skip("The raw transport needs 64-bit Linux.");
        await using var server = LoopbackServer.Instant();
        using var sender = new RawSender(new(server.Address, [Get("/")]));
        var sink = new Chain(sender, requests: 500);
        sender.Send(0, 0, 0, sink);
        await sink.Finished.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        sink.AllocatedOnTheLoopThread.ShouldBe(0);
    }

    /// <summary>Completes within Send and notes what the sending thread had allocated by then.</summary>
    private sealed class InlineSender : IRequestSender
    {
        public List<long> Allocated { get; } = new(10_000);

        public RequestOutcome Outcome { get; init; } = new(OutcomeKind.Success, 200);

        public string Transport => "inline";

        public void Send(int request, int url, int slot, ICompletionSink sink)
        {
            sink.Complete(slot, Outcome);
            if (Allocated.Count < Allocated.Capacity) Allocated.Add(GC.GetAllocatedBytesForCurrentThread());
        }

        public void AbortInFlight()
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Sends the next request from the completion of the one before, on the transport's own thread.</summary>
    private sealed class Chain(IRequestSender sender, int requests) : ICompletionSink
    {
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _before;

        public Task Finished => _finished.Task;

        public long AllocatedOnTheLoopThread { get; private set; }

        public void Complete(int slot, in RequestOutcome outcome)
        {
            if (outcome.Kind != OutcomeKind.Success) _finished.TrySetException(new InvalidOperationException(outcome.ToString()));
            if (slot == 100) _before = GC.GetAllocatedBytesForCurrentThread();
            if (slot < requests)
            {
                sender.Send(0, 0, slot + 1, this);
                return;
            }
            AllocatedOnTheLoopThread = GC.GetAllocatedBytesForCurrentThread() - _before;
            _finished.TrySetResult();
        }
    }
}
