using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Signals;

namespace SentinelPerf.Diagnosis;

/// <summary>Reads levels of series over windows of the run.</summary>
internal sealed class SeriesIndex
{
    /// <summary>A point stands for the interval that it ends: the one that reaches into a window by its end belongs to it.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromMilliseconds(250);

    private readonly ILookup<string, SignalSeries> _byName;

    public SeriesIndex(SignalLog log) => _byName = log.Series.ToLookup(s => s.Name, StringComparer.Ordinal);

    /// <summary>All series of a name.</summary>
    public IEnumerable<SignalSeries> Named(string name) => _byName[name];

    /// <summary>Mean over the windows of the sum over all places; null: no point.</summary>
    public double? Mean(string name, IReadOnlyList<TimeWindow> windows) => Sum(_byName[name].Select(s => Mean(s, windows)));

    /// <summary>Mean over the windows of one place; null: no point.</summary>
    public double? Mean(string name, string? where, IReadOnlyList<TimeWindow> windows) =>
        _byName[name].FirstOrDefault(s => s.Where == where) is { } series ? Mean(series, windows) : null;

    /// <summary>
    /// Mean of the upper half of the points within the windows: a level that builds up through a failing trial is judged by where it got,
    /// not by its ramp, and not by one spike either.
    /// </summary>
    public static double? High(SignalSeries series, IReadOnlyList<TimeWindow> windows)
    {
        var values = Values(series, windows).Order().ToArray();
        return values.Length == 0 ? null : values.Skip(values.Length / 2).Average();
    }

    /// <summary>Largest value within the windows; null: no point.</summary>
    public static double? Max(SignalSeries series, IReadOnlyList<TimeWindow> windows) => Values(series, windows).Select(v => (double?)v).Max();

    /// <summary>Mean over the windows; null: no point.</summary>
    public static double? Mean(SignalSeries series, IReadOnlyList<TimeWindow> windows) => Values(series, windows).Select(v => (double?)v).Average();

    /// <summary>
    /// When the series left its healthy level for the level at the break: the first point of <paramref name="search"/> past the middle
    /// between both from which on most points stay past it. Null: it never did, or the levels hardly differ.
    /// </summary>
    public static TimeSpan? ChangedAt(SignalSeries series, TimeWindow search, double? healthy, double atBreak)
    {
        if (healthy is not { } h || Math.Abs(atBreak - h) < 1e-9 + 0.2 * Math.Abs(h)) return null;
        var middle = (h + atBreak) / 2;
        var points = series.Points.Where(p => p.At > search.From && p.At <= search.To + Reach).ToImmutableArray();
        var past = points.Select(p => atBreak > h ? p.Value >= middle : p.Value <= middle).ToArray();
        var after = 0;
        TimeSpan? found = null;
        for (var i = past.Length - 1; i >= 0; i--)
        {
            if (past[i]) after++;
            if (past[i] && after > 0.6 * (past.Length - i)) found = points[i].At;
        }
        return found;
    }

    private static IEnumerable<double> Values(SignalSeries series, IReadOnlyList<TimeWindow> windows) =>
        series.Points.Where(p => windows.Any(w => p.At > w.From + Reach && p.At <= w.To + Reach)).Select(p => p.Value);

    private static double? Sum(IEnumerable<double?> values)
    {
        double? sum = null;
        foreach (var value in values)
            if (value is { } v) sum = (sum ?? 0) + v;
        return sum;
    }
}
