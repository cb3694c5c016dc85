using System.Collections.Immutable;
using System.Globalization;

namespace SentinelPerf.Reporting;

/// <summary>A scale with ticks at nice numbers, linear or logarithmic.</summary>
internal sealed class Axis
{
    private const double WideSpread = 20;
    private static readonly double[] Nice = [1, 2, 5];
    private readonly double from;
    private readonly double to;

    private Axis(double from, double to, bool logarithmic, ImmutableArray<double> ticks) => (this.from, this.to, Logarithmic, Ticks) = (from, to, logarithmic, ticks);

    /// <summary>Values at equal distances from one end to the other, to draw a function through.</summary>
    public IEnumerable<double> Steps(int count) =>
        Enumerable.Range(0, count + 1).Select(i => (double)i / count).Select(p => Logarithmic ? from * Math.Pow(to / from, p) : from + (to - from) * p);

    /// <summary>Whether equal distances are equal factors.</summary>
    public bool Logarithmic { get; }

    /// <summary>Values to label, in order.</summary>
    public ImmutableArray<double> Ticks { get; }

    /// <summary>Logarithmic when the positive values spread over more than a factor of 20, else linear.</summary>
    public static Axis For(IEnumerable<double> values, bool fromZero, bool neverLog = false, int about = 6)
    {
        var real = values.Where(v => double.IsFinite(v) && v >= 0).ToArray();
        var positive = real.Where(v => v > 0).ToArray();
        if (positive.Length == 0) return Linear(0, 1, about);
        var (low, high) = (positive.Min(), positive.Max());
        if (high / low > WideSpread && !neverLog) return Log(low, high);
        var padding = fromZero || high == low ? high * 0.1 : (high - low) * 0.08;
        return Linear(fromZero ? 0 : Math.Max(0, low - padding), high + padding, about);
    }

    /// <summary>From and to as they are, ticks at 1, 2 or 5 × 10ⁿ.</summary>
    public static Axis Linear(double from, double to, int about = 6)
    {
        if (!(to > from)) to = from + Math.Max(1, Math.Abs(from) * 0.1);
        var rough = (to - from) / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        var first = (long)Math.Ceiling(from / step - 1e-9);
        var last = (long)Math.Floor(to / step + 1e-9);
        return new(from, to, false, [.. Enumerable.Range(0, (int)Math.Min(50, last - first + 1)).Select(i => (first + i) * step)]);
    }

    /// <summary>Logarithmic, out to the next 1, 2 or 5 × 10ⁿ on both sides.</summary>
    public static Axis Log(double low, double high)
    {
        var nice = Enumerable.Range((int)Math.Floor(Math.Log10(low)) - 1, (int)Math.Ceiling(Math.Log10(high / low)) + 4)
            .SelectMany(_ => Nice, (p, m) => m * Math.Pow(10, p)).ToArray();
        var from = nice.Last(v => v <= low * 0.97);
        var to = nice.First(v => v >= high * 1.03);
        var decades = Math.Log10(to / from);
        var ticks = nice.Where(v => v >= from * 0.999 && v <= to * 1.001);
        if (decades > 2.5) ticks = ticks.Where(IsDecade);
        if (decades > 8) ticks = ticks.Where((_, i) => i % 2 == 0);
        return new(from, to, true, [.. ticks]);
    }

    /// <summary>Logarithmic with ticks at given values only.</summary>
    public static Axis At(ImmutableArray<double> values) => new(values.Min() / 1.4, values.Max() * 1.4, true, values);

    /// <summary>Place of a value: 0 at the start, 1 at the end, held within.</summary>
    public double Place(double value) => Math.Clamp(
        Logarithmic ? value <= 0 ? 0 : Math.Log(value / from) / Math.Log(to / from) : (value - from) / (to - from), 0, 1);

    /// <summary>Whether the value lies within.</summary>
    public bool Holds(double value) => value >= from && value <= to;

    /// <summary>Label of a tick.</summary>
    public static string Label(double tick) => tick switch
    {
        0 => "0",
        >= 1e6 => (tick / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (tick / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + "k",
        _ => tick.ToString("0.######", CultureInfo.InvariantCulture),
    };

    private static bool IsDecade(double value) => Math.Abs(Math.Log10(value) - Math.Round(Math.Log10(value))) < 1e-6;
}
