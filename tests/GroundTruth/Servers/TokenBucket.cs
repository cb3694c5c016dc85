using System.Diagnostics;

namespace SentinelPerf.GroundTruth.Servers;

/// <summary>Accepts <paramref name="perSecond"/> requests and a small burst, answers 429 to the rest. Capacity R / (1 − ε).</summary>
internal sealed class TokenBucket(double perSecond, double burst) : IServer
{
    private readonly Lock _gate = new();
    private double _spent;
    private long _filledAt = Stopwatch.GetTimestamp();

    public void Handle(Connection connection, long now)
    {
        bool accepted;
        lock (_gate)
        {
            _spent = Math.Max(0, _spent - (double)(now - _filledAt) / Stopwatch.Frequency * perSecond);
            _filledAt = now;
            accepted = _spent <= burst - 1;
            if (accepted) _spent++;
        }
        connection.Answer(accepted ? Answers.Ok : Answers.TooMany);
    }
}
