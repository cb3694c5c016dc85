using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SentinelPerf.Core.Tests.Targets;
using SentinelPerf.Load;
using SentinelPerf.Load.Raw;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>Counts the descriptors of the process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(TransportSoakTests), DisableParallelization = true)]
public sealed class SoakAlone;

/// <summary>Thousands of requests to servers that do everything wrong: each ends once and as what it is, and nothing is left behind.</summary>
[Collection(nameof(TransportSoakTests))]
public sealed class TransportSoakTests
{
    private const int InFlight = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Name · how many in a hundred · what the server sends (<c>|</c> between pieces; <c>!</c> at the end closes, <c>^</c> resets) · how it ends.</summary>
    private static readonly (string Name, int Share, string Answer, OutcomeKind Kind)[] Cases =
    [
        ("good", 30, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", OutcomeKind.Success),
        ("rubbish", 10, "\0\u0001\u0002 this is no HTTP at all \r\n\r\n", OutcomeKind.Protocol),
        ("closes-at-once", 10, "!", OutcomeKind.Reset),
        ("resets-at-once", 10, "^", OutcomeKind.Reset),
        ("never-answers", 5, "", OutcomeKind.Timeout),
        ("half-a-head", 10, "HTTP/1.1 200 OK\r\nContent-Le!", OutcomeKind.Reset),
        ("byte-by-byte", 5, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n|h|e|l|l|o", OutcomeKind.Success),
        ("redirect-loop", 10, "HTTP/1.1 302 Found\r\nLocation: /redirect-loop\r\nContent-Length: 0\r\n\r\n", OutcomeKind.Success),
        ("reset-in-the-body", 5, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello|^", OutcomeKind.Reset),
        ("endless-head", 5, $"HTTP/1.1 200 OK\r\nX: {new string('x', 90_000)}", OutcomeKind.Protocol),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_HostileServer_EndsEveryRequestOnceAndLeavesNothing(bool isRaw)
    {
        if (isRaw && !RawSender.IsSupported) Assert.Skip("The raw transport needs 64-bit Linux.");
        const int requests = 4000;
        var cases = Cases.SelectMany((c, i) => Enumerable.Repeat(i, c.Share)).ToArray();
        var drawn = Enumerable.Range(0, requests).Select(i => cases[SeededRandom.At(7, (ulong)i) % (ulong)cases.Length]).ToArray();
        // Each case twice: with its answer thrown away and with it kept.
        var plan = Cases.SelectMany(c => new[] { EngineFixture.Get($"/{c.Name}"), EngineFixture.Get($"/{c.Name}") with { NeedsResponse = true } }).ToArray();
        await LeavesNothingAsync(async () =>
        {
            await using var server = Hostile();
            var setup = new SenderSetup(server.Address, [.. plan]) { Timeout = Patience };
            using IRequestSender sender = isRaw ? new RawSender(setup) : new HandlerSender(setup);
            var tally = await SendAllAsync(requests, (slot, sink) =>
            {
                if (slot % 3 == 0) sender.Send(drawn[slot] * 2 + 1, new RenderedRequest($"/{Cases[drawn[slot]].Name}", [new("X-Slot", "1")], null), slot, sink);
                else sender.Send(drawn[slot] * 2 + slot % 2, 0, slot, sink);
            });
            for (var slot = 0; slot < requests; slot++) tally.Kinds[slot].ShouldBe(Cases[drawn[slot]].Kind, $"{Cases[drawn[slot]].Name}: {tally.Details[slot]}");
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Send_UnresolvableHost_EndsEveryRequestOnce(bool isRaw) => LeavesNothingAsync(async () =>
    {
        if (isRaw && !RawSender.IsSupported) Assert.Skip("The raw transport needs 64-bit Linux.");
        var setup = new SenderSetup(new("http://no-such-host.invalid/"), [EngineFixture.Get("/")]);
        using IRequestSender sender = isRaw ? new RawSender(setup) : new HandlerSender(setup);
        var tally = await SendAllAsync(500, (slot, sink) => sender.Send(0, 0, slot, sink));
        tally.Kinds.ShouldAllBe(k => k == OutcomeKind.NoAddress);
    });

    [Fact]
    public Task Send_TlsToServersThatCannot_EndsEveryRequestOnce() => LeavesNothingAsync(async () =>
    {
        using var certificates = new TestCertificates();
        await using var untrusted = await WebServer.StartAsync(HttpProtocols.Http1, certificates.For("localhost"), context => context.Response.WriteAsync("ok"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1000);
        var answering = AnswerPlainlyAsync(listener, stop.Token);
        foreach (var address in new[] { untrusted.Address, new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/") })
        {
            var rule = CertificateRule.Of(new() { AcceptSelfSignedLoopback = false });
            using var sender = RequestSenders.For(new SenderSetup(address, [EngineFixture.Get("/")]) { Certificates = rule, Timeout = TimeSpan.FromSeconds(20) });
            var tally = await SendAllAsync(1000, (slot, sink) => sender.Send(0, 0, slot, sink), inFlight: 50);
            tally.Kinds.ShouldAllBe(k => k == OutcomeKind.Tls);
            tally.Details.ShouldAllBe(d => d != null && !d.Contains('\n', StringComparison.Ordinal));
        }
        await stop.CancelAsync();
        await answering;
    });

    private static async Task LeavesNothingAsync(Func<Task> run)
    {
        await using (var server = LoopbackServer.Instant())
        using (var sender = new HandlerSender(new(server.Address, [EngineFixture.Get("/")])))
            await sender.SendAsync(0, 0, Cancel); // what the runtime opens once for all
        var unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> count = (_, _) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += count;
        try
        {
            var before = Descriptors();
            await run();
            // Both sides close in the background; what leaks, leaks thousands.
            for (var i = 0; i < 500 && Descriptors() > before + 20; i++) await Task.Delay(20, Cancel);
            Descriptors().ShouldBeLessThanOrEqualTo(before + 20);
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            unobserved.ShouldBe(0);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= count;
        }
    }

    /// <summary>Sockets, epolls and events; an assembly that is loaded meanwhile costs descriptors too.</summary>
    private static int Descriptors() => !OperatingSystem.IsLinux() ? 0 : Directory.GetFiles("/proc/self/fd")
        .Count(f => new FileInfo(f).LinkTarget is { } target && (target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("anon_inode:", StringComparison.Ordinal)));

    private static async Task<Tally> SendAllAsync(int requests, Action<int, ICompletionSink> send, int inFlight = InFlight)
    {
        using var room = new SemaphoreSlim(inFlight);
        var tally = new Tally(requests, room);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(2)); // a hang, not a measure of speed
        for (var slot = 0; slot < requests; slot++)
        {
            await room.WaitAsync(limit.Token);
            send(slot, tally);
        }
        for (var i = 0; i < inFlight; i++) await room.WaitAsync(limit.Token);
        tally.Ends.ShouldAllBe(ends => ends == 1);
        return tally;
    }

    private static async Task AnswerPlainlyAsync(TcpListener listener, CancellationToken stop)
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync(stop);
                await socket.ReceiveAsync(buffer, stop);
                await socket.SendAsync(LoopbackServer.Response(400), stop);
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }

    private static LoopbackServer Hostile() => new(async (head, socket, cancel) =>
    {
        var name = head.Split(' ')[1].Trim('/');
        var answer = Cases.First(c => c.Name == name).Answer;
        var (closes, resets) = (answer.EndsWith('!'), answer.EndsWith('^'));
        foreach (var (number, part) in answer.TrimEnd('!', '^').Split('|').Index())
        {
            if (number > 0) await Task.Delay(1, cancel);
            await socket.SendAsync(Encoding.Latin1.GetBytes(part), cancel);
        }
        if (resets) socket.LingerState = new LingerOption(true, 0);
        return !closes && !resets;
    });

    /// <summary>How often and as what each request ended.</summary>
    private sealed class Tally(int requests, SemaphoreSlim room) : ICompletionSink
    {
        public int[] Ends { get; } = new int[requests];

        public OutcomeKind[] Kinds { get; } = new OutcomeKind[requests];

        public string?[] Details { get; } = new string?[requests];

        public void Complete(int slot, in RequestOutcome outcome)
        {
            (Kinds[slot], Details[slot]) = (outcome.Kind, outcome.Detail);
            if (Interlocked.Increment(ref Ends[slot]) == 1) room.Release();
        }
    }
}
