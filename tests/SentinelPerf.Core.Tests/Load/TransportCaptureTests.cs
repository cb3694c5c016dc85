using System.Collections.Concurrent;
using System.Text;
using SentinelPerf.Load;
using SentinelPerf.Load.Raw;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>Requests that are made for one time, and answers that are kept: both transports must do the same.</summary>
public sealed class TransportCaptureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answers() =>
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y:  a b \r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2; Path=/\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel|~lo\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n|~HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nX: a\r\n  folded\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nx-latin: \u00e4\r\nEmpty:\r\n\r\nuntil the|~ end!",
        "HTTP/1.1 204 No Content\r\nLocation: /next\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nb|~us|~y",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Send_RequestThatNeedsItsAnswer_BothTransportsKeepTheSame(string answer)
    {
        await using var server = Hostile(answer);
        var seen = new List<string>();
        foreach (var isRaw in new[] { true, false })
        {
            using var sender = Make(isRaw, new(server.Address, [EngineFixture.Get("/") with { NeedsResponse = true }]));
            for (var round = 0; round < 2; round++) seen.Add((await KeptAnswer.SendAsync(sender, 0, null)).Text);
        }
        seen.Distinct().ShouldHaveSingleItem();
        seen[0].ShouldNotContain("nothing");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_LargeAnswer_KeepsItsBeginningAndCountsAll(bool isRaw)
    {
        const int size = 3_000_000;
        var answer = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n{new string('x', size)}");
        await using var server = LoopbackServer.Always(answer);
        using var sender = Make(isRaw, new(server.Address, [EngineFixture.Get("/") with { NeedsResponse = true }, EngineFixture.Get("/")]));
        var kept = await KeptAnswer.SendAsync(sender, 0, null);
        (kept.Body.Length, kept.BodyBytes).ShouldBe((CapturedResponse.MostBodyBytes, size));
        (await KeptAnswer.SendAsync(sender, 1, null)).Text.ShouldBe("Success 200 nothing");
        server.Accepted.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_AnswersSideBySide_EachRequestHearsItsOwn(bool isRaw)
    {
        const int requests = 2000;
        await using var server = Echo();
        using var sender = Make(isRaw, new(server.Address, [Rendered("GET") with { NeedsResponse = true }]));
        using var room = new SemaphoreSlim(50);
        var wrong = new ConcurrentQueue<string>();
        await Task.WhenAll(Enumerable.Range(0, requests).Select(async i =>
        {
            await room.WaitAsync(Cancel);
            var kept = await KeptAnswer.SendAsync(sender, 0, new($"/echo/{i}", [new("X-Number", $"{i}")], null));
            if (!kept.Body.StartsWith($"GET /echo/{i} HTTP/1.1\r\n", StringComparison.Ordinal) || !kept.Body.Contains($"X-Number: {i}\r\n", StringComparison.Ordinal)) wrong.Enqueue(kept.Text);
            room.Release();
        }));
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_Rendered_GoesOutAsRenderedUnderTheBasePath(bool isRaw)
    {
        await using var server = Echo();
        var plan = Rendered("POST") with { ContentType = "text/plain", NeedsResponse = true };
        var setup = new SenderSetup(new(server.Address, "base/"), [plan]) { Headers = new([new("Authorization", "Bearer run"), new("X-Key", "k")]) };
        using var sender = Make(isRaw, setup);
        var kept = await KeptAnswer.SendAsync(sender, 0, new("/a%20b?c=%C3%A4", [new("authorization", "Bearer own"), new("Cookie", "s=1"), new("Content-Length", "1")], "h\u00e4lo"));
        var lines = kept.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("POST /base/a%20b?c=%C3%A4 HTTP/1.1");
        // What a request says itself displaces what comes from elsewhere; the body's length is the transport's matter.
        lines.Skip(1).ShouldBe([$"Host: {server.Address.Authority}", "X-Key: k", "authorization: Bearer own", "Cookie: s=1", "Content-Type: text/plain", "Content-Length: 5"],
            ignoreOrder: true, comparer: StringComparer.OrdinalIgnoreCase);
    }

    public static TheoryData<string, string, string> Smuggled() => new()
    {
        { "/a\r\nX-Evil: 1", "X", "v" }, { "/a HTTP/1.1\n\nGET /evil", "X", "v" }, { "/a\0b", "X", "v" }, { "a", "X", "v" }, { "@evil.invalid/", "X", "v" }, { ":1/", "X", "v" }, { "/files/../admin", "X", "v" }, { "/files/..?a", "X", "v" }, { "/./a", "X", "v" },
        { "/", "X", "v\r\nX-Evil: 1" }, { "/", "X", "v\nX-Evil: 1" }, { "/", "X", "v\0" }, { "/", "X\r\nX-Evil", "1" }, { "/", "X-Evil: 1", "v" }, { "/", "", "v" }, { "/", "X", "\u2028" },
    };

    [Theory]
    [MemberData(nameof(Smuggled))]
    public async Task Send_RenderedLineBreaks_NeverReachTheWire(string url, string name, string value)
    {
        await using var server = Echo();
        foreach (var isRaw in new[] { true, false })
        {
            using var sender = Make(isRaw, new(server.Address, [Rendered("GET") with { NeedsResponse = true }]));
            var ended = await KeptAnswer.SendAsync(sender, 0, new(url, [new(name, value)], null));
            ended.Outcome.Kind.ShouldBe(OutcomeKind.Protocol);
            ended.Outcome.Detail.ShouldNotBeNull().ShouldStartWith("the request was not sent: ");
            ended.Outcome.Detail.ShouldNotContain("Evil: ");
            (await KeptAnswer.SendAsync(sender, 0, new("/", [], null))).Outcome.Kind.ShouldBe(OutcomeKind.Success);
        }
        server.Requests.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_HeadersReplaced_LaterRequestsCarryTheNewOnSameConnection(bool isRaw)
    {
        await using var server = Echo();
        var headers = new SentinelPerf.Targets.RequestHeaders([new("Authorization", "Bearer old")]);
        using var sender = Make(isRaw, new(server.Address, [EngineFixture.Get("/") with { NeedsResponse = true }]) { Headers = headers });
        (await KeptAnswer.SendAsync(sender, 0, null)).Body.ShouldContain("Authorization: Bearer old\r\n");
        headers.Replace([new("Authorization", "Bearer new")]);
        (await KeptAnswer.SendAsync(sender, 0, null)).Body.ShouldContain("Authorization: Bearer new\r\n");
        (await KeptAnswer.SendAsync(sender, 0, new("/", [], null))).Body.ShouldContain("Authorization: Bearer new\r\n");
        server.Accepted.ShouldBe(1);
    }

    private static PlannedRequest Rendered(string method) => new(method, "/", 1, []);

    private static IRequestSender Make(bool isRaw, SenderSetup setup)
    {
        if (isRaw && !RawSender.IsSupported) Assert.Skip("The raw transport needs 64-bit Linux.");
        return isRaw ? new RawSender(setup) : new HandlerSender(setup);
    }

    /// <summary>Answers with the request's own head.</summary>
    private static LoopbackServer Echo() => new(async (head, socket, cancel) =>
    {
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)) is { } line ? int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture) : 0;
        for (var left = length; left > 0;) left -= await socket.ReceiveAsync(new byte[left], cancel);
        head += "\r\n";
        await socket.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {head.Length}\r\n\r\n{head}"), cancel);
        return true;
    }) { LeaveBodyInSocket = true };

    private static LoopbackServer Hostile(string answer) => new(async (_, socket, cancel) =>
    {
        foreach (var part in answer.TrimEnd('!').Split('|'))
        {
            if (part.StartsWith('~')) await Task.Delay(20, cancel);
            await socket.SendAsync(Encoding.Latin1.GetBytes(part.TrimStart('~')), cancel);
        }
        return !answer.EndsWith('!');
    });
}
