using System.Net;
using System.Net.Sockets;
using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>
/// Measures how late this process handles a socket that has become readable: a byte sent to ourselves over loopback each heartbeat, timed
/// from the send to the callback. It takes the same road as the responses (epoll thread, thread pool unless completions run inline), so
/// a delay here is one that would otherwise look like the target's.
/// </summary>
internal sealed class CompletionProbe : IDisposable
{
    private readonly RunClock _clock;
    private readonly Socket _near;
    private readonly Socket _far;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly LatencyHistogram _delays = new();
    private readonly byte[] _ping = [1];
    private long _sentAt;
    private int _outstanding;
    private volatile bool _disposed;

    private CompletionProbe(RunClock clock, Socket near, Socket far)
    {
        (_clock, _near, _far) = (clock, near, far);
        _receive.SetBuffer(new byte[1]);
        _receive.Completed += (_, _) => OnReceived();
        _far.ReceiveAsync(_receive);
    }

    /// <summary>Makes a probe; null when this machine gives no loopback sockets (the delay is then 'not measured').</summary>
    public static CompletionProbe? TryCreate(RunClock clock)
    {
        try
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            near.Connect(listener.LocalEndPoint!);
            return new CompletionProbe(clock, near, listener.Accept());
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Forgets what was measured before; a ping still under way counts for the new trial.</summary>
    public void Reset()
    {
        lock (_delays) _delays.Clear();
    }

    /// <summary>Sends a ping unless one is still under way. Called by the pacer.</summary>
    public void Ping()
    {
        if (_disposed || Interlocked.CompareExchange(ref _outstanding, 1, 0) != 0) return;
        _sentAt = _clock.Nanoseconds();
        _near.Send(_ping, SocketFlags.None, out _);
    }

    /// <summary>99th percentile of the delays; a ping that is late by now counts with its age. Null: nothing measured.</summary>
    public TimeSpan? DelayP99()
    {
        lock (_delays)
        {
            if (Volatile.Read(ref _outstanding) == 1) _delays.RecordNanoseconds(_clock.Nanoseconds() - _sentAt);
            return _delays.Percentile(99);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _near.Dispose();
        _far.Dispose();
        _receive.Dispose();
    }

    private void OnReceived()
    {
        do
        {
            if (_disposed || _receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0) return;
            // The lock is taken a hundred times a second and never contended for long: not part of the path of requests.
            lock (_delays) _delays.RecordNanoseconds(_clock.Nanoseconds() - _sentAt);
            Volatile.Write(ref _outstanding, 0);
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
