using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Reporting;

/// <summary>
/// Goodput and p99 over the offered rate: one marker per trial, the interval of the breaking point shaded. Overload stands in the timeline:
/// here it would squeeze the trials around the breaking point into a corner.
/// </summary>
internal static class CapacityPlot
{
    private const double Width = 900, Left = 84, PlotWidth = 786;

    /// <summary>The picture; null when no open trial ran, for then there is nothing to show.</summary>
    public static string? Draw(RunView view)
    {
        var judged = view.Trials.Where(t => t.Record is { OfferedPerSecond: > 0, Phase: TrialPhase.Search or TrialPhase.Confirm or TrialPhase.Step }).ToArray();
        if (judged.Length == 0) return null;

        var trials = Near(judged);
        var canvas = new SvgCanvas(Width, 540, "Capacity: goodput and response time by offered rate", Describe(view, trials));
        var x = Rates(view, trials, out var gate, out var outside);
        canvas.Text(24, 50, Subtitle(view, outside, judged.Length - trials.Length));
        var rates = new Panel(canvas, Left, 96, PlotWidth, 180, x, Axis.For(trials.SelectMany(t => new[] { t.Record.OfferedPerSecond!.Value, t.Record.GoodputPerSecond }), fromZero: true));
        var limit = view.LatencyLimit?.TotalMilliseconds;
        var times = new Panel(canvas, Left, 300, PlotWidth, 150, x, Axis.For([.. trials.Select(P99).OfType<double>(), limit ?? 0], fromZero: true));
        rates.Frame(view.Unit.Name, labelX: false);
        times.Frame("p99, ms", labelX: true);
        canvas.Text(Left + PlotWidth / 2, 486, $"offered rate, {view.Unit.Name}{(x.Logarithmic ? " (log)" : "")}", null, "middle");

        Verticals(canvas, view, rates, times, gate);
        canvas.Path(x.Steps(60).Where(rates.Y.Holds).Select(r => (rates.AtX(r), rates.AtY(r))), "ideal");
        if (limit is { } ms) times.Limit(ms, Invariant($"limit {Figures.Milliseconds(ms)}"));
        foreach (var trial in trials.OrderBy(t => t.Outcome == TrialOutcome.Void))
        {
            rates.Canvas.Marker(rates.AtX(trial.Record.OfferedPerSecond!.Value), rates.AtY(trial.Record.GoodputPerSecond), Style(trial), Hint(trial, view.Unit));
            if (P99(trial) is { } p99) times.Canvas.Marker(times.AtX(trial.Record.OfferedPerSecond!.Value), times.AtY(p99), Style(trial), Hint(trial, view.Unit));
        }

        List<(string, string)> legend = [("pass", "pass"), ("fail", "fail"), ("void", "void (generator)"), ("ideal", "all that is offered")];
        if (view.BreakingPoint.Interval is not null) legend.Add(("band", "breaking point"));
        if (gate is not null) legend.Add(("gate", "gate"));
        Legend.Draw(canvas, Left, 518, [.. legend]);
        return canvas.ToString();
    }

    /// <summary>The trials of the search; a first step far below them is left to the timeline.</summary>
    private static JudgedTrial[] Near(JudgedTrial[] judged)
    {
        var search = judged.Where(t => t.Record.Phase != TrialPhase.Step).Select(t => t.Record.OfferedPerSecond!.Value).ToArray();
        return search.Length < 2 ? judged : [.. judged.Where(t => t.Record.Phase != TrialPhase.Step || IsNear(t.Record.OfferedPerSecond!.Value, search))];
    }

    // What lies farther off would squeeze everything around the breaking point into a corner.
    private static bool IsNear(double rate, IReadOnlyCollection<double> rates) => rate >= 0.7 * rates.Min() && rate <= 1.5 * rates.Max();

