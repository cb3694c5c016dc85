namespace SentinelPerf.Load.Raw;

/// <summary>Where a connection stands. Busy and Connecting belong to the loop thread, Idle to whoever takes it, Taken and Closing to who set it.</summary>
internal static class ConnectionState
{
    public const int Closed = 0, Connecting = 1, Busy = 2, Idle = 3, Taken = 4, Closing = 5;
}

/// <summary>One connection of the raw transport and the request on it. Kept and reused for ever.</summary>
internal sealed class RawConnection(int index)
{
    public readonly int Index = index;

    /// <summary>Link of the stack it lies in.</summary>
    public uint Next;

    /// <summary>One of <see cref="ConnectionState"/>; changed by compare-and-swap where two threads may want it.</summary>
    public int State;

    /// <summary>Counts the sockets it had, so that an event of an old one is not taken for the new one's.</summary>
    public uint Generation;

    public int Descriptor = -1;

    /// <summary>Threads inside send() on the descriptor: it must not be closed (and its number given away) under them.</summary>
    public int Senders;

    public RawRequest Request = null!;
    public int Slot;
    public ICompletionSink Sink = null!;
    public long SentAt;

    /// <summary>Bytes of the request written by the loop thread; only while connecting or for a large request.</summary>
    public int Written;

    /// <summary>The loop thread still has to write.</summary>
    public bool WritePending;

    /// <summary>The connection has carried a request before.</summary>
    public bool Reused;

    /// <summary>The request has been repeated once on a fresh connection already.</summary>
    public bool Repeated;

    /// <summary>Error of a send() that failed or was cut short; 0: none.</summary>
    public int SendError;

    /// <summary>Address being tried.</summary>
    public int Address;

    public int AddressesTried;

    public ResponseParser Parser;
}
