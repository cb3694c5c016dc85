using System.Net;
using System.Net.Sockets;

namespace SentinelPerf.Load;

/// <summary>
/// Probes the road of .NET sockets (epoll thread, thread pool unless completions run inline): a byte sent to ourselves over loopback.
/// </summary>
internal sealed class LoopbackProbe : CompletionProbe
{
    private readonly Socket _near;
    private readonly Socket _far;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly byte[] _ping = [1];
    private volatile bool _disposed;

    private LoopbackProbe(RunClock clock, Socket near, Socket far) : base(clock)
    {
        (_near, _far) = (near, far);
        _receive.SetBuffer(new byte[1]);
        _receive.Completed += (_, _) => OnReceived();
        _far.ReceiveAsync(_receive);
    }

    /// <summary>Makes a probe; null when this machine gives no loopback sockets (the delay is then 'not measured').</summary>
    public static LoopbackProbe? TryCreate(RunClock clock)
    {
        try
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            near.Connect(listener.LocalEndPoint!);
            return new LoopbackProbe(clock, near, listener.Accept());
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _disposed = true;
        _near.Dispose();
        _far.Dispose();
        _receive.Dispose();
    }

    /// <inheritdoc/>
    protected override void SendPing()
    {
        if (!_disposed) _near.Send(_ping, SocketFlags.None, out _);
    }

    private void OnReceived()
    {
        do
        {
            if (_disposed || _receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0) return;
            Pong();
        }
        while (!TryReceive());
    }

    private bool TryReceive()
    {
        try
        {
            return _far.ReceiveAsync(_receive);
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
