namespace SentinelPerf.GroundTruth.Servers;

/// <summary>N workers and one queue; each request holds a worker for a fixed time. Capacity N / hold; no CPU.</summary>
internal sealed class Pool(Timeline timeline, int workers, TimeSpan hold) : IServer
{
    private readonly long _hold = Timeline.Ticks(hold);
    private readonly Lock _gate = new();
    // With one hold for all, workers come free in the order in which they took work: a ring of times suffices.
    private readonly long[] _free = new long[workers > 0 ? workers : throw new FormatException("A pool needs at least one worker.")];
    private int _next;

    public void Handle(Connection connection, long now)
    {
        lock (_gate)
        {
            var due = Math.Max(now, _free[_next]) + _hold;
            _free[_next] = due;
            _next = (_next + 1) % _free.Length;
            timeline.Answer(due, connection, Answers.Ok);
        }
    }
}
