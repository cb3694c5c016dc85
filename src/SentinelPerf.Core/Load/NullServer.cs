using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SentinelPerf.Load;

/// <summary>
/// A server that does nothing but answer 200, for the generator to measure itself against. It runs in the generator's own process and
/// shares its cores, so what is measured is less than the generator could do alone: on the safe side.
/// </summary>
internal interface INullServer : IAsyncDisposable
{
    /// <summary>Where it answers.</summary>
    Uri Address { get; }
}

/// <summary>The null server where there is no epoll.</summary>
internal sealed class NullServer : INullServer
{
    private static readonly byte[] s_response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;

    public NullServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    /// <summary>The generator sends one request at a time on a connection, in one segment: what was read up to an empty line is one request.</summary>
    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[8 * 1024];
            try
            {
                while (true)
                {
                    var held = 0;
                    do
                    {
                        var read = await socket.ReceiveAsync(buffer.AsMemory(held), _stop.Token);
                        if (read == 0) return;
                        held += read;
                    }
                    while (!buffer.AsSpan(0, held).EndsWith("\r\n\r\n"u8) && held < buffer.Length);
                    await socket.SendAsync(s_response, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // stopped, or the generator closed
            }
        }
    }
}
