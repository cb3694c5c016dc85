using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>
/// When the requests of an open trial are due: exactly round(rate · duration) arrivals, distributed as sorted uniforms (a Poisson process
/// given its count, which halves a trial's noise). The buffer is reused from trial to trial.
/// </summary>
internal sealed class ArrivalSchedule
{
    private double[] _shares = [];
    private long[] _due = [];

    /// <summary>Arrivals.</summary>
    public int Count { get; private set; }

    /// <summary>Offset of an arrival from the trial's start, nanoseconds; ascending.</summary>
    public long this[int index] => _due[index];

    /// <summary>All offsets, ascending.</summary>
    public ReadOnlySpan<long> Due => _due.AsSpan(0, Count);

    /// <summary>Draws a schedule of a constant rate.</summary>
    /// <param name="ratePerSecond">Arrivals per second, &gt; 0.</param>
    /// <param name="duration">Settle + scored.</param>
    /// <param name="random">Where the draws come from.</param>
    public void Draw(double ratePerSecond, TimeSpan duration, SeededRandom random)
    {
        if (!(ratePerSecond > 0 && double.IsFinite(ratePerSecond)))
            throw new ArgumentOutOfRangeException(nameof(ratePerSecond), ratePerSecond, "An offered rate is positive and finite.");
        Draw(RateCurve.Constant(ratePerSecond), ArrivalPattern.Poisson, duration, random);
    }

    /// <summary>
    /// Draws a schedule along a curve. Sums of n + 1 exponentials divided by their total are n sorted uniforms (Devroye 1986, V.2.1), so
    /// nothing needs sorting; the curve's inverse turns them into offsets.
    /// </summary>
    public void Draw(RateCurve curve, ArrivalPattern pattern, TimeSpan duration, SeededRandom random)
    {
        Reserve(checked((int)Math.Round(curve.Expected(duration))));
        var shares = _shares.AsSpan(0, Count);
        if (pattern == ArrivalPattern.Uniform)
        {
            for (var i = 0; i < Count; i++) shares[i] = (i + 0.5) / Count;
        }
        else
        {
            double sum = 0;
            for (var i = 0; i < Count; i++) shares[i] = sum += random.NextExponential();
            sum += random.NextExponential();
            for (var i = 0; i < Count; i++) shares[i] /= sum;
        }
        curve.Place(shares, duration);
        var latest = RunClock.FromTimeSpan(duration) - 1;
        for (var i = 0; i < Count; i++) _due[i] = Math.Min(latest, (long)(shares[i] * 1e9));
    }

    /// <summary>Replays recorded offsets; those beyond the duration are left out.</summary>
    /// <param name="offsets">From the trial's start; in any order.</param>
    /// <param name="duration">Settle + scored.</param>
    public void Replay(ReadOnlySpan<TimeSpan> offsets, TimeSpan duration)
    {
        Reserve(offsets.Length);
        var kept = 0;
        foreach (var offset in offsets)
            if (offset >= TimeSpan.Zero && offset < duration) _due[kept++] = RunClock.FromTimeSpan(offset);
        Count = kept;
        Array.Sort(_due, 0, kept);
    }

    private void Reserve(int count)
    {
        Count = count;
        if (_due.Length >= count) return;
        _due = new long[count + count / 4];
        _shares = new double[_due.Length];
    }
}
