using System.Diagnostics;

namespace SentinelPerf.GroundTruth.Servers;

/// <summary>One worker with exponential service times: M/M/1 under Poisson arrivals, whose capacity within p(1 − ε) ≤ T is μ − ln(1/ε)/T.</summary>
internal sealed class ExponentialWorker(Timeline timeline, double perSecond, int seed) : IServer
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private long _free;

    public void Handle(Connection connection, long now)
    {
        lock (_gate)
        {
            var service = -Math.Log(1 - _random.NextDouble()) / perSecond;
            _free = Math.Max(now, _free) + (long)(service * Stopwatch.Frequency);
            timeline.Answer(_free, connection, Answers.Ok);
        }
    }
}
