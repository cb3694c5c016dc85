using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>A small real HTTP server on loopback that answers as a test wants: well, badly, late or never.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly Func<string, Socket, CancellationToken, Task<bool>> _answer;
    private readonly Task _accepting;
    private int _requests;
    private int _accepted;

    /// <param name="answer">Gets the request's head, answers on the socket; false closes the connection.</param>
    public LoopbackServer(Func<string, Socket, CancellationToken, Task<bool>> answer)
    {
        _answer = answer;
        _listener.Start(1000);
        _accepting = AcceptAsync();
    }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));

    /// <summary>The handler reads bodies itself: nothing beyond the head is taken from the socket.</summary>
    public bool LeaveBodyInSocket { get; init; }

    public int Requests => Volatile.Read(ref _requests);

    public int Accepted => Volatile.Read(ref _accepted);

    public int OpenConnections => _connections.Count;

    public static byte[] Response(int status, string body = "ok") =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

    public static LoopbackServer Always(byte[] response) => new(async (_, socket, cancel) =>
    {
        await socket.SendAsync(response, cancel);
        return true;
    });

    public static LoopbackServer Instant(int status = 200) => Always(Response(status));

    public static LoopbackServer Never() => new(async (_, _, cancel) =>
    {
        await Task.Delay(Timeout.Infinite, cancel);
        return false;
    });

    public static LoopbackServer ClosesAtOnce() => new((_, _, _) => Task.FromResult(false));

    /// <summary>Serves at most <paramref name="size"/> requests at a time, each for <paramref name="hold"/>.</summary>
    public static LoopbackServer Pool(int size, TimeSpan hold)
    {
        var members = new SemaphoreSlim(size);
        var response = Response(200);
        return new(async (_, socket, cancel) =>
        {
            await members.WaitAsync(cancel);
            try
            {
                await Task.Delay(hold, cancel);
            }
            finally
            {
                members.Release();
            }
            await socket.SendAsync(response, cancel);
            return true;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                socket.NoDelay = true;
                var serving = new TaskCompletionSource();
                _connections[socket] = serving.Task;
                _ = ServeAsync(socket, serving);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, TaskCompletionSource done)
    {
        var buffer = new byte[16 * 1024];
        var held = 0;
        try
        {
            while (true)
            {
                int end;
                while ((end = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    var read = await socket.ReceiveAsync(LeaveBodyInSocket ? buffer.AsMemory(held, 1) : buffer.AsMemory(held), _stop.Token);
                    if (read == 0) return;
                    held += read;
                }
                Interlocked.Increment(ref _requests);
                var head = Encoding.ASCII.GetString(buffer, 0, end);
                buffer.AsSpan(end + 4, held - end - 4).CopyTo(buffer);
                held -= end + 4;
                if (!await _answer(head, socket, _stop.Token)) return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
        finally
        {
            socket.Dispose();
            _connections.TryRemove(socket, out _);
            done.SetResult();
        }
    }
}
