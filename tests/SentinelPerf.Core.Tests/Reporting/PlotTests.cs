using System.Xml.Linq;
using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

public sealed class PlotTests
{
    public static TheoryData<string> Runs => SampleRuns.Names;

    [Theory]
    [MemberData(nameof(Runs))]
    public void Draw_SampleRun_IsAsInTheRepository(string name)
    {
        foreach (var (plot, draw) in Plots)
            if (draw(RunView.Of(SampleRuns.All[name])) is { } svg) GoldenFile.ShouldMatch($"{name}.{plot}.svg", svg);
            else GoldenFile.ShouldNotExist($"{name}.{plot}.svg");
    }

    [Fact]
    public void Capacity_EveryOutcome_HasAShapeOfItsOwn()
    {
        var svg = XDocument.Parse(CapacityPlot.Draw(RunView.Of(SampleRuns.Found()))!);
        var shapes = new[] { "pass", "fail", "void" }.Select(style => string.Concat(
            svg.Descendants().First(e => (string?)e.Attribute("class") == style).Attribute("d")!.Value.Where(char.IsLetter)));

        shapes.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Capacity_WhatLiesFarOff_IsNamedInsteadOfDrawn()
    {
        var run = SampleRuns.Found();
        run = run with
        {
            Search = run.Search! with { Trials = [SampleRuns.Trial(TrialPhase.Step, 200, 10, 2.4, 12), .. SampleRuns.Trials()] },
            Verdict = run.Verdict with { Gates = [run.Verdict.Gates[0] with { Limit = 5000 }] },
        };

        var svg = CapacityPlot.Draw(RunView.Of(run))!;

        svg.ShouldContain("gate 5000 lies outside · trials outside: 1");
        svg.ShouldNotContain("200 requests/s offered");
        XDocument.Parse(svg).Descendants().ShouldNotContain(e => (string?)e.Attribute("class") == "gate");
    }

    [Fact]
    public void Draw_NoTrial_DrawsNothing() => Plots.ShouldAllBe(p => p.Draw(RunView.Of(SampleRuns.Error())) == null);

    [Fact]
    public void Draw_OneTrialWithoutTimes_StillDraws()
    {
        var trial = SampleRuns.Trial(TrialPhase.Search, 100, 1, 2, 5);
        var bare = trial with { Record = trial.Record with { Response = LatencySummary.Empty, GoodputPerSecond = 0 } };
        var run = SampleRuns.Found() with { Search = SampleRuns.Search([bare], new() { Status = SearchStatus.Inconclusive }, []) };

        var svg = XDocument.Parse(CapacityPlot.Draw(RunView.Of(run))!);

        svg.Root!.Elements().Count(e => (string?)e.Attribute("class") == "pass").ShouldBe(2, "one marker of the trial and one in the legend");
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Draw_AnyRun_StaysWithinItsFrame(string name)
    {
        foreach (var (_, draw) in Plots)
        {
            if (draw(RunView.Of(SampleRuns.All[name])) is not { } svg) continue;
            var root = XDocument.Parse(svg).Root!;
            var (width, height) = ((double)root.Attribute("width")!, (double)root.Attribute("height")!);
            foreach (var text in root.Elements().Where(e => e.Name.LocalName == "text" && e.Attribute("x") is not null))
            {
                var wide = SvgCanvas.WidthOf(text.Value, (string?)text.Attribute("class") == "head" ? 16 : 12);
                var left = (double)text.Attribute("x")! - ((string?)text.Attribute("text-anchor") switch { "end" => wide, "middle" => wide / 2, _ => 0 });
                left.ShouldBeGreaterThanOrEqualTo(0, text.Value);
                (left + wide).ShouldBeLessThanOrEqualTo(width, text.Value);
                ((double)text.Attribute("y")!).ShouldBeLessThan(height, text.Value);
            }
        }
    }

    [Theory]
    [InlineData(0, 437, new double[] { 0, 100, 200, 300, 400 })]
    [InlineData(16.2, 75.5, new double[] { 20, 30, 40, 50, 60, 70 })]
    [InlineData(0, 0, new double[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    public void Linear_Range_HasNiceTicks(double from, double to, double[] ticks) => Axis.Linear(from, to).Ticks.Select(t => Math.Round(t, 9)).ShouldBe(ticks);

    [Theory]
    [InlineData(3, 180, new double[] { 2, 5, 10, 20, 50, 100, 200 })]
    [InlineData(0.2, 61000, new double[] { 0.1, 1, 10, 100, 1000, 10000, 100000 })]
    public void Log_Range_HasNiceTicks(double low, double high, double[] ticks) => Axis.Log(low, high).Ticks.Select(t => Math.Round(t, 9)).ShouldBe(ticks);

    private static (string Plot, Func<RunView, string?> Draw)[] Plots => [("capacity", CapacityPlot.Draw), ("timeline", TimelinePlot.Draw), ("concurrency", ConcurrencyPlot.Draw),
        .. Enum.GetValues<LoadTestKind>().Select(kind => (LoadTestOptions.Name(kind), (Func<RunView, string?>)(view => view.Tests.FirstOrDefault(t => t.Kind == kind) is { } test ? TimelinePlot.Draw(view, test) : null)))];
}
