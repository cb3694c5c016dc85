using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Bench;

/// <summary>
/// A server whose delays are known because it writes them down: 5, 20 or 80 ms, and a freeze of one second every few seconds during which no
/// answer leaves. Runs as a child: prints its port, serves until its standard input ends, then prints what it saw. With <c>hold</c> it never answers.
/// </summary>
internal static class DelayServer
{
    private static readonly TimeSpan s_freezeEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_freeze = TimeSpan.FromSeconds(1);
    private static readonly byte[] s_response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    public static async Task ServeAsync(bool hold)
    {
        using var stop = new CancellationTokenSource();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(4096);
        var log = new LatencyHistogram();
        var accepting = AcceptAsync(listener, hold, log, stop.Token);
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await stop.CancelAsync();
        await accepting;
        lock (log) Console.WriteLine(Describe(log));
    }

    /// <summary>Percentiles in milliseconds, as both sides print them.</summary>
    public static string Describe(LatencyHistogram log)
    {
        var summary = LatencySummaries.From(log);
        return Describe(summary);
    }

    /// <summary>Percentiles in milliseconds, as both sides print them.</summary>
    public static string Describe(LatencySummary summary) => string.Create(CultureInfo.InvariantCulture,
        $"n={summary.Count} p50={summary.P50?.TotalMilliseconds:F2} p90={summary.P90?.TotalMilliseconds:F2} p99={summary.P99?.TotalMilliseconds:F2} p999={summary.P999?.TotalMilliseconds:F2} max={summary.Max?.TotalMilliseconds:F2} ms");

    private static async Task AcceptAsync(TcpListener listener, bool hold, LatencyHistogram log, CancellationToken stop)
    {
        var random = new SeededRandom(1);
        var start = Stopwatch.GetTimestamp();
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await listener.AcceptSocketAsync(stop), hold, log, random, start, stop));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private static async Task ServeAsync(Socket socket, bool hold, LatencyHistogram log, SeededRandom random, long start, CancellationToken stop)
    {
        using var owned = socket;
        socket.NoDelay = true;
        var buffer = new byte[hold ? 1 : 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, stop) > 0)
            {
                var arrived = Stopwatch.GetTimestamp();
                if (hold) await Task.Delay(Timeout.Infinite, stop);
                double draw;
                lock (random) draw = random.NextDouble();
                await Task.Delay(draw < 0.7 ? 5 : draw < 0.98 ? 20 : 80, stop);
                var since = Stopwatch.GetElapsedTime(start);
                var inPeriod = TimeSpan.FromTicks(since.Ticks % s_freezeEvery.Ticks);
                if (inPeriod > s_freezeEvery - s_freeze) await Task.Delay(s_freezeEvery - inPeriod, stop);
                await socket.SendAsync(s_response, stop);
                lock (log) log.Record(Stopwatch.GetElapsedTime(arrived));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // the end
        }
    }
}
