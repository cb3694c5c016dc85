using System.Diagnostics;

namespace SentinelPerf.GroundTruth.Servers;

/// <summary>Answers at once: the end of the scale.</summary>
internal sealed class Null : IServer
{
    public void Handle(Connection connection, long now) => connection.Answer(Answers.Ok);
}

/// <summary>Answers that are no HTTP.</summary>
internal sealed class Rubbish : IServer
{
    public void Handle(Connection connection, long now) => connection.Answer(Answers.Rubbish);
}

/// <summary>Never answers from a certain request on.</summary>
internal sealed class Hang(long after) : IServer
{
    private long _seen;

    public void Handle(Connection connection, long now)
    {
        if (Interlocked.Increment(ref _seen) < after) connection.Answer(Answers.Ok);
    }
}

/// <summary>The process ends with code 70 at a certain request, or when one second holds more requests than it can bear.</summary>
internal sealed class Crash(long after, double perSecond) : IServer
{
    private readonly Lock _gate = new();
    private long _seen;
    private long _secondStart = Stopwatch.GetTimestamp();
    private long _inSecond;

    public void Handle(Connection connection, long now)
    {
        lock (_gate)
        {
            if (now - _secondStart >= Stopwatch.Frequency) (_secondStart, _inSecond) = (now, 0);
            if (++_seen >= after || ++_inSecond > perSecond)
            {
                Console.Error.WriteLine("Out of sorts: giving up.");
                Environment.Exit(70);
            }
        }
        connection.Answer(Answers.Ok);
    }
}
