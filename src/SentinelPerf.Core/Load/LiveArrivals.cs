using System.Collections.Immutable;
using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>
/// Arrivals of a Poisson process whose rate may change at any moment. What is yet to come of such a process does not depend on how long
/// one has waited, so after a change the next arrival is simply drawn anew from that moment on.
/// </summary>
internal sealed class LiveArrivals(LiveRate rate, SeededRandom random)
{
    private readonly ImmutableArray<RatePoint>.Builder _offered = ImmutableArray.CreateBuilder<RatePoint>();
    private double _perSecond = double.NaN;

    /// <summary>When the next arrival is due, offset from the trial's start, ns; <see cref="long.MaxValue"/>: not before the rate changes.</summary>
    public long Next { get; private set; } = long.MaxValue;

    /// <summary>Which rate was offered from when on.</summary>
    public ImmutableArray<RatePoint> Offered => _offered.ToImmutable();

    /// <summary>Takes over the rate asked for last, if it is another.</summary>
    /// <param name="at">Now, offset from the trial's start; no arrival may be due before.</param>
    public void Follow(long at)
    {
        var wanted = rate.PerSecond;
        if (wanted.Equals(_perSecond)) return;
        _perSecond = wanted;
        _offered.Add(new(RunClock.ToTimeSpan(at), wanted));
        Next = After(at);
    }

    /// <summary>The arrival that was due is done with.</summary>
    public void Advance() => Next = After(Next);

    private long After(long at)
    {
        var gap = random.NextExponential() / _perSecond * 1e9;
        return _perSecond > 0 && gap < 1e18 ? at + (long)gap : long.MaxValue;
    }
}
