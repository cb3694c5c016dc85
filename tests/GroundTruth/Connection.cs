using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace SentinelPerf.GroundTruth;

/// <summary>One client connection: cuts requests out of what arrives. Answers may come from another thread, in the order of the requests.</summary>
internal sealed class Connection(Socket socket, IServer server) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly SocketAsyncEventArgs _receive = new();
    private int _filled;

    /// <summary>Starts to read.</summary>
    public void Start()
    {
        socket.NoDelay = true;
        _receive.Completed += (_, _) =>
        {
            if (Take()) Read();
        };
        Read();
    }

    /// <summary>Sends an answer; does nothing when the client has left.</summary>
    public void Answer(ReadOnlyMemory<byte> answer)
    {
        try
        {
            socket.Send(answer.Span);
        }
        catch (Exception left) when (left is SocketException or ObjectDisposedException)
        {
            // The client has left; the work was done all the same, as in a real server.
        }
    }

    /// <summary>Closes it; it does so itself when the client leaves.</summary>
    public void Dispose()
    {
        socket.Dispose();
        _receive.Dispose();
    }

    private void Read()
    {
        try
        {
            do
            {
                _receive.SetBuffer(_buffer, _filled, _buffer.Length - _filled);
                if (socket.ReceiveAsync(_receive)) return;
            }
            while (Take());
        }
        catch (ObjectDisposedException)
        {
            // Closed by Take on another thread.
        }
    }

    private bool Take()
    {
        _filled += _receive.BytesTransferred;
        var open = _receive.BytesTransferred > 0 && _receive.SocketError == SocketError.Success;
        while (open && LengthOfFirst(_buffer.AsSpan(0, _filled)) is > 0 and var length)
        {
            _buffer.AsSpan(length, _filled - length).CopyTo(_buffer);
            _filled -= length;
            server.Handle(this, Stopwatch.GetTimestamp());
        }
        if (open && _filled < _buffer.Length) return true;
        Dispose();
        return false;
    }

    /// <summary>Length of the first whole request, head and body; 0 while it is incomplete.</summary>
    private static int LengthOfFirst(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0) return 0;
        var body = 0;
        if (!received.StartsWith("GET "u8))
        {
            var text = Encoding.ASCII.GetString(received[..head]);
            var at = text.IndexOf("\r\ncontent-length:", StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && int.TryParse(text[(at + 17)..].Split('\r')[0].Trim(), out var length)) body = length;
        }
        return received.Length >= head + 4 + body ? head + 4 + body : 0;
    }
}
