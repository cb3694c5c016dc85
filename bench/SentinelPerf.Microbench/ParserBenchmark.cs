using System.Text;
using BenchmarkDotNet.Attributes;
using SentinelPerf.Load.Raw;

namespace SentinelPerf.Microbench;

/// <summary>One response, whole or in two pieces, as it comes off the socket.</summary>
public class ParserBenchmark
{
    private const string Head = "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nContent-Type: application/json\r\n";
    private const string Body = """{"id":42,"name":"thirty seven bytes"}""";
    private static readonly byte[] s_plain = Encoding.ASCII.GetBytes($"{Head}Content-Length: {Body.Length}\r\nConnection: keep-alive\r\n\r\n{Body}");
    private static readonly byte[] s_chunked = Encoding.ASCII.GetBytes($"{Head}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n");
    private ResponseParser _parser;

    [Benchmark(Baseline = true)]
    public int ContentLength() => Read(s_plain, s_plain.Length);

    [Benchmark]
    public int ContentLengthInTwoPieces() => Read(s_plain, 70);

    [Benchmark]
    public int Chunked() => Read(s_chunked, s_chunked.Length);

    private int Read(byte[] response, int first)
    {
        _parser.Begin(isHead: false);
        var state = _parser.Feed(response.AsSpan(0, first), out _);
        if (first < response.Length) state = _parser.Feed(response.AsSpan(first), out _);
        return state == ParseState.Done ? _parser.Status : throw new InvalidOperationException("the response was not understood");
    }
}
