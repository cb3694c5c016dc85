using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static SentinelPerf.Load.Raw.LinuxSockets;

namespace SentinelPerf.Load.Raw;

/// <summary>
/// The null server on one thread of its own: about the least that a server can cost. It still shares the cores with the generator, so
/// what is measured against it is less than the generator could do alone: on the safe side.
/// </summary>
internal sealed unsafe class EpollNullServer : INullServer
{
    private const int EventsAtOnce = 64;
    private const int StopCheckMilliseconds = 20;
    private static readonly byte[] s_response = Pinned("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _connections = [];
    private readonly byte[] _buffer = Pinned(new byte[16 * 1024]);
    private readonly byte[] _events = Pinned(new byte[EventsAtOnce * 16]);
    private readonly int _poll;
    private readonly Thread _serving;
    private volatile bool _stopping;

    public EpollNullServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _poll = EpollCreate(CloseOnExec);
        if (_poll < 0) throw new IOException("This process may open no more descriptors (epoll); raise its limit (ulimit -n).");
        _listener.Blocking = false;
        _ = Control(_poll, AddOperation, (int)_listener.Handle, In, (ulong)_listener.Handle);
        _serving = new Thread(Serve) { IsBackground = true, Name = "SentinelPerf null server" };
        _serving.Start();
    }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/"));

    public ValueTask DisposeAsync()
    {
        _stopping = true;
        _serving.Join();
        _ = Close(_poll);
        foreach (var connection in _connections) connection.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Serve()
    {
        while (!_stopping)
        {
            var ready = EpollWait(_poll, At(_events), EventsAtOnce, StopCheckMilliseconds);
            for (var i = 0; i < ready; i++)
            {
                var descriptor = (int)DataOf(At(_events) + i * EventSize);
                if (descriptor == (int)_listener.Handle) Accept();
                else Answer(descriptor);
            }
        }
    }

    private void Accept()
    {
        try
        {
            var socket = _listener.Accept();
            socket.NoDelay = true;
            _connections.Add(socket);
            _ = Control(_poll, AddOperation, (int)socket.Handle, In, (ulong)socket.Handle);
        }
        catch (SocketException)
        {
            // gone again before it was accepted
        }
    }

    /// <summary>The generator sends one request at a time on a connection and in one segment: whatever comes is one request.</summary>
    private void Answer(int descriptor)
    {
        if (Receive(descriptor, At(_buffer), _buffer.Length, DontWait) > 0) _ = Send(descriptor, At(s_response), s_response.Length, NoSignal | DontWait);
        else _ = Control(_poll, DeleteOperation, descriptor, 0, 0);
    }

    private static byte[] Pinned(ReadOnlySpan<byte> bytes)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return pinned;
    }

    private static byte* At(byte[] pinned) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