    private static Axis Rates(RunView view, JudgedTrial[] trials, out double? gate, out double? outside)
    {
        List<double> values = [.. trials.Select(t => t.Record.OfferedPerSecond!.Value)];
        if (view.BreakingPoint.Interval is { } interval) values.AddRange([interval.Low, interval.High]);
        gate = view.Run.Verdict.Gates.FirstOrDefault(g => g.Name == "minRate")?.Limit;
        outside = null;
        if (gate is { } limit && !IsNear(limit, values)) (outside, gate) = (gate, null);
        if (gate is { } shown) values.Add(shown);
        return Axis.For(values, fromZero: false, about: 9);
    }

    private static void Verticals(SvgCanvas canvas, RunView view, Panel rates, Panel times, double? gate)
    {
        var taken = (From: 0.0, To: 0.0);
        if (view.BreakingPoint.Interval is { } interval)
        {
            var (from, to) = (rates.AtX(interval.Low), rates.AtX(interval.High));
            foreach (var panel in new[] { rates, times })
            {
                canvas.Box(from, panel.Top, to - from, panel.Height, "band");
                if (view.BreakingPoint.RatePerSecond is { } rate) canvas.Line(panel.AtX(rate), panel.Top, panel.AtX(rate), panel.Bottom, "edge");
            }

            taken = Label(canvas, (from + to) / 2, 90, Figures.Interval(interval), "band-text");
        }

        if (gate is not { } limit) return;
        foreach (var panel in new[] { rates, times }) canvas.Line(panel.AtX(limit), panel.Top, panel.AtX(limit), panel.Bottom, "gate");
        var text = "gate " + Figures.Rate(limit);
        var half = SvgCanvas.WidthOf(text) / 2 + 6;
        var clash = rates.AtX(limit) + half > taken.From && rates.AtX(limit) - half < taken.To;
        Label(canvas, rates.AtX(limit), clash ? 74 : 90, text, "gate-text");
    }

    // Centred, but held within the plot.
    private static (double From, double To) Label(SvgCanvas canvas, double x, double y, string text, string style)
    {
        var half = SvgCanvas.WidthOf(text) / 2;
        x = Math.Clamp(x, Left + half, Left + PlotWidth - half);
        canvas.Text(x, y, text, style, "middle");
        return (x - half, x + half);
    }

    private static string Subtitle(RunView view, double? outside, int left) => (view.BreakingPoint switch
    {
        { Status: SearchStatus.Found, RatePerSecond: { } rate, Interval: { } interval } =>
            Invariant($"breaking point {Figures.Rate(rate)} {view.Unit.Name}, interval {Figures.Interval(interval)} at {Figures.Percent(view.BreakingPoint.Confidence)} confidence"),
        { Status: SearchStatus.NotReached, TestedUpToPerSecond: { } rate } => Invariant($"no break up to {Figures.Rate(rate)} {view.Unit.Name}"),
        { Status: SearchStatus.NotRun } => "the search did not run",
        _ => "inconclusive: no breaking point is claimed",
    }) + (outside is { } gate ? Invariant($" · gate {Figures.Rate(gate)} lies outside") : "") + (left > 0 ? Invariant($" · trials outside: {left}") : "");

    private static string Describe(RunView view, JudgedTrial[] trials) =>
        Invariant($"{trials.Length} trials: {trials.Count(t => t.Outcome == TrialOutcome.Pass)} pass, {trials.Count(t => t.Outcome == TrialOutcome.Fail)} fail, {trials.Count(t => t.Outcome == TrialOutcome.Void)} void; {Subtitle(view, null, 0)}.");

    private static double? P99(JudgedTrial trial) => trial.Record.Response.P99?.TotalMilliseconds;

    private static string Style(JudgedTrial trial) => trial.Outcome switch { TrialOutcome.Pass => "pass", TrialOutcome.Fail => "fail", _ => "void" };

    private static string Hint(JudgedTrial trial, RateUnit unit) =>
        Invariant($"{Wording.Of(trial.Record.Phase)}: {Figures.Rate(trial.Record.OfferedPerSecond)} {unit.Name} offered, {Figures.Rate(trial.Record.GoodputPerSecond)} good, p99 {Figures.Time(trial.Record.Response.P99)}, {Wording.Of(trial.Outcome)}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
