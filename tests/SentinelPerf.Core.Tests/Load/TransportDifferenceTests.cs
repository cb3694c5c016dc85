using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using SentinelPerf.Load;
using SentinelPerf.Load.Raw;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>Both transports drive the same hostile server and must report the same outcomes.</summary>
public sealed class TransportDifferenceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What the server does, in the bytes it sends: <c>|</c> flushes, <c>~</c> pauses 20 ms, <c>!</c> at the end closes, <c>^</c> at the end resets.</summary>
    private static readonly (string Name, string Answer, string Expected)[] Cases =
    [
        ("plain", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "Success 200"),
        ("not-found", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "Status 404"),
        ("redirect", "HTTP/1.1 302 Found\r\nLocation: /redirect\r\nContent-Length: 0\r\n\r\n", "Success 302"),
        ("no-content", "HTTP/1.1 204 No Content\r\n\r\n", "Success 204"),
        ("not-modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n", "Success 304"),
        ("chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "Success 200"),
        ("chunked-pieces", "HTTP/1.1 200 OK\r\nTransfer-Enc|~oding: chunked\r\n\r|~\n5|~\r\nhel|~lo\r|~\n0\r\n|~\r\n", "Success 200"),
        ("trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nX-T: 1\r\n\r\n", "Success 200"),
        ("interim", "HTTP/1.1 100 Continue\r\n\r\n|~HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "Success 200"),
        ("old", "HTTP/1.0 200 OK\r\n\r\nuntil the end!", "Success 200"),
        ("until-close", "HTTP/1.1 200 OK\r\n\r\nfirst|~second!", "Success 200"),
        ("announced-close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok!", "Success 200"),
        ("slow-body", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\na|~b|~c|~d", "Success 200"),
        ("own-words", "HTTP/1.1 503 Come back later, please\r\nContent-Length: 1\r\n\r\nx", "Status 503"),
        ("closes-at-once", "!", "Reset 0"),
        ("resets-at-once", "^", "Reset 0"),
        ("half-a-head", "HTTP/1.1 200 OK\r\nContent-!", "Reset 0"),
        ("half-a-body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello!", "Reset 0"),
        ("half-a-chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhello!", "Reset 0"),
        ("reset-in-the-body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello|~^", "Reset 0"),
        ("rubbish", "SSH-2.0-OpenSSH_9.9\r\n|~~~", "Protocol 0"),
        ("bad-status", "HTTP/1.1 2OO OK\r\nContent-Length: 0\r\n\r\n", "Protocol 0"),
        ("no-colon", "HTTP/1.1 200 OK\r\nwhat is this\r\nContent-Length: 0\r\n\r\n", "Protocol 0"),
        ("bad-chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "Protocol 0"),
        ("long-chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n", "Protocol 0"),
        ("long-head", $"HTTP/1.1 200 OK\r\nX: {new string('x', 100_000)}\r\nContent-Length: 0\r\n\r\n", "Protocol 0"),
        ("hangs-at-once", "|~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~", "Timeout 0"),
        ("hangs-in-the-body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello|~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~", "Timeout 0"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_HostileServer_BothTransportsReportTheSame()
    {
        await using var server = Hostile();
        PlannedRequest[] requests = [.. Cases.Select(c => EngineFixture.Get($"/{c.Name}"))];
        using var raw = new RawSender(new(server.Address, [.. requests]) { Timeout = Patience });
        using var handler = new HandlerSender(new(server.Address, [.. requests]) { Timeout = Patience });
        foreach (var sender in new IRequestSender[] { raw, handler })
        {
            // Twice over: the second round meets the connections that the first has left behind. Then all at once.
            for (var round = 0; round < 3; round++)
            {
                var outcomes = round < 2 ? await OneByOneAsync(sender, requests.Length) : await AllAtOnceAsync(sender, requests.Length);
                for (var i = 0; i < Cases.Length; i++)
                    $"{outcomes[i].Kind} {outcomes[i].Status}".ShouldBe(Cases[i].Expected, $"{Cases[i].Name}, {sender.Transport}, round {round}: {outcomes[i].Detail}");
            }
        }
    }

    [Fact]
    public async Task Send_KeptConnectionClosedUnannounced_RepeatsOnAFreshOne()
    {
        if (!RawSender.IsSupported) Assert.Skip("The raw transport needs 64-bit Linux.");
        await using var server = new LoopbackServer(async (_, socket, cancel) =>
        {
            await socket.SendAsync(LoopbackServer.Response(200), cancel);
            return false;
        });
        using var sender = new RawSender(new(server.Address, [EngineFixture.Get("/")]));
        for (var i = 0; i < 100; i++) (await sender.SendAsync(0, 0, Cancel)).ShouldBe(new(OutcomeKind.Success, 200));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_ServerThatClosesAtRandom_EndsEveryRequestExactlyOnce(bool isRaw)
    {
        const int requests = 4000;
        long served = 0;
        var close = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        await using var server = new LoopbackServer(async (_, socket, cancel) =>
        {
            var chance = SeededRandom.At(1, (ulong)Interlocked.Increment(ref served)) % 20;
            if (chance == 0) socket.LingerState = new LingerOption(true, 0); // reset without an answer
            if (chance <= 1) return false;                                   // closed without an answer
            await socket.SendAsync(chance == 2 ? close : LoopbackServer.Response(200), cancel);
            return chance > 4;                                               // closed after the answer, unannounced
        });
        using var sender = Make(isRaw, server.Address, EngineFixture.Get("/"));
        var sink = new Tally(sender, requests);
        // Two threads beside the transport's own send at the same time; every completion sends another.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20; i++) sink.SendNext();
        }, Cancel)));
        await sink.Finished.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        sink.Ends.ShouldAllBe(ends => ends == 1);
        sink.Kinds.Keys.ShouldBeSubsetOf([OutcomeKind.Success, OutcomeKind.Reset]);
        // 1 in 10 is left without an answer; some of those were repeated and answered then.
        sink.Kinds[OutcomeKind.Success].ShouldBeGreaterThan(requests * 8 / 10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_HeadRequest_TakesNoBody(bool isRaw)
    {
        await using var server = LoopbackServer.Always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8.ToArray());
        using var sender = Make(isRaw, server.Address, new PlannedRequest("HEAD", "/", 1, ["/"]));
        for (var i = 0; i < 3; i++) (await sender.SendAsync(0, 0, Cancel)).ShouldBe(new(OutcomeKind.Success, 200));
        server.Accepted.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_HeadersAndBody_ArriveAsPlanned(bool isRaw)
    {
        var heads = new ConcurrentQueue<string>();
        await using var server = new LoopbackServer(async (head, socket, cancel) =>
        {
            heads.Enqueue(head);
            var body = new byte[5];
            for (var held = 0; held < 5;) held += await socket.ReceiveAsync(body.AsMemory(held), cancel);
            heads.Enqueue(Encoding.UTF8.GetString(body));
            await socket.SendAsync(LoopbackServer.Response(200), cancel);
            return true;
        }) { LeaveBodyInSocket = true };
        var request = new PlannedRequest("POST", "/orders", 1, ["/orders?x=a b"]) { Body = "h\u00e4lo", ContentType = "text/plain", Headers = [new("X-One", "1")] };
        using var sender = Make(isRaw, server.Address, request, new KeyValuePair<string, string>("Authorization", "Bearer t"));
        (await sender.SendAsync(0, 0, Cancel)).Kind.ShouldBe(OutcomeKind.Success);
        var lines = heads.First().Split("\r\n");
        lines[0].ShouldBe("POST /orders?x=a%20b HTTP/1.1");
        lines.Skip(1).ShouldBe([$"Host: {server.Address.Authority}", "Authorization: Bearer t", "X-One: 1", "Content-Type: text/plain", "Content-Length: 5"], ignoreOrder: true);
        heads.Last().ShouldBe("h\u00e4lo");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_LargeBodyToSlowReader_ArrivesWhole(bool isRaw)
    {
        const int size = 3_000_000;
        var received = 0;
        await using var server = new LoopbackServer(async (_, socket, cancel) =>
        {
            var buffer = new byte[200_000];
            for (received = 0; received < size;) received += await socket.ReceiveAsync(buffer, cancel);
            await socket.SendAsync(LoopbackServer.Response(200), cancel);
            return true;
        }) { LeaveBodyInSocket = true };
        using var sender = Make(isRaw, server.Address, new PlannedRequest("POST", "/", 1, ["/"]) { Body = new string('x', size) });
        for (var i = 0; i < 2; i++)
        {
            (await sender.SendAsync(0, 0, Cancel)).ShouldBe(new(OutcomeKind.Success, 200));
            received.ShouldBe(size);
        }
        server.Accepted.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_UnresolvableHost_IsNoAddress(bool isRaw)
    {
        using var sender = Make(isRaw, new("http://no-such-host.invalid/"), EngineFixture.Get("/"));
        (await sender.SendAsync(0, 0, Cancel)).Kind.ShouldBe(OutcomeKind.NoAddress);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AbortInFlight_Hanging_CompletesAndStaysUsable(bool isRaw)
    {
        var answer = false;
        await using var server = new LoopbackServer(async (_, socket, cancel) =>
        {
            if (!Volatile.Read(ref answer)) await Task.Delay(Timeout.Infinite, cancel);
            await socket.SendAsync(LoopbackServer.Response(200), cancel);
            return true;
        });
        using var sender = Make(isRaw, server.Address, EngineFixture.Get("/"));
        var hanging = AllAtOnceAsync(sender, 1, copies: 20);
        while (server.Requests < 20) await Task.Delay(5, Cancel);
        Volatile.Write(ref answer, true);
        sender.AbortInFlight();
        (await hanging).ShouldAllBe(o => o.Kind == OutcomeKind.Aborted);
        (await sender.SendAsync(0, 0, Cancel)).Kind.ShouldBe(OutcomeKind.Success);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_IdleAndBusyConnections_ClosesThemAll(bool isRaw)
    {
        await using var server = Hostile();
        PlannedRequest[] requests = [EngineFixture.Get("/plain"), EngineFixture.Get("/hangs-at-once")];
        var sender = Make(isRaw, server.Address, requests);
        await AllAtOnceAsync(sender, 1, copies: 10);
        server.OpenConnections.ShouldBeGreaterThan(0);
        var busy = sender.SendAsync(1, 0, Cancel);
        while (server.Requests < 11) await Task.Delay(5, Cancel);
        sender.Dispose();
        (await busy).Kind.ShouldBe(OutcomeKind.Aborted);
        // The server sees the end of every connection, the hanging one when its handler looks up again.
        while (server.OpenConnections > 0) await Task.Delay(5, Cancel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunClosed_DescriptorsSpent_SaysSoVoidsTheTrialAndDoesNotSpin(bool isRaw)
    {
        await using var server = LoopbackServer.Never();
        PlannedRequest[] requests = [EngineFixture.Get("/")];
        using var engine = new TrialEngine(new TrialEngineSetup
        {
            Target = new FakeTarget(server.Address), Plan = new([.. requests], []), Options = new(), Clock = RunClock.StartNew(),
            Connect = address => Make(isRaw, new SenderSetup(address, [.. requests]) { MostConnections = 5 }),
        });
        var trial = EngineFixture.Closed(20, 0, 0.3) with { LongestScored = TimeSpan.FromSeconds(0.3), DrainLimit = TimeSpan.FromMilliseconds(50) };
        var record = await engine.RunAsync(trial, Cancel);
        server.Accepted.ShouldBe(5);
        EngineFixture.Kinds(record).ShouldContain("no-address");
        record.Vetoes.Select(v => v.Reason).ShouldContain("no-address");
        record.Sent.ShouldBeLessThan(20 * 40); // 15 failures a heartbeat of 10 ms at the most
    }

    private static IRequestSender Make(bool isRaw, Uri address, PlannedRequest request, params KeyValuePair<string, string>[] headers) =>
        Make(isRaw, new SenderSetup(address, [request]) { Headers = new([.. headers]), Timeout = TimeSpan.FromSeconds(5) });

    private static IRequestSender Make(bool isRaw, Uri address, PlannedRequest[] requests) =>
        Make(isRaw, new SenderSetup(address, [.. requests]) { Timeout = TimeSpan.FromSeconds(5) });

    private static IRequestSender Make(bool isRaw, SenderSetup setup) => isRaw ? new RawSender(setup) : new HandlerSender(setup);

    private static async Task<RequestOutcome[]> OneByOneAsync(IRequestSender sender, int requests)
    {
        var outcomes = new RequestOutcome[requests];
        for (var i = 0; i < requests; i++) outcomes[i] = await sender.SendAsync(i, 0, Cancel);
        return outcomes;
    }

    private static Task<RequestOutcome[]> AllAtOnceAsync(IRequestSender sender, int requests, int copies = 1) =>
        Task.WhenAll(Enumerable.Range(0, requests * copies).Select(i => sender.SendAsync(i % requests, 0, Cancel)));

    /// <summary>Keeps sending until all requests are out, and counts how often each ended.</summary>
    private sealed class Tally(IRequestSender sender, int requests) : ICompletionSink
    {
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _next;
        private int _ended;

        public int[] Ends { get; } = new int[requests];

        public ConcurrentDictionary<OutcomeKind, int> Kinds { get; } = new();

        public Task Finished => _finished.Task;

        public void SendNext()
        {
            var slot = Interlocked.Increment(ref _next) - 1;
            if (slot < requests) sender.Send(0, 0, slot, this);
        }

        public void Complete(int slot, in RequestOutcome outcome)
        {
            Interlocked.Increment(ref Ends[slot]);
            Kinds.AddOrUpdate(outcome.Kind, 1, (_, count) => count + 1);
            SendNext();
            if (Interlocked.Increment(ref _ended) == requests) _finished.SetResult();
        }
    }

    private static LoopbackServer Hostile() => new(async (head, socket, cancel) =>
    {
        var name = head.Split(' ')[1].Trim('/');
        var answer = Cases.First(c => c.Name == name).Answer;
        var (closes, resets) = (answer.EndsWith('!'), answer.EndsWith('^'));
        foreach (var part in answer.TrimEnd('!', '^').Split('|'))
        {
            var pauses = part.TakeWhile(c => c == '~').Count();
            if (pauses > 0) await Task.Delay(20 * pauses, cancel);
            if (part.Length > pauses) await socket.SendAsync(Encoding.Latin1.GetBytes(part[pauses..]), cancel);
        }
        if (resets) socket.LingerState = new LingerOption(true, 0);
        return !closes && !resets;
    });
}
