using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Gating;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

/// <summary>What people read: Markdown and console.</summary>
public sealed class ReportTests
{
    public static TheoryData<string> Runs => SampleRuns.Names;

    private static ReportFiles Files { get; } = new("out", "out/summary.json", "out/report.md", ["out/capacity.svg"]);

    [Theory]
    [MemberData(nameof(Runs))]
    public void Markdown_SampleRun_IsAsInTheRepository(string name)
    {
        var view = RunView.Of(SampleRuns.All[name]);
        GoldenFile.ShouldMatch($"{name}.report.md", MarkdownReport.Write(view, [.. Plots.Draw(view).Select(p => p.File)]).Replace(SummaryMapper.ToolVersion, "0.0.0"));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Console_SampleRun_IsAsInTheRepository(string name)
    {
        var lines = ConsoleSummary.Format(SampleRuns.All[name], Files);

        lines.Length.ShouldBeLessThanOrEqualTo(ConsoleSummary.MostLines);
        GoldenFile.ShouldMatch($"{name}.console.txt", string.Join('\n', lines) + "\n");
    }

    [Fact]
    public void Console_FoundRun_SaysRateIntervalAndObjectiveOnOneLine() => ConsoleSummary.Format(SampleRuns.Found(), null).Select(l => l.ToString())
        .ShouldContain("Breaking point  412 req/s  [398, 425] at 90 % confidence   (p99 ≤ 250 ms, errors ≤ 1 %)");

    [Fact]
    public void Console_MoreThanFits_KeepsTheReportsAsLastOfTwentyLines()
    {
        var gates = Enumerable.Range(1, 30).Select(i => SampleRuns.GateMissed().Verdict.Gates[0] with { Name = $"routes.{i}", Message = $"missed {i}" });
        var reasons = Enumerable.Range(1, 30).Select(i => new VerdictReason("SP8001", $"reason {i}"));
        var run = SampleRuns.Found() with { Verdict = new(Verdict.Fail, 1, [.. reasons], [.. gates]), LastLines = [.. Enumerable.Range(1, 30).Select(i => $"line {i}")] };

        var lines = ConsoleSummary.Format(run, Files);

        lines.Length.ShouldBe(ConsoleSummary.MostLines);
        lines[^1].Label.ShouldBe("Reports");
    }

    [Theory]
    [InlineData(RecoveryOutcome.Metastable, "metastable")]
    [InlineData(RecoveryOutcome.PersistentFailure, "persistent failure")]
    public void Reports_TargetThatDoesNotRecover_SaySo(RecoveryOutcome recovery, string says)
    {
        var run = SampleRuns.Found() with { Search = SampleRuns.Search(SampleRuns.Trials(), SampleRuns.Point() with { Recovery = recovery, NonMonotone = true }) };

        string.Join('\n', ConsoleSummary.Format(run, null)).ShouldContain(says);
        var page = MarkdownReport.Write(RunView.Of(run), []);
        page.ShouldContain(says);
        page.ShouldContain("not monotone");
        page.ShouldNotContain(".svg", customMessage: "no picture that was not written");
    }

    [Fact]
    public void Reports_UnknownCause_ClaimNoScoreForIt()
    {
        var run = SampleRuns.Found() with { Diagnosis = DiagnosisResult.None with { Cause = "unknown", Confidence = 0.4, Ranked = [new("unknown", 0.4, [], [])] } };

        string.Join('\n', ConsoleSummary.Format(run, null)).ShouldContain("unknown: no cause has enough evidence");
        MarkdownReport.Write(RunView.Of(run), []).ShouldContain("no cause has enough evidence");
    }

    [Theory]
    [InlineData(250.2, 250, "250 ms and a little")]
    [InlineData(391.2, 250, "391 ms")]
    public void Beside_ObservedNearTheLimit_IsToldApart(double observed, double limit, string expected) => Figures.Beside(observed, limit, Figures.Milliseconds).ShouldBe(expected);

    [Theory]
    [InlineData(0.000001, "< 0.001 %")]
    [InlineData(0.01, "1 %")]
    [InlineData(0.0031, "0.31 %")]
    [InlineData(0.99995, "> 99.99 %")]
    [InlineData(1, "100 %")]
    [InlineData(0, "0 %")]
    public void Percent_Share_NeverRoundsToNothingOrAll(double share, string expected) => Figures.Percent(share).ShouldBe(expected);

    [Theory]
    [InlineData("dotnet.monitor.lock_contentions/request", "lock contentions per request")]
    [InlineData("client.bad_share.http-503", "share of http-503 among the bad requests")]
    [InlineData("some.other/request", "some.other/request")]
    public void Signal_Name_HasWordsWhereItIsKnown(string name, string expected) => Wording.Signal(name).ShouldBe(expected);

    [Theory]
    [InlineData(1.92, "{contention}/{request}", "1.92")]
    [InlineData(1.92, "{contention}", "1.92")]
    [InlineData(5312, "By", "5.19 KB")]
    [InlineData(0.0421, "s", "42.1 ms")]
    [InlineData(0.62, "{core}", "0.62 cores")]
    [InlineData(120, "{exception}/s", "120/s")]
    public void Value_UcumUnit_ReadsNaturally(double value, string unit, string expected) => Figures.Value(value, unit).ShouldBe(expected);
}
