using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Load;
using SentinelPerf.Signals;
using SentinelPerf.Targets;

namespace SentinelPerf.Reporting;

internal static partial class MarkdownReport
{
    private static void LastLines(MarkdownWriter page, RunView view)
    {
        if (view.Run.LastLines.IsEmpty) return;
        page.Heading(2, "Last lines of the target");
        page.Lines(view.Run.LastLines);
    }

    private static void Errors(MarkdownWriter page, RunView view)
    {
        if (view.Errors.IsEmpty) return;
        page.Heading(2, "Errors");
        page.Table(["kind", ">count", ">first at", "first"], view.Errors.Select(e => ImmutableArray.Create(
            MarkdownText.Code(e.Kind), e.Count.ToString(CultureInfo.InvariantCulture), Figures.Clock(e.FirstAt), MarkdownText.Code(e.First))));
    }

    private static void Course(MarkdownWriter page, RunView view, ImmutableArray<string> plots)
    {
        if (view.Trials.IsEmpty && view.Run.Timeline.IsEmpty) return;
        page.Heading(2, "Course of the run");
        Picture(page, plots, Plots.Timeline, "Rates, p99 and requests in flight over time");
        if (view.Trials.Length > 0) page.Folded($"{view.Trials.Length.ToString(CultureInfo.InvariantCulture)} trials", () => Trials(page, view));
        if (view.Run.Timeline.Length > 0)
            page.Folded("Events", () => page.Table([">at", $">offered, {view.Unit.Symbol}", "event", ""], view.Run.Timeline.OrderBy(e => e.At).Select(e => ImmutableArray.Create<MarkdownText>(
                Figures.Clock(e.At), Figures.Rate(e.OfferedPerSecond), e.Event, e.Detail))));
    }

    private static void Trials(MarkdownWriter page, RunView view) => page.Table(
        [">at", "phase", $">offered, {view.Unit.Symbol}", $">good, {view.Unit.Symbol}", ">scored", ">errors", ">p50", ">p99", "outcome"], view.Trials.Select(t =>
        {
            var (record, n) = (t.Record, t.Record.ScoredRequests);
            MarkdownText outcome = Wording.Of(t.Outcome);
            if (!record.Vetoes.IsEmpty) outcome += ": " + string.Join("; ", record.Vetoes.Select(v => v.Text));
            else if (record.TargetDied) outcome += ": the target died";
            return ImmutableArray.Create(
                Figures.Clock(record.StartedAt), Wording.Of(record.Phase),
                record.OfferedPerSecond is { } rate ? Figures.Rate(rate) : FormattableString.Invariant($"{record.ClosedInFlight} in flight"),
                Figures.Rate(n > 0 ? record.GoodputPerSecond : null), n.ToString(CultureInfo.InvariantCulture), Figures.Percent(n > 0 ? (double)record.Errors / n : null),
                Figures.Time(record.Response.P50), Figures.Time(record.Response.P99), outcome);
        }));

    private static void Generator(MarkdownWriter page, RunView view)
    {
        if (view.Trials.IsEmpty) return;
        var generator = view.Run.Generator;
        page.Heading(2, "Generator");
        page.Paragraph((generator.Healthy ? "The load generator kept up." : MarkdownText.Strong("The load generator did not keep up.")) + (view.VoidTrials == 0
            ? " No trial is void." : FormattableString.Invariant($" {view.VoidTrials} of {view.Trials.Length} trials are void and say nothing about the target: ")
                + string.Join(", ", view.Vetoes.Select(v => FormattableString.Invariant($"{v.Reason} ({v.Trials})"))) + "."));
        foreach (var line in Remarkable(generator)) page.Paragraph(line);
        page.Table(["", ""], new (string Name, string? Value)[]
        {
            ("engine", $"{generator.Engine}, {generator.Transport}"),
            ("share of the machine's CPU", Figures.Percent(generator.CpuShare)),
            ("own CPU per request", generator.CpuMicrosecondsPerRequest is { } cpu ? Figures.Three(cpu) + " µs" : Figures.NotMeasured),
            ("send lag, p99 of the worst trial that counted", generator.SendLagP99Milliseconds is { } lag ? Figures.Milliseconds(lag) : Figures.NotMeasured),
            ("reached against a null server", generator.SelfTestRatePerSecond is { } rate ? $"{Figures.Rate(rate)} req/s" : Figures.NotMeasured),
        }.Select(f => ImmutableArray.Create<MarkdownText>(f.Name, f.Value!)));
    }

