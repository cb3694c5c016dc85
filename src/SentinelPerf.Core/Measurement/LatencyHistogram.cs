using System.Numerics;

namespace SentinelPerf.Measurement;

/// <summary>
/// A log-linear histogram of durations: 128 equal buckets per power of two, so any percentile is within 0.4 % of the exact nearest-rank
/// value from 1 µs to 73 minutes (longer ones count in the last bucket; <see cref="Max"/> stays exact). Recording allocates nothing.
/// Not safe for concurrent use: give each worker its own and <see cref="Add"/> them afterwards.
/// </summary>
/// <remarks>Layout as in HdrHistogram (G. Tene): values below 256 ns have a bucket each, then the top 8 bits of the value are kept.</remarks>
public sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int LargestBits = 42;
    private const long LargestTracked = (1L << LargestBits) - 1;
    private const int Buckets = (LargestBits - SubBucketBits - 1) * SubBuckets + 2 * SubBuckets;

    private readonly long[] _counts = new long[Buckets];
    private long _max;
    private long _min = long.MaxValue;
    private double _sum;
    private double _sumOfSquares;

    /// <summary>Values recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Mean; null when empty. Exact.</summary>
    public TimeSpan? Mean => Count == 0 ? null : FromNanoseconds(_sum / Count);

    /// <summary>Largest value; null when empty. Exact.</summary>
    public TimeSpan? Max => Count == 0 ? null : FromNanoseconds(_max);

    /// <summary>cv² = variance / mean²; null with fewer than two values or a mean of 0.</summary>
    public double? SquaredCoefficientOfVariation
    {
        get
        {
            if (Count < 2 || _sum <= 0) return null;
            var mean = _sum / Count;
            return Math.Max(0, (_sumOfSquares - _sum * mean) / (Count - 1)) / (mean * mean);
        }
    }

    /// <summary>Records one duration; a negative one counts as 0.</summary>
    public void Record(TimeSpan duration) => RecordNanoseconds(duration.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Records one duration in nanoseconds; a negative one counts as 0.</summary>
    public void RecordNanoseconds(long nanoseconds)
    {
        if (nanoseconds < 0) nanoseconds = 0;
        _counts[IndexOf(Math.Min(nanoseconds, LargestTracked))]++;
        Count++;
        if (nanoseconds > _max) _max = nanoseconds;
        if (nanoseconds < _min) _min = nanoseconds;
        _sum += nanoseconds;
        _sumOfSquares += (double)nanoseconds * nanoseconds;
    }

    /// <summary>Adds everything that another histogram recorded.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < Buckets; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        _max = Math.Max(_max, other._max);
        _min = Math.Min(_min, other._min);
        _sum += other._sum;
        _sumOfSquares += other._sumOfSquares;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        _max = 0;
        _min = long.MaxValue;
        _sum = 0;
        _sumOfSquares = 0;
    }

    /// <summary>The nearest-rank percentile; null when empty.</summary>
    /// <param name="percentile">0–100.</param>
    public TimeSpan? Percentile(double percentile) => PercentileNanoseconds(percentile) is { } value ? FromNanoseconds(value) : null;

    /// <summary>The nearest-rank percentile in nanoseconds; null when empty.</summary>
    /// <param name="percentile">0–100.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0–100.</exception>
    public long? PercentileNanoseconds(double percentile)
    {
        if (!(percentile is >= 0 and <= 100)) throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile is 0–100.");
        if (Count == 0) return null;
        // 1e-9: 99.9 / 100 · 1000 is 999.0000000000001 in binary, and must still be rank 999.
        var rank = Math.Clamp((long)Math.Ceiling(percentile / 100 * Count - 1e-9), 1, Count);
        if (rank == Count) return _max;
        long seen = 0;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return Math.Clamp(MiddleOf(i), _min, _max);
        }
        return _max;
    }

    private static int IndexOf(long value)
    {
        if (value < 2 * SubBuckets) return (int)value;
        var shift = 63 - BitOperations.LeadingZeroCount((ulong)value) - SubBucketBits;
        return shift * SubBuckets + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        if (index < 2 * SubBuckets) return index;
        var shift = index / SubBuckets - 1;
        return ((long)(index - shift * SubBuckets) << shift) + (1L << shift >> 1);
    }

    private static TimeSpan FromNanoseconds(double nanoseconds) => TimeSpan.FromTicks((long)Math.Round(nanoseconds / TimeSpan.NanosecondsPerTick));
}
