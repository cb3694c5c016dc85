using System.Text;
using SentinelPerf.Load;
using SentinelPerf.Load.Raw;

namespace SentinelPerf.Core.Tests.Load;

public sealed class ResponseParserTests
{
    /// <summary>Response · HEAD request · state at its end · status · keep-alive · bytes left over.</summary>
    public static TheoryData<string, bool, string, int, bool, int> Responses() => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false, "done", 200, true, 0 },
        { "HTTP/1.1 200\r\ncontent-LENGTH:   5  \r\n\r\nhello", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP", false, "done", 200, true, 4 },
        { "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", false, "done", 204, true, 0 },
        { "HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n", false, "done", 304, true, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", true, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true, "done", 200, true, 0 },
        { "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", false, "done", 503, false, 0 },
        { "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 1\r\n\r\nx", false, "done", 200, false, 0 },
        { "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", false, "done", 200, false, 0 },
        { "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", false, "done", 200, true, 0 },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", false, "done", 200, true, 0 },
        { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", false, "done", 101, false, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n1A;ext=\"v\"\r\nabcdefghijklmnopqrstuvwxyz\r\n3 \r\nabc\r\n000\r\nTrailer: x\r\nOther: y\r\n\r\n", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nX: a\r\n  folded\r\nContent-Length: 1\r\n\r\nx", false, "done", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\n\r\nany number of bytes", false, "until-close", 200, false, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", false, "more", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Le", false, "more", 0, false, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", false, "more", 200, true, 0 },
        { "SSH-2.0-OpenSSH_9.9\r\n", false, "invalid", 0, false, 0 },
        { "HTTP/2.0 200 OK\r\n\r\n", false, "invalid", 0, false, 0 },
        { "HTTP/1.1 2OO OK\r\n\r\n", false, "invalid", 0, false, 0 },
        { "HTTP/1.1 2000 OK\r\n\r\n", false, "invalid", 0, false, 0 },
        { "HTTP/1.1 20 OK\r\n\r\n", false, "invalid", 0, false, 0 },
        { "HTTP/1.1 099 OK\r\n\r\n", false, "invalid", 0, false, 0 },
        { "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", false, "invalid", 200, false, 0 },
        { "HTTP/1.1 200 OK\r\n: empty\r\n\r\n", false, "invalid", 200, false, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", false, "invalid", 200, false, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", false, "invalid", 200, false, 0 },
        { "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", false, "invalid", 200, false, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", false, "invalid", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5g\r\nhello", false, "invalid", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello-too-long", false, "invalid", 200, true, 0 },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", false, "invalid", 200, true, 0 },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void Feed_SplitAtEveryByte_SaysTheSame(string response, bool isHead, string state, int status, bool keepAlive, int left)
    {
        var bytes = Encoding.Latin1.GetBytes(response);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second += 1 + (bytes.Length - first) / 20)
                Check(bytes, isHead, [first, second], state, status, keepAlive, left);
        }
        Check(bytes, isHead, [.. Enumerable.Range(1, bytes.Length)], state, status, keepAlive, left); // byte by byte
    }

    [Theory]
    [InlineData(60_000, "done")]
    [InlineData(70_000, "invalid")]
    public void Feed_LargeHead_IsTakenUpToTheLimit(int size, string state)
    {
        var bytes = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nX: {new string('x', size)}\r\nContent-Length: 1\r\n\r\ny");
        Check(bytes, false, [], state, state == "done" ? 200 : 0, true, 0);
        Check(bytes, false, [.. Enumerable.Range(1, bytes.Length / 1000).Select(i => i * 1000)], state, state == "done" ? 200 : 0, true, 0);
    }

    [Fact]
    public void Feed_WholeResponses_AllocatesNothing()
    {
        var bytes = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray();
        var parser = new ResponseParser();
        parser.Begin(false);
        parser.Feed(bytes, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            parser.Begin(false);
            if (parser.Feed(bytes, out _) != ParseState.Done) throw new InvalidOperationException("not done");
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    /// <summary>Response · headers · body · length of the body.</summary>
    public static TheoryData<string, string, string, int> Captures() => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y:  a b \r\n\r\nhello", "Content-Length=5;X-Y=a b", "hello", 5 },
        { "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nTransfer-Encoding: chunked\r\nSet-Cookie: b=2\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n",
            "Set-Cookie=a=1;Transfer-Encoding=chunked;Set-Cookie=b=2", "hello!", 6 },
        { "HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nX: a\r\n\tfolded\r\nContent-Length: 1\r\n\r\nx", "X=a  \tfolded;Content-Length=1", "x", 1 },
        { "HTTP/1.1 200 OK\r\nEmpty:\r\n\r\nany number of bytes", "Empty=", "any number of bytes", 19 },
        { "HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n", "X=1", "", 0 },
        { $"HTTP/1.1 200 OK\r\n\r\n{new string('x', 70)}", "", new string('x', 70), 70 },
    };

    [Theory]
    [MemberData(nameof(Captures))]
    public void Feed_CaptureSplitAtEveryByte_KeepsTheSame(string response, string headers, string body, int length)
    {
        var bytes = Encoding.Latin1.GetBytes(response);
        var capture = new ResponseCapture();
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var parser = new ResponseParser { Capture = capture };
            parser.Begin(isHead: false);
            if (parser.Feed(bytes.AsSpan(0, cut), out _) == ParseState.NeedMore) parser.Feed(bytes.AsSpan(cut), out _);
            ShouldHold(capture.Finish(parser.Status), headers, body, length, $"cut at {cut}");
            capture.Clear();
        }
        var slow = new ResponseParser { Capture = capture };
        slow.Begin(isHead: false);
        foreach (var one in bytes) slow.Feed([one], out _);
        ShouldHold(capture.Finish(slow.Status), headers, body, length, "byte by byte");
    }

    [Fact]
    public void Feed_CaptureOfALargeBody_KeepsItsBeginningAndCountsAll()
    {
        var capture = new ResponseCapture();
        var parser = new ResponseParser { Capture = capture };
        parser.Begin(isHead: false);
        parser.Feed("HTTP/1.1 200 OK\r\n\r\n"u8, out _);
        var piece = new byte[100_001];
        for (var i = 0; i < 20; i++) parser.Feed(piece, out _);
        var kept = capture.Finish(200);
        (kept.Body.Length, kept.BodyBytes).ShouldBe((CapturedResponse.MostBodyBytes, 20 * 100_001));
    }

    private static void ShouldHold(CapturedResponse kept, string headers, string body, int length, string at)
    {
        string.Join(';', kept.Headers.Select(h => $"{h.Key}={h.Value}")).ShouldBe(headers, at);
        Encoding.Latin1.GetString(kept.Body.Span).ShouldBe(body, at);
        kept.BodyBytes.ShouldBe(length, at);
    }

    private static void Check(byte[] bytes, bool isHead, int[] cuts, string expected, int status, bool keepAlive, int left)
    {
        var parser = new ResponseParser();
        parser.Begin(isHead);
        var state = ParseState.NeedMore;
        var (position, from) = (0, 0);
        foreach (var cut in cuts.Append(bytes.Length))
        {
            if (cut > bytes.Length || cut < from) continue;
            state = parser.Feed(bytes.AsSpan(from, cut - from), out var used);
            position = from + used;
            from = cut;
            if (state != ParseState.NeedMore) break;
        }
        var at = $"cut at {string.Join(',', cuts.Take(5))}";
        var seen = state switch { ParseState.Done => "done", ParseState.Invalid => "invalid", _ => parser.EndsAtClose ? "until-close" : "more" };
        seen.ShouldBe(expected, at);
        if (expected != "invalid") parser.Status.ShouldBe(status, at);
        else parser.Error.ShouldNotBeNull(at);
        if (expected == "done")
        {
            parser.KeepAlive.ShouldBe(keepAlive, at);
            // Bytes after the end of the response are left over in the piece that ended it, whatever comes later was not fed.
            if (position < bytes.Length) (bytes.Length - position).ShouldBe(left, at);
        }
        parser.Release();
    }
}
