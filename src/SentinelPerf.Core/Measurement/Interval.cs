namespace SentinelPerf.Measurement;

/// <summary>A closed interval of rates (requests/s) or other positive quantities.</summary>
public readonly record struct Interval
{
    /// <summary>Makes an interval.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When an end is not finite or <paramref name="low"/> exceeds <paramref name="high"/>.</exception>
    public Interval(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
            throw new ArgumentOutOfRangeException(nameof(low), FormattableString.Invariant($"[{low}, {high}] is no interval."));
        Low = low;
        High = high;
    }

    /// <summary>The low end.</summary>
    public double Low { get; }

    /// <summary>The high end.</summary>
    public double High { get; }

    /// <summary>(high − low) / geometric mean: 0.06 is '6 % wide'.</summary>
    public double RelativeWidth => Low > 0 ? (High - Low) / Math.Sqrt(Low * High) : double.PositiveInfinity;

    /// <summary>Whether <paramref name="value"/> lies within, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
