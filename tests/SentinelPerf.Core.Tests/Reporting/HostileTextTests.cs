using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SentinelPerf.Diagnosis;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

/// <summary>Whatever a target calls its routes and writes to its log, the reports keep their shape.</summary>
public sealed partial class HostileTextTests
{
    private static readonly string[] Attacks =
    [
        "a|b|c", "</code><script>alert(1)</script>", "</pre><img src=x onerror=alert(1)>", "```\n# heading", "[click](javascript:alert(1))", "![x](http://evil.example/p.png)",
        "@everyone", "\r\n| row | row |\r\n", "\u001b[2J\u001b]0;title\u0007", "\u0000\u0001\ufffe\uffff", "\ud800", "\udc00\ud800", "]]>", "<!-- ", "-->", "&lt;b&gt;", "\\", "`", "</details>",
        "\u202egnp.exe", "https://evil.example", "www.evil.example", "1. one", "- item", "***", "~~gone~~", "$$x$$", "%00", "\u2028", "", " ", "{0}", "</svg>", "\"'\"",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [GeneratedRegex(@"</?(?:code|b|pre|details|summary)>|<br>|<!-- -->")]
    private static partial Regex OurMarkup();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Markdown_HostileTexts_KeepTablesAndMarkup(int seed)
    {
        var page = MarkdownReport.Write(RunView.Of(Hostile(seed)), []);
        page = Literal().Replace(page, "", 2);
        page.ShouldNotContain("```", customMessage: "the command's fence is the only one");
        Regex.IsMatch(page, "</?pre>").ShouldBeFalse("the last lines cannot end their block");

        OurMarkup().Replace(page, "").ShouldNotContain("<", customMessage: "no HTML but our own");
        foreach (var bad in new[] { "](", "://evil", "www.evil", "\u001b", "\u202e", "@everyone" }) page.ShouldNotContain(bad);
        foreach (var table in Regex.Matches(page, @"(?m)(?:^\|.*\n?)+").Select(m => m.Value.TrimEnd().Split('\n')))
            table.Select(row => row.Count(c => c == '|')).Distinct().ShouldHaveSingleItem();
        foreach (var tag in new[] { "code", "b", "pre", "details" }) Regex.Count(page, $"<{tag}>").ShouldBe(Regex.Count(page, $"</{tag}>"), tag);
        Regex.Matches(page, @"(?m)^#+ .*$").Select(m => m.Value).ShouldAllBe(h => h.StartsWith("# ", StringComparison.Ordinal) || Sections.Contains(h));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Svg_HostileTexts_IsWellFormed(int seed)
    {
        foreach (var (_, svg) in Plots.Draw(RunView.Of(Hostile(seed))))
            XDocument.Parse(svg).Descendants().Select(e => e.Name.LocalName).Distinct()
                .ShouldBeSubsetOf(["svg", "title", "desc", "style", "rect", "text", "line", "path"]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Summary_HostileTexts_ComesBack(int seed)
    {
        var json = SummaryWriter.ToUtf8(SummaryMapper.Map(Hostile(seed), new("report.md", [])));

        using var document = JsonDocument.Parse(json);
        SummaryWriter.ToUtf8(SummaryReader.Parse(json, "summary.json")).ShouldBe(json);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Console_HostileTexts_StayPrintableLines(int seed) => ConsoleSummary.Format(Hostile(seed), null).Select(l => l.ToString())
        .ShouldAllBe(l => !l.Any(char.IsControl) && l.Length < 240 && !l.Contains('\u202e'));

    private static readonly string[] Sections =
    [
        "## Breaking point", "## Cause", "## What to do", "## Gates", "## Routes", "## Errors", "## Course of the run", "## Generator", "## Cost of a request",
        "## Not measured", "## How to reproduce", "## Last lines of the target",
    ];

    // Text is inert in a fence and in <pre>; that nothing leaves them is tested first.
    [GeneratedRegex(@"(?s)^```sh\n[^\n]*\n```$|^<pre>\n[^<>]*</pre>$", RegexOptions.Multiline)]
    private static partial Regex Literal();

    /// <summary>A run with an attack, or several joined, in every text that comes from outside.</summary>
    private static RunRecord Hostile(int seed)
    {
        var random = new Random(seed);
        string Text() => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Attacks[random.Next(Attacks.Length)]));
        var run = SampleRuns.Found();
        var trials = run.Search!.Trials.Select(t => t with
        {
            Record = t.Record with { ErrorKinds = [new(Text(), 3, Text(), TimeSpan.FromSeconds(1))], Vetoes = t.Record.Vetoes.IsEmpty ? [] : [new Veto("send-lag", Text())] },
        });
        return run with
        {
            Target = run.Target with { Name = Text(), Url = Text(), Runtime = Text() },
            Plan = new([new PlannedRequest("GET", Text(), 1, ["/"]), new("GET", Text(), 1, ["/"])], [new("GET", Text(), Text())]),
            Search = run.Search with { Trials = [.. trials], BreakingPoint = run.Search.BreakingPoint with { Reasons = [new("budget", "SP5001", Text())] } },
            Verdict = run.Verdict with { Reasons = [new("SP8001", Text())], Gates = [run.Verdict.Gates[0] with { Message = Text() }] },
            Diagnosis = run.Diagnosis with { Evidence = [.. run.Diagnosis.Evidence.Select(e => e with { Where = Text() })], Missing = [new(Text(), Text())] },
            Explanation = run.Explanation with { Steps = [new(Text(), ["E1"])], Recommendations = [new(Text(), Text(), 0.5, ["E1"])] },
            Timeline = [new(TimeSpan.Zero, null, Text(), Text())],
            LastLines = [Text(), Text()],
            Reproduce = Text(),
        };
    }
}
