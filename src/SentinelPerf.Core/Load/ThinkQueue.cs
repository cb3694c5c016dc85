using System.Collections.Concurrent;

namespace SentinelPerf.Load;

/// <summary>
/// Sessions between two steps. Whoever handles a completion puts one in, the pacer takes it out when its next step is due: no timer per
/// session, and nobody waits.
/// </summary>
internal sealed class ThinkQueue
{
    private readonly ConcurrentQueue<Session> _new = new();
    private readonly PriorityQueue<Session, long> _byDue = new();

    /// <summary>Puts a session in. Any thread.</summary>
    public void Add(Session session) => _new.Enqueue(session);

    /// <summary>Takes out a session whose <see cref="Session.NextDue"/> has come. The pacer only.</summary>
    public bool TryTake(long now, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Session? session)
    {
        while (_new.TryDequeue(out var added)) _byDue.Enqueue(added, added.NextDue);
        if (_byDue.TryPeek(out session, out var due) && due <= now)
        {
            _byDue.Dequeue();
            return true;
        }
        session = null;
        return false;
    }

    /// <summary>When the next of those that were looked at is due; <see cref="long.MaxValue"/>: none. The pacer only.</summary>
    public long NextDue => _byDue.TryPeek(out _, out var due) ? due : long.MaxValue;
}
