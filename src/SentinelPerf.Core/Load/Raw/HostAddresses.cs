using System.Net;
using System.Net.Sockets;

namespace SentinelPerf.Load.Raw;

/// <summary>The addresses of the target's host as the kernel wants them. Tried in order; the one that answered is tried first from then on.</summary>
internal sealed class HostAddresses
{
    private readonly byte[][] _bytes;
    private volatile int _preferred;

    private HostAddresses(IEnumerable<IPEndPoint> endpoints) => _bytes = [.. endpoints.Select(Pinned)];

    public int Count => _bytes.Length;

    public int Preferred
    {
        get => _preferred;
        set
        {
            if (_preferred != value) _preferred = value;
        }
    }

    public static HostAddresses Resolve(Uri address) => new(Find(address).Select(a => new IPEndPoint(a, address.Port)));

    /// <summary>Asks for the host's addresses; none when there are none: every request then says that the name cannot be resolved.</summary>
    public static IPAddress[] Find(Uri address)
    {
        try
        {
            return IPAddress.TryParse(address.DnsSafeHost, out var literal) ? [literal] : Dns.GetHostAddresses(address.DnsSafeHost);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    public byte[] Bytes(int index) => _bytes[index];

    public int Family(int index) => _bytes[index][0] | _bytes[index][1] << 8;

    public int After(int index) => Count == 0 ? 0 : (index + 1) % Count;

    private static byte[] Pinned(IPEndPoint endpoint)
    {
        var address = endpoint.Serialize();
        var bytes = GC.AllocateUninitializedArray<byte>(address.Size, pinned: true);
        address.Buffer.Span[..address.Size].CopyTo(bytes);
        return bytes;
    }
}
