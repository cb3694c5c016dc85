using System.Net;
using System.Net.Sockets;

namespace SentinelPerf.GroundTruth;

/// <summary>Accepts connections and hands every request to a server. Just enough HTTP/1.1, and cheap: a few microseconds per request.</summary>
internal sealed class HttpFront : IDisposable
{
    private readonly Socket _listener;
    private readonly IServer _server;

    public HttpFront(IPEndPoint address, IServer server)
    {
        _server = server;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(address);
        _listener.Listen(4096);
        new Thread(Accept) { IsBackground = true, Name = "accept" }.Start();
    }

    /// <summary>Port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        while (true)
        {
            try
            {
                new Connection(_listener.Accept(), _server).Start();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException problem) when (problem.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (SocketException)
            {
                // The client left while it was being accepted.
            }
        }
    }
}