    private static IEnumerable<string> Remarkable(GeneratorFacts generator)
    {
        if (generator is { GeneratorCores: { } own, TargetCores: { } others })
            yield return FormattableString.Invariant($"Generator and target ran on cores of their own: {own} for the generator, {others} for the target.");
        if (generator.Worst.ThirdProcessShare is { } third && third > GeneratorVetoes.ThirdProcessShare)
            yield return $"Other processes used up to {Figures.Percent(third)} of the machine's CPU in trials that counted, without keeping it from the target.";
    }

    private static void Cost(MarkdownWriter page, RunView view)
    {
        if (view.Run.Cost is not { } cost) return;
        page.Heading(2, "Cost of a request");
        page.Table(["", "", "spread"],
        [
            ["CPU", cost.CpuMillisecondsPerRequest is { } cpu ? Figures.Milliseconds(cpu) : Figures.NotMeasured, Spread(cost.CpuSpread)],
            ["allocated", cost.AllocatedBytesPerRequest is { } bytes ? Figures.Bytes(bytes) : Figures.NotMeasured, Spread(cost.AllocatedSpread)],
        ]);
    }

    private static string Spread(double? spread) => spread is null ? Figures.NotMeasured : "± " + Figures.Percent(spread);

    private static void NotMeasured(MarkdownWriter page, RunView view)
    {
        List<MissingSignal> missing = [.. view.Run.Diagnosis.Missing.Concat(view.Run.Signals.Missing).DistinctBy(m => m.Signal)];
        if (view.Run.Search is null) missing.Add(new("breaking point", "the search did not run"));
        if (view.Run.Search is { } && view.Run.Cost is null) missing.Add(new("cost of a request", "the target's CPU time and allocations were not measured over a trial that counted"));
        if (view.Run.Generator.SelfTestRatePerSecond is null) missing.Add(new("limit of the generator", "it was not measured against a null server"));
        if (missing.Count == 0) return;
        page.Heading(2, "Not measured");
        page.Table(["what", "why"], missing.Select(m => ImmutableArray.Create(MarkdownText.Code(m.Signal), m.Reason)));
    }

    private static string Quoted(string argument) => "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static void Circumstances(MarkdownWriter page, RunView view)
    {
        var run = view.Run;
        page.Heading(2, "How to reproduce");
        page.Command(run.Reproduce ?? run.Target.Kind switch
        {
            TargetKind.Url => $"sentinelperf run --url {Quoted(run.Target.Url ?? run.Target.Name)}",
            TargetKind.Command => $"sentinelperf run --command {Quoted(run.Target.Name)}",
            _ => "dotnet build -t:SentinelPerf",
        });
        page.Table(["", ""], new (string Name, string? Value)[]
        {
            ("target", run.Target.Name), ("address", run.Target.Url), ("commit", run.Target.Commit), ("runtime", run.Target.Runtime),
            ("started", run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'zzz", CultureInfo.InvariantCulture)), ("took", Figures.Clock(run.Duration)),
            ("traffic", run.Traffic is { } traffic ? $"{string.Join(", ", traffic.Source)} (confidence {Figures.Percent(traffic.Confidence)})" : null),
            ("processor", FormattableString.Invariant($"{run.Machine.Processor ?? "unknown"}, {run.Machine.Cores} cores")), ("memory", Figures.Bytes(run.Machine.MemoryBytes)),
            ("system", run.Machine.Container is { } container ? $"{run.Machine.Os}, in {container}" : run.Machine.Os), ("machine fingerprint", run.Machine.Fingerprint),
            ("tool", $"SentinelPerf {SummaryMapper.ToolVersion}"),
        }.Where(f => f.Value is not null).Select(f => ImmutableArray.Create<MarkdownText>(f.Name, f.Value!)));
    }
}
