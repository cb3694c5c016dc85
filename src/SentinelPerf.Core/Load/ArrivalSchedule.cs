using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>
/// When the requests of an open trial are due: exactly round(rate · duration) arrivals, distributed as sorted uniforms (a Poisson process
/// given its count, which halves a trial's noise). The buffer is reused from trial to trial.
/// </summary>
internal sealed class ArrivalSchedule
{
    private double[] _sums = [];
    private long[] _due = [];

    /// <summary>Arrivals.</summary>
    public int Count { get; private set; }

    /// <summary>Offset of an arrival from the trial's start, nanoseconds; ascending.</summary>
    public long this[int index] => _due[index];

    /// <summary>All offsets, ascending.</summary>
    public ReadOnlySpan<long> Due => _due.AsSpan(0, Count);

    /// <summary>
    /// Draws a schedule. Sums of n + 1 exponentials divided by their total are n sorted uniforms (Devroye 1986, V.2.1): no sort needed.
    /// </summary>
    /// <param name="ratePerSecond">Arrivals per second, &gt; 0.</param>
    /// <param name="duration">Settle + scored.</param>
    /// <param name="random">Where the draws come from.</param>
    public void Draw(double ratePerSecond, TimeSpan duration, SeededRandom random)
    {
        if (!(ratePerSecond > 0 && double.IsFinite(ratePerSecond)))
            throw new ArgumentOutOfRangeException(nameof(ratePerSecond), ratePerSecond, "An offered rate is positive and finite.");
        Count = checked((int)Math.Round(ratePerSecond * duration.TotalSeconds));
        if (_due.Length < Count)
        {
            _due = new long[Count + Count / 4];
            _sums = new double[_due.Length];
        }
        double sum = 0;
        for (var i = 0; i < Count; i++) _sums[i] = sum += random.NextExponential();
        sum += random.NextExponential();
        var scale = RunClock.FromTimeSpan(duration) / sum;
        for (var i = 0; i < Count; i++) _due[i] = (long)(_sums[i] * scale);
    }
}
