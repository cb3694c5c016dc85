namespace SentinelPerf.Reporting;

/// <summary>The closed-loop curve: what the target completes, and how long it takes, with more and more requests in flight.</summary>
internal static class ConcurrencyPlot
{
    private const double Width = 900, Left = 84, PlotWidth = 786;

    /// <summary>The picture; null when the sweep has fewer than two levels, for one point is no curve.</summary>
    public static string? Draw(RunView view)
    {
        if (view.Run.Search is not { Sweep: { IsDefaultOrEmpty: false, Length: > 1 } sweep } search) return null;
        var levels = sweep.Where(l => l.InFlight > 0 && double.IsFinite(l.SuccessesPerSecond)).OrderBy(l => l.InFlight).ToArray();
        if (levels.Length < 2) return null;

        var canvas = new SvgCanvas(Width, 490, "Throughput by requests in flight (closed loop)",
            FormattableString.Invariant($"{levels.Length} levels from {levels[0].InFlight} to {levels[^1].InFlight} in flight; saturation {Figures.Rate(search.SaturationPerSecond)} {view.Unit.Name}."));
        canvas.Text(24, 50, search.SaturationPerSecond is { } c ? $"saturation {Figures.Rate(c)} {view.Unit.Name}" : "no saturation was reached");
        var x = Axis.At([.. levels.Select(l => (double)l.InFlight).Distinct()]);
        var rates = new Panel(canvas, Left, 72, PlotWidth, 180, x, Axis.For([.. levels.Select(l => l.SuccessesPerSecond), search.SaturationPerSecond ?? 0], fromZero: true));
        var times = new Panel(canvas, Left, 272, PlotWidth, 130, x,
            Axis.For(levels.SelectMany(l => new[] { l.P50?.TotalMilliseconds, l.P99?.TotalMilliseconds }).OfType<double>(), fromZero: true));
        rates.Frame("successes/s", labelX: false);
        times.Frame("ms", labelX: true);
        canvas.Text(Left + PlotWidth / 2, 438, "requests in flight (log)", null, "middle");

        if (search.SaturationPerSecond is { } saturation) canvas.Line(Left, rates.AtY(saturation), Left + PlotWidth, rates.AtY(saturation), "ideal");
        canvas.Path(levels.Select(l => (rates.AtX(l.InFlight), rates.AtY(l.SuccessesPerSecond))), "good");
        canvas.Path(levels.Where(l => l.P50 is not null).Select(l => (times.AtX(l.InFlight), times.AtY(l.P50!.Value.TotalMilliseconds))), "flight");
        canvas.Path(levels.Where(l => l.P99 is not null).Select(l => (times.AtX(l.InFlight), times.AtY(l.P99!.Value.TotalMilliseconds))), "late");
        foreach (var level in levels)
            canvas.Marker(rates.AtX(level.InFlight), rates.AtY(level.SuccessesPerSecond), "level",
                FormattableString.Invariant($"{level.InFlight} in flight: {Figures.Rate(level.SuccessesPerSecond)} successes/s, p99 {Figures.Time(level.P99)}, errors {Figures.Percent(level.ErrorRate)}"));
        Legend.Draw(canvas, Left, 470, ("good", "successful completions/s"), ("ideal", "saturation"), ("flight", "p50"), ("late", "p99"));
        return canvas.ToString();
    }
}
