using System.Collections.Immutable;
using SentinelPerf.Load;

namespace SentinelPerf.Reporting;

/// <summary>Offered rate, goodput, p99 and requests in flight over the run's time, with its phases and the first violation.</summary>
internal static class TimelinePlot
{
    private const double Width = 900, Left = 84, PlotWidth = 786;

    // Bins are slices of 250 ms (TrialBin); a long run is drawn with several to a point.
    private const double BinSeconds = 0.25;
    private const int MostPoints = 700;

    /// <summary>The picture; null when no trial kept its slices.</summary>
    public static string? Draw(RunView view)
    {
        var trials = view.Trials.Select(t => t.Record).Where(t => !t.Bins.IsDefaultOrEmpty).OrderBy(t => t.StartedAt).ToArray();
        if (trials.Length == 0) return null;

        var lines = trials.Select(t => Merge(t, 1 + trials.Sum(r => r.Bins.Length) / MostPoints)).ToArray();
        var from = trials[0].StartedAt.TotalSeconds;
        var to = Math.Max(from + 1, trials.Max(t => End(t)));
        var canvas = new SvgCanvas(Width, 590, "Timeline of the run", Describe(view, trials));
        var x = Axis.Linear(from, to, 10);
        var rates = new Panel(canvas, Left, 88, PlotWidth, 170, x, Axis.For([.. trials.Select(t => t.OfferedPerSecond ?? 0), .. lines.SelectMany(l => l.Select(p => p.Goodput)).OfType<double>(), 1], fromZero: true, neverLog: true));
        var limit = view.LatencyLimit?.TotalMilliseconds;
        var times = new Panel(canvas, Left, 276, PlotWidth, 130, x, Axis.For([.. lines.SelectMany(l => l.Select(p => p.P99)).OfType<double>(), limit ?? 0], fromZero: true));
        var flight = new Panel(canvas, Left, 424, PlotWidth, 84, x, Axis.For([.. lines.SelectMany(l => l.Select(p => (double)p.InFlight)), 1], fromZero: true, about: 3));

        Phases(canvas, trials, rates, [rates, times, flight]);
        rates.Frame(view.Unit.Name, labelX: false);
        times.Frame("p99, ms", labelX: false);
        flight.Frame("in flight", labelX: true);
        canvas.Text(Left + PlotWidth / 2, 543, "seconds into the run", null, "middle");
        for (var i = 0; i < trials.Length; i++) Lines(trials[i], lines[i], rates, times, flight);
        FirstViolation(canvas, view, rates, [rates, times, flight]);
        if (limit is { } ms) times.Limit(ms, $"limit {Figures.Milliseconds(ms)}");
        List<(string, string)> legend = [("offered", "offered"), ("good", "goodput"), ("late", "p99"), ("flight", "in flight")];
        if (view.BreakingPoint.FirstViolation is not null) legend.Add(("broke", "first violation"));
        Legend.Draw(canvas, Left, 572, [.. legend]);
        return canvas.ToString();
    }

    private static void Lines(TrialRecord trial, ImmutableArray<Point> points, Panel rates, Panel times, Panel flight)
    {
        if (trial.OfferedPerSecond is { } offered)
        {
            var sent = Sent(trial);
            rates.Canvas.Path(
                [(rates.AtX(trial.StartedAt.TotalSeconds), rates.Bottom), (rates.AtX(trial.StartedAt.TotalSeconds), rates.AtY(offered)), (rates.AtX(sent), rates.AtY(offered)), (rates.AtX(sent), rates.Bottom)],
                "offered");
        }

        rates.Canvas.Path(points.Where(p => p.Goodput is not null).Select(p => (rates.AtX(p.At), rates.AtY(p.Goodput!.Value))), "good");
        times.Canvas.Path(points.Where(p => p.P99 is not null).Select(p => (times.AtX(p.At), times.AtY(p.P99!.Value))), "late");
        flight.Canvas.Path(points.Select(p => (flight.AtX(p.At), flight.AtY(p.InFlight))), "flight");
    }

    /// <summary>A band per stretch of one phase; names that would touch move to a second row, or are left to the pointer.</summary>
    private static void Phases(SvgCanvas canvas, TrialRecord[] trials, Panel first, Panel[] panels)
    {
        double[] taken = [0, 0];
        for (var i = 0; i < trials.Length;)
        {
            var start = i;
            while (i < trials.Length && trials[i].Phase == trials[start].Phase) i++;
            var (from, to) = (first.AtX(trials[start].StartedAt.TotalSeconds), first.AtX(End(trials[i - 1])));
            var name = Wording.Of(trials[start].Phase);
            foreach (var panel in panels) canvas.Box(from, panel.Top, to - from, panel.Height, "phase", name);

            var half = SvgCanvas.WidthOf(name) / 2;
            var middle = Math.Clamp((from + to) / 2, Left + half, Left + PlotWidth - half);
            var row = Array.FindIndex(taken, t => middle - half > t);
            if (row < 0) continue;
            canvas.Text(middle, 80 - row * 17, name, null, "middle");
            taken[row] = middle + half + 8;
        }
    }

    private static void FirstViolation(SvgCanvas canvas, RunView view, Panel first, Panel[] panels)
    {
        if (view.BreakingPoint.FirstViolation is not { } violation || !first.X.Holds(violation.At.TotalSeconds)) return;
        var x = first.AtX(violation.At.TotalSeconds);
        foreach (var panel in panels) canvas.Line(x, panel.Top, x, panel.Bottom, "broke");
        var text = $"first violation at {Figures.Clock(violation.At)}";
        var fits = x + 8 + SvgCanvas.WidthOf(text) < first.Right;
        canvas.Text(fits ? x + 6 : x - 6, first.Bottom - 8, text, "limit-text", fits ? "start" : "end");
    }

    /// <summary>
    /// A slice that reaches past the end of the load has no rate of its own: drawn, each trial would seem to fall to 0. Slices count requests;
    /// the plot's rate may be one of sessions.
    /// </summary>
    private static ImmutableArray<Point> Merge(TrialRecord trial, int together)
    {
        var end = Sent(trial);
        return [.. trial.Bins.Chunk(together).Select(c => new Point(
            c[0].At.TotalSeconds + BinSeconds * c.Length / 2,
            c[0].At.TotalSeconds + BinSeconds * c.Length <= end + 0.001 ? c.Sum(b => b.Good) / (BinSeconds * c.Length * trial.RequestsPerArrival) : null,
            c.Max(b => b.P99)?.TotalMilliseconds, c.Max(b => b.InFlight)))];
    }

    /// <summary>When the trial's load ended; its drain follows.</summary>
    private static double Sent(TrialRecord trial) => (trial.StartedAt + trial.Settle + trial.Scored).TotalSeconds;

    private static double End(TrialRecord trial) => (trial.StartedAt + trial.Duration).TotalSeconds;

    private static string Describe(RunView view, TrialRecord[] trials) => FormattableString.Invariant(
        $"{trials.Length} trials in {string.Join(", ", trials.Select(t => Wording.Of(t.Phase)).Distinct())}; {(view.BreakingPoint.FirstViolation is { } v ? $"first violation {Figures.Clock(v.At)} into the run at {Figures.Rate(v.OfferedPerSecond)} {view.Unit.Name}" : "no sustained violation")}.");

    private readonly record struct Point(double At, double? Goodput, double? P99, int InFlight);
}
