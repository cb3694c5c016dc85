using SentinelPerf.Bench.Study;

namespace SentinelPerf.Bench.Tests.Study;

public sealed class StudyFiguresTests
{
    [Fact]
    public void Of_RowsOfKnownErrors_GivesTheirFigures()
    {
        // ln(found / true): +2 %, −1 %, +1 %; the second interval misses.
        StudyRow[] rows =
        [
            Rows.Found(100 * Math.Exp(0.02), 99, 103), Rows.Found(100 * Math.Exp(-0.01), 98, 99.5, seed: 2), Rows.Found(100 * Math.Exp(0.01), 99, 102, seed: 3),
            Rows.Open("no-fail", seed: 4) with { WallSeconds = 100 },
        ];
        var figures = StudyFigures.Of(rows);
        figures.Runs.ShouldBe(4);
        figures.Statuses["found"].ShouldBe(3);
        figures.Statuses["inconclusive"].ShouldBe(1);
        figures.MedianError.Value.ShouldBe(0.01, 1e-9);
        figures.ErrorAt90.Value.ShouldBe(0.018, 1e-9);
        figures.Bias.Value.ShouldBe(0.02 / 3, 1e-9);
        figures.Deviation.Value.ShouldBe(Math.Sqrt((0.0133333 * 0.0133333 + 0.0166667 * 0.0166667 + 0.0033333 * 0.0033333) / 2), 1e-5);
        figures.Coverage.Value.ShouldBe(2.0 / 3, 1e-9);
        figures.Width.ShouldBe(3 / Math.Sqrt(99 * 102), 1e-9);
        figures.WallAt95.ShouldBe(94, 1e-9);
    }

    [Fact]
    public void Deviation_ServersWithDifferentBias_IsThatWithinServers()
    {
        StudyRow[] rows =
        [
            Rows.Found(110, 1, 2, server: "a"), Rows.Found(110, 1, 2, server: "a", seed: 2),
            Rows.Found(90, 1, 2, server: "b"), Rows.Found(90, 1, 2, server: "b", seed: 2),
        ];
        StudyFigures.Of(rows).Deviation.Value.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Of_NothingFound_ClaimsNothing()
    {
        var figures = StudyFigures.Of([Rows.Open("no-fail")]);
        figures.MedianError.Value.ShouldBe(double.NaN);
        figures.Coverage.Value.ShouldBe(double.NaN);
        figures.Width.ShouldBe(double.NaN);
    }

    [Fact]
    public void Share_HalfOfHundred_HasWilsonsInterval()
    {
        var share = Estimate.Share(50, 100);
        share.Low.ShouldBe(0.4038, 0.0005);
        share.High.ShouldBe(0.5962, 0.0005);
        Estimate.Share(10, 10).High.ShouldBe(1, 1e-9);
        Estimate.Share(10, 10).Low.ShouldBe(0.7225, 0.0005);
    }

    [Fact]
    public void Quantile_HundredValues_LiesBetweenItsOrderStatistics()
    {
        double[] values = [.. Enumerable.Range(1, 100).Select(i => (double)i)];
        var median = Estimate.Quantile(values, 0.5);
        (median.Low, median.Value, median.High).ShouldBe((40, 50.5, 61));
        Estimate.Quantile([7], 0.9).ShouldBe(new Estimate(7, 7, 7));
    }

    [Fact]
    public void Page_FileOfTwoKinds_ShowsServersSumsAndVerdicts()
    {
        var end = Rows.Open("leak") with { Cell = Rows.Cell("metastable"), Group = "end", Truth = null, Right = false };
        var page = StudyTable.Page([("runs.csv", [Rows.Found(101, 99, 103), Rows.Found(99, 98, 101, server: "lock", group: "held"), end])]);
        page.ShouldContain("## runs.csv");
        page.ShouldContain("### Budget 90 s, quiet");
        page.ShouldContain("| pool | fitted | 100 | 1 | 100 % |");
        page.ShouldContain("| all *held* |");
        page.ShouldContain("| **all of both** |  |  | 2 |");
        page.ShouldContain("| metastable | 1 | 0.0 (");
        page.ShouldContain("leak × 1");
    }
}
