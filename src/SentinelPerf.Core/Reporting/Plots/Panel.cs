namespace SentinelPerf.Reporting;

/// <summary>A rectangle of a canvas with two axes.</summary>
internal sealed record Panel(SvgCanvas Canvas, double Left, double Top, double Width, double Height, Axis X, Axis Y)
{
    /// <summary>Right edge.</summary>
    public double Right => Left + Width;

    /// <summary>Bottom edge.</summary>
    public double Bottom => Top + Height;

    /// <summary>Place of a value from left to right.</summary>
    public double AtX(double value) => Left + Width * X.Place(value);

    /// <summary>Place of a value from bottom to top.</summary>
    public double AtY(double value) => Bottom - Height * Y.Place(value);

    /// <summary>Grid, frame, tick labels and the name of the vertical axis; drawn before the data.</summary>
    public void Frame(string name, bool labelX)
    {
        foreach (var tick in X.Ticks)
        {
            Canvas.Line(AtX(tick), Top, AtX(tick), Bottom, "grid");
            if (labelX) Canvas.Text(AtX(tick), Bottom + 17, Axis.Label(tick), null, "middle");
        }

        foreach (var tick in Y.Ticks)
        {
            Canvas.Line(Left, AtY(tick), Right, AtY(tick), "grid");
            Canvas.Text(Left - 8, AtY(tick) + 4, Axis.Label(tick), null, "end");
        }

        Canvas.Box(Left, Top, Width, Height, "frame");
        Canvas.Upright(Left - 50, Top + Height / 2, Y.Logarithmic ? name + " (log)" : name);
    }

    /// <summary>A horizontal limit with its name at the left end, above the line or, at the top edge, below it.</summary>
    public void Limit(double value, string name)
    {
        var y = AtY(value);
        Canvas.Line(Left, y, Right, y, "limit");
        Canvas.Text(Left + 8, y - Top < 18 ? y + 15 : y - 6, name, "limit-text");
    }
}

/// <summary>A row of samples with their names.</summary>
internal static class Legend
{
    /// <summary>Draws samples from left to right: those of <c>pass</c>, <c>fail</c>, <c>void</c> and <c>level</c> are markers, <c>band</c> is a box, the others are lines.</summary>
    public static void Draw(SvgCanvas canvas, double x, double y, params ReadOnlySpan<(string Style, string Name)> entries)
    {
        foreach (var (style, name) in entries)
        {
            if (style is "pass" or "fail" or "void" or "level") canvas.Marker(x + 10, y - 4, style);
            else if (style is "band") canvas.Box(x, y - 11, 20, 13, style);
            else canvas.Line(x, y - 4, x + 20, y - 4, style);
            canvas.Text(x + 27, y, name);
            x += 27 + SvgCanvas.WidthOf(name) + 24;
        }
    }
}
