namespace SentinelPerf.GroundTruth.Servers;

/// <summary>Takes K requests at once, each for a fixed time, and refuses the rest with 503. Under Poisson arrivals it loses as Erlang's formula B says.</summary>
internal sealed class Loss(Timeline timeline, int slots, TimeSpan hold) : IServer
{
    private readonly long _hold = Timeline.Ticks(hold);
    private readonly Lock _gate = new();
    private readonly Queue<long> _busyUntil = new(slots > 0 ? slots : throw new FormatException("It needs at least one slot."));

    public void Handle(Connection connection, long now)
    {
        lock (_gate)
        {
            while (_busyUntil.TryPeek(out var free) && free <= now) _busyUntil.Dequeue();
            if (_busyUntil.Count < slots)
            {
                _busyUntil.Enqueue(now + _hold);
                timeline.Answer(now + _hold, connection, Answers.Ok);
                return;
            }
        }
        connection.Answer(Answers.Unavailable);
    }
}
