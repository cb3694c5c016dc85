namespace SentinelPerf.Load.Raw;

/// <summary>
/// A lock-free stack of connections (Treiber). The head packs a change counter beside the index, so that a connection popped and pushed
/// again between two looks is noticed (ABA). Last in, first out: the fewest connections stay warm.
/// </summary>
internal sealed class ConnectionStack(RawConnection?[] all)
{
    private ulong _head; // index + 1 in the low half, 0: empty; change counter in the high half

    public void Push(RawConnection connection)
    {
        while (true)
        {
            var head = Volatile.Read(ref _head);
            connection.Next = (uint)head;
            if (Interlocked.CompareExchange(ref _head, Follow(head, (uint)connection.Index + 1), head) == head) return;
        }
    }

    public RawConnection? TryPop()
    {
        while (true)
        {
            var head = Volatile.Read(ref _head);
            if ((uint)head == 0) return null;
            var connection = all[(uint)head - 1]!;
            if (Interlocked.CompareExchange(ref _head, Follow(head, connection.Next), head) == head) return connection;
        }
    }

    private static ulong Follow(ulong head, uint next) => ((head >> 32) + 1) << 32 | next;
}
