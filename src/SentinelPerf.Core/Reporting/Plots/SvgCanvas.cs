using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace SentinelPerf.Reporting;

/// <summary>
/// An SVG picture on a card of its own colour, so that it reads on a light and on a dark page alike, and follows the reader's colour scheme
/// where the viewer tells it. Building it as XML escapes every text.
/// </summary>
internal sealed class SvgCanvas
{
    /// <summary>Size of ordinary text.</summary>
    public const double TextSize = 12;

    private const string Style = """
        text{font:12px system-ui,-apple-system,'Segoe UI','Noto Sans','DejaVu Sans',sans-serif;fill:#424a53}
        .head{font-size:16px;font-weight:600;fill:#1f2328}.strong{font-weight:600;fill:#1f2328}
        .card{fill:#fff;stroke:#d0d7de}.grid{stroke:#e4e8ec}.frame{fill:none;stroke:#afb8c1}.phase{fill:#57606a;fill-opacity:.07}
        .offered{fill:none;stroke:#6e7781;stroke-width:1.5}.good{fill:none;stroke:#0969da;stroke-width:1.8}.late{fill:none;stroke:#8250df;stroke-width:1.8}
        .flight{fill:none;stroke:#1b7c83;stroke-width:1.5}.ideal{fill:none;stroke:#8c959f;stroke-dasharray:2 4}
        .pass{fill:#1a7f37;stroke:#fff}.fail{fill:#cf222e;stroke:#fff}.void{fill:none;stroke:#6e7781;stroke-width:1.6}.level{fill:#0969da;stroke:#fff}
        .band{fill:#d4a72c;fill-opacity:.28}.edge{stroke:#9a6700;stroke-width:1;fill:none}.limit{stroke:#cf222e;stroke-width:1.4;stroke-dasharray:7 4;fill:none}
        .gate{stroke:#8250df;stroke-width:1.6;stroke-dasharray:9 3 2 3;fill:none}.broke{stroke:#cf222e;stroke-width:1.4;fill:none}
        .band-text,.limit-text,.gate-text{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
        .band-text{fill:#7d4e00;font-weight:600}.limit-text{fill:#a40e26}.gate-text{fill:#6639ba}
        @media (prefers-color-scheme:dark){text{fill:#b7bec6}.head,.strong{fill:#f0f6fc}
        .card{fill:#0d1117;stroke:#3d444d}.grid{stroke:#22272e}.frame{stroke:#4d555f}.phase{fill:#b7bec6;fill-opacity:.07}
        .offered{stroke:#9198a1}.good{stroke:#4493f8}.late{stroke:#ab7df8}.flight{stroke:#39c5cf}.ideal{stroke:#656c76}
        .pass{fill:#3fb950;stroke:#0d1117}.fail{fill:#f85149;stroke:#0d1117}.void{stroke:#9198a1}.level{fill:#4493f8;stroke:#0d1117}
        .band{fill:#bb8009;fill-opacity:.32}.edge{stroke:#d29922}.limit,.broke{stroke:#f85149}.gate{stroke:#ab7df8}
        .band-text,.limit-text,.gate-text{stroke:#0d1117}.band-text{fill:#e3b341}.limit-text{fill:#ff7b72}.gate-text{fill:#be8fff}}
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private readonly XElement root;

    /// <summary>Starts a picture.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="title">Its name, drawn and read out.</param>
    /// <param name="description">What it shows, read out only.</param>
    public SvgCanvas(double width, double height, string title, string description)
    {
        root = new XElement(Svg + "svg", new XAttribute("viewBox", $"0 0 {N(width)} {N(height)}"), new XAttribute("width", N(width)), new XAttribute("height", N(height)),
            new XAttribute("role", "img"), new XAttribute("aria-labelledby", "title desc"),
            new XElement(Svg + "title", new XAttribute("id", "title"), title), new XElement(Svg + "desc", new XAttribute("id", "desc"), description),
            new XElement(Svg + "style", Style.ReplaceLineEndings("\n")));
        Add("rect", "card", null, ("x", 0.5), ("y", 0.5), ("width", width - 1), ("height", height - 1), ("rx", 8));
        Text(24, 30, title, "head");
    }

    /// <summary>Width that a text will take, near enough to keep texts apart.</summary>
    public static double WidthOf(string text, double size = TextSize) => text.Length * size * 0.56;

    /// <summary>A text; the anchor is start, middle or end.</summary>
    public void Text(double x, double y, string text, string? style = null, string anchor = "start")
    {
        var element = Add("text", style, null, ("x", x), ("y", y));
        if (anchor != "start") element.Add(new XAttribute("text-anchor", anchor));
        element.Add(text);
    }

    /// <summary>A text that reads upwards along the left of a panel, centred.</summary>
    public void Upright(double x, double y, string text)
    {
        var element = Add("text", null, null);
        element.Add(new XAttribute("text-anchor", "middle"), new XAttribute("transform", $"translate({N(x)} {N(y)}) rotate(-90)"), text);
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string style) => Add("line", style, null, ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));

    /// <summary>A rectangle; the hint shows when the pointer rests on it.</summary>
    public void Box(double x, double y, double width, double height, string style, string? hint = null) =>
        Add("rect", style, hint, ("x", x), ("y", y), ("width", Math.Max(0.5, width)), ("height", height));

    /// <summary>A line through points; nothing for none.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string style)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points) path.Append(path.Length == 0 ? "M" : "L").Append(N(x)).Append(' ').Append(N(y));
        if (path.Length > 0) Add("path", style, null).Add(new XAttribute("d", path.ToString()));
    }

    /// <summary>A marker, told apart by its shape as well as its colour: pass is a disc, fail a triangle, void an open diamond, level a square.</summary>
    public void Marker(double x, double y, string style, string? hint = null)
    {
        var shape = style switch
        {
            "fail" => $"M{N(x)} {N(y - 6.5)}l6.2 11h-12.4z",
            "void" => $"M{N(x)} {N(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z",
            "level" => $"M{N(x - 4)} {N(y - 4)}h8v8h-8z",
            _ => $"M{N(x - 5)} {N(y)}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
        };
        Add("path", style, hint).Add(new XAttribute("d", shape));
    }

    /// <summary>The picture as a file.</summary>
    public override string ToString() => root.ToString().ReplaceLineEndings("\n") + "\n";

    private static string N(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    private XElement Add(string name, string? style, string? hint, params ReadOnlySpan<(string Name, double Value)> attributes)
    {
        var element = new XElement(Svg + name);
        if (style is not null) element.Add(new XAttribute("class", style));
        foreach (var (attribute, value) in attributes) element.Add(new XAttribute(attribute, N(value)));
        if (hint is not null) element.Add(new XElement(Svg + "title", hint));
        root.Add(element);
        return element;
    }
}
