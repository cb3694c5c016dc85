using System.Text;
using System.Text.RegularExpressions;
using SentinelPerf.Detection;
using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

public sealed class SummaryMapperTests
{
    [Fact]
    public void Map_FoundRun_FillsTheBreakingPoint()
    {
        var point = Map(SampleRuns.Found()).BreakingPoint;

        (point.Status, point.Rate, point.Confidence, point.Recovery).ShouldBe((SearchStatus.Found, 412.3, 0.9, RecoveryOutcome.Recovered));
        point.FirstViolation!.Route.ShouldBe("GET /orders/{id}");
    }

    [Fact]
    public void Map_IterationsOfATest_AreTheUnit()
    {
        Map(SampleRuns.Found()).BreakingPoint.Unit.ShouldBe("requests/s");
        Map(SampleRuns.Found() with { Unit = RateUnit.Iterations }).BreakingPoint.Unit.ShouldBe("iterations/s");
    }

    [Fact]
    public void Every_ReportOfIterations_NeverSpeaksOfRequestsPerSecond()
    {
        var run = SampleRuns.Found();
        run = run with { Unit = RateUnit.Iterations, Explanation = ExplanationResult.None, Search = run.Search! with { Unit = RateUnit.Iterations }, Verdict = RunJudge.Judge(run.Search! with { Unit = RateUnit.Iterations }, new GateOptions { MinRatePerSecond = 300 }) };
        var view = RunView.Of(run);
        string[] texts = [MarkdownReport.Write(view, []), .. Plots.Draw(view).Select(p => p.Svg), .. ConsoleSummary.Format(run, null).Select(l => l.ToString())];

        foreach (var text in texts) Regex.Matches(text, "(req|requests)/s").Select(m => text[Math.Max(0, m.Index - 60)..(m.Index + 10)]).Where(c => !c.Contains("null server", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Reports_GeneratorWithCoresOfItsOwnBesideABuild_SayBoth()
    {
        var run = SampleRuns.Found();
        run = run with { Generator = run.Generator with { GeneratorCores = 2, TargetCores = 6, Worst = new() { ThirdProcessShare = 0.45, OfferedShare = 1 } } };
        var generator = Map(run).Generator;

        (generator.Placement, generator.GeneratorCores, generator.TargetCores, generator.Worst.ThirdProcessShare).ShouldBe(("split", 2, 6, 0.45));
        Map(SampleRuns.Found()).Generator.Placement.ShouldBe("shared");
        var page = MarkdownReport.Write(RunView.Of(run), []);
        page.ShouldContain("2 for the generator, 6 for the target");
        page.ShouldContain("Other processes used up to 45");
    }

    [Theory]
    [InlineData(0.31, null, true)]
    [InlineData(0.31, 6, false)]
    [InlineData(0.09, null, false)]
    public void Console_GeneratorOnASharedMachine_SaysWhatItTookOnceNoticeable(double share, int? ownCores, bool says)
    {
        var run = SampleRuns.Found();
        run = run with { Generator = run.Generator with { CpuShare = share, TargetCores = ownCores } };
        string.Join('\n', ConsoleSummary.Format(run, null)).Contains("of the CPU that target and generator shared", StringComparison.Ordinal).ShouldBe(says);
    }

    [Fact]
    public void Map_Interval_RoundsOutward()
    {
        var run = SampleRuns.Found();
        var point = Map(run with { Search = run.Search! with { BreakingPoint = SampleRuns.Point() with { Interval = new Interval(299.97, 300.02) } } }).BreakingPoint;

        (point.Low, point.High).ShouldBe((299.9, 300.1));
    }

    [Fact]
    public void Map_RoutesOfARun_ComeFromTheConfirmingTrial()
    {
        var routes = Map(SampleRuns.Found()).Routes;

        routes.Length.ShouldBe(2);
        (routes[0].Requests, routes[0].P99Milliseconds, routes[0].BrokeAt).ShouldBe((1194, 96, 418));
        routes[1].BrokeAt.ShouldBeNull("only the first route missed the objective");
    }

    [Fact]
    public void Map_VoidTrials_AreCountedWithTheirVetoes()
    {
        var generator = Map(SampleRuns.Inconclusive()).Generator;

        generator.VoidTrials.ShouldBe(2);
        generator.Vetoes.ShouldBe([new VetoSummary("send-lag", 2)]);
    }

    [Fact]
    public void Map_TrialWithoutRequests_HasNoFiguresRatherThanZeros()
    {
        var trial = SampleRuns.Trial(TrialPhase.Search, 100, 1, 1, 5);
        var empty = trial with { Record = trial.Record with { ScoredRequests = 0, Response = LatencySummary.Empty, GoodputPerSecond = 0 } };
        var run = SampleRuns.Found();

        var mapped = Map(run with { Search = run.Search! with { Trials = [empty] } }).Tests[0].Trials[0];

        (mapped.Goodput, mapped.ErrorRate, mapped.P99Milliseconds).ShouldBe((null, null, null));
    }

    [Fact]
    public void Map_RunWithoutSearch_StandsWithEmptyParts()
    {
        var summary = Map(SampleRuns.Error());

        summary.BreakingPoint.Status.ShouldBe(SearchStatus.NotRun);
        (summary.Verdict, summary.ExitCode).ShouldBe((Verdict.Error, 4));
        summary.Tests.ShouldBeEmpty();
        summary.Diagnosis.Missing.ShouldContain(new MissingSummary("breakingPoint.rate", "the search did not run"));
    }

    [Fact]
    public void Map_FiguresThatAreNoNumbers_AreNotMeasured()
    {
        var run = SampleRuns.Found() with { Cost = new(double.NaN, double.PositiveInfinity, null, null) };

        Map(run).Cost.ShouldBe(new CostSummary(null, null, null, null));
    }

    [Fact]
    public void Map_SecretsInAnyText_AreMasked()
    {
        var run = SampleRuns.Error() with
        {
            Secrets = ["hunter2hunter2"],
            Verdict = new(Verdict.Error, 4, [new("SP1004", "could not log in with hunter2hunter2")], []),
            Target = SampleRuns.Error().Target with { Url = "http://admin:pass@127.0.0.1:1/?access_token=abcdef123" },
            Timeline = [new(TimeSpan.Zero, null, "log", "Authorization: Bearer abcdefghij.klm")],
        };

        var json = Encoding.UTF8.GetString(SummaryWriter.ToUtf8(Map(run)));

        foreach (var secret in new[] { "hunter2", "admin:pass", "abcdef123", "abcdefghij" }) json.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("POST /token: p99 391 ms at 430 req/s")]
    [InlineData("answered 404 when probed")]
    [InlineData("Unhandled exception. System.InvalidOperationException: no connection string")]
    public void Clean_OrdinaryText_StaysAsItIs(string text) => new OutsideText([]).Clean(text).ShouldBe(text);

    [Theory]
    [InlineData("Server=db;Password=s3cret;Timeout=5", "Server=db;Password=***;Timeout=5")]
    [InlineData("GET /a?api_key=12345&x=1", "GET /a?api_key=***&x=1")]
    [InlineData("\u001b[31mred\u001b[0m\u0007 and \u202eback", "red  and back")]
    public void Clean_DangerousText_IsMadeSafe(string text, string expected) => new OutsideText([]).Clean(text).ShouldBe(expected);

    [Fact]
    public void Clean_BrokenSurrogate_IsReplaced() => new OutsideText([]).Clean("broken " + (char)0xD800 + " half").ShouldBe("broken \ufffd half");

    [Theory]
    [InlineData(412.34, 412.3)]
    [InlineData(0.04, 0.04)]
    [InlineData(2.34567, 2.346)]
    [InlineData(0.0, 0.0)]
    public void Rate_Value_KeepsWhatMatters(double value, double expected) => Rounding.Rate(value).ShouldBe(expected);

    [Fact]
    public void Beside_ObservedJustOverTheLimit_StaysOverIt() => Rounding.Beside(250.003, 250).ShouldBeGreaterThan(250);

    [Fact]
    public void Share_AlmostAll_IsNotAll() => Rounding.Share(0.99999)!.Value.ShouldBeLessThan(1);

    private static RunSummary Map(RunRecord run) => SummaryMapper.Map(run, new("report.md", []));
}
