using System.Collections.Immutable;

namespace SentinelPerf.Load;

/// <summary>A corner of a <see cref="RateCurve"/>.</summary>
/// <param name="At">Offset from the trial's start.</param>
/// <param name="PerSecond">Arrival rate there, ≥ 0.</param>
public readonly record struct RatePoint(TimeSpan At, double PerSecond);

/// <summary>
/// An arrival rate over time: straight lines between points, constant after the last. Two points at the same offset are a jump.
/// </summary>
public sealed class RateCurve
{
    /// <summary>Makes a curve.</summary>
    /// <exception cref="ArgumentException">No point, the first not at 0, offsets that go back, or a rate that is negative or not finite.</exception>
    public RateCurve(ImmutableArray<RatePoint> points)
    {
        if (points.IsDefaultOrEmpty || points[0].At != TimeSpan.Zero) throw new ArgumentException("A rate curve begins with a point at offset 0.", nameof(points));
        for (var i = 0; i < points.Length; i++)
        {
            if (!(points[i].PerSecond >= 0 && double.IsFinite(points[i].PerSecond)))
                throw new ArgumentException(FormattableString.Invariant($"{points[i].PerSecond} requests/s is no rate; valid: 0 or more."), nameof(points));
            if (i > 0 && points[i].At < points[i - 1].At)
                throw new ArgumentException(FormattableString.Invariant($"The point at {points[i].At} follows the one at {points[i - 1].At}; offsets must ascend."), nameof(points));
        }
        Points = points;
    }

    /// <summary>The corners, ascending.</summary>
    public ImmutableArray<RatePoint> Points { get; }

    /// <summary>The same rate all the time.</summary>
    public static RateCurve Constant(double perSecond) => new([new(TimeSpan.Zero, perSecond)]);

    /// <summary>From one rate to another along a straight line, then constant.</summary>
    public static RateCurve Ramp(double from, double to, TimeSpan duration) => new([new(TimeSpan.Zero, from), new(duration, to)]);

    /// <summary>One rate after the other, each for the same time; the last one stays.</summary>
    public static RateCurve Steps(TimeSpan each, params ReadOnlySpan<double> perSecond)
    {
        var points = ImmutableArray.CreateBuilder<RatePoint>();
        for (var i = 0; i < perSecond.Length; i++)
        {
            points.Add(new(each * i, perSecond[i]));
            if (i + 1 < perSecond.Length) points.Add(new(each * (i + 1), perSecond[i]));
        }
        return new(points.ToImmutable());
    }

    /// <summary>A rate, a jump to a higher one for a while, and back.</summary>
    public static RateCurve Spike(double usual, double peak, TimeSpan before, TimeSpan length) =>
        new([new(TimeSpan.Zero, usual), new(before, usual), new(before, peak), new(before + length, peak), new(before + length, usual)]);

    /// <summary>Arrivals expected up to an offset: the area under the curve.</summary>
    public double Expected(TimeSpan until)
    {
        double area = 0;
        for (var i = 0; i < Points.Length && Points[i].At < until; i++) area += Segment(i, until).Area;
        return area;
    }

    /// <summary>
    /// Turns ascending shares of the area up to <paramref name="duration"/> into offsets, in place: where the curve has run through that share.
    /// </summary>
    /// <param name="shares">Ascending, 0–1; becomes seconds.</param>
    /// <param name="duration">The whole.</param>
    internal void Place(Span<double> shares, TimeSpan duration)
    {
        var total = Expected(duration);
        var (segment, before) = (0, 0.0);
        var line = Segment(0, duration);
        for (var i = 0; i < shares.Length; i++)
        {
            var wanted = shares[i] * total;
            while (wanted > before + line.Area && segment + 1 < Points.Length && Points[segment + 1].At < duration)
            {
                before += line.Area;
                line = Segment(++segment, duration);
            }
            shares[i] = line.Start + line.Run(Math.Max(0, wanted - before));
        }
    }

    private Line Segment(int index, TimeSpan until)
    {
        var (from, rate) = (Points[index].At, Points[index].PerSecond);
        var last = index + 1 == Points.Length;
        var end = last || Points[index + 1].At > until ? until : Points[index + 1].At;
        var length = Math.Max(0, (end - from).TotalSeconds);
        var slope = last || Points[index + 1].At == from ? 0 : (Points[index + 1].PerSecond - rate) / (Points[index + 1].At - from).TotalSeconds;
        return new(from.TotalSeconds, length, rate, slope);
    }

    /// <summary>One straight piece: rate + slope · t for t in 0 … length.</summary>
    private readonly record struct Line(double Start, double Length, double Rate, double Slope)
    {
        public double Area => Rate * Length + Slope * Length * Length / 2;

        /// <summary>Time until an area has been run through: the root of slope/2 · t² + rate · t = area, in the form that is stable for small slopes.</summary>
        public double Run(double area)
        {
            var root = Math.Sqrt(Math.Max(0, Rate * Rate + 2 * Slope * area));
            return Rate + root > 0 ? Math.Min(Length, 2 * area / (Rate + root)) : 0;
        }
    }
}

/// <summary>How the arrivals of an open trial lie on its rate curve.</summary>
public enum ArrivalPattern
{
    /// <summary>As independent users come: a Poisson process given its count.</summary>
    Poisson,

    /// <summary>Evenly spaced along the curve.</summary>
    Uniform,
}
