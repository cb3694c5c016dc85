using System.Collections.Immutable;
using SentinelPerf.Detection;
using SentinelPerf.Load;

namespace SentinelPerf.Reporting;

public static partial class SummaryMapper
{
    private static BreakingPointSummary BreakingPoint(RunView view)
    {
        var point = view.BreakingPoint;
        return new()
        {
            Status = point.Status,
            Unit = view.Unit.Name,
            Rate = Rounding.Rate(point.RatePerSecond),
            Low = Rounding.RateDown(point.Interval?.Low),
            High = Rounding.RateUp(point.Interval?.High),
            Confidence = point.Interval is null ? null : point.Confidence,
            TestedUpTo = Rounding.RateDown(point.TestedUpToPerSecond),
            FirstViolation = point.FirstViolation is { } violation
                ? new(violation.Kind, Rounding.Figure(violation.Limit) ?? 0, Rounding.Beside(violation.Observed, violation.Limit),
                    Rounding.Rate(violation.OfferedPerSecond) ?? 0, Rounding.Seconds(violation.At), view.Route(violation.Route)?.Name)
                : null,
            Recovery = point.Recovery,
            NonMonotone = point.NonMonotone,
        };
    }

    // While the search is the only load test, its verdict is the run's.
    private static ImmutableArray<TestSummary> Tests(RunView view) =>
        view.Run.Search is null ? [] : [new("search", view.Run.Verdict.Verdict, [.. view.Trials.Select(Trial)])];

    private static TrialSummary Trial(JudgedTrial trial)
    {
        var record = trial.Record;
        return new(
            record.Phase, Rounding.Rate(record.OfferedPerSecond), Rounding.Seconds(record.Scored), trial.Outcome,
            record.Vetoes.IsEmpty ? null : string.Join(", ", record.Vetoes.Select(v => v.Reason).Distinct(StringComparer.Ordinal)),
            record.ScoredRequests > 0 ? Rounding.Rate(record.GoodputPerSecond) : null, Share(record.Errors, record.ScoredRequests),
            Rounding.Milliseconds(record.Response.P50), Rounding.Milliseconds(record.Response.P99));
    }

    private static ImmutableArray<RouteSummary> Routes(RunView view)
    {
        var tallies = (view.Reference?.Record.Routes ?? []).ToDictionary(r => r.Route);
        return [.. (view.Run.Plan?.Requests ?? []).Select((request, index) =>
        {
            var tally = tallies.GetValueOrDefault(index) ?? new RouteTally(index, 0, 0, 0, LatencySummary.Empty);
            return new RouteSummary(request.Method, request.Path, tally.Requests, Share(tally.Errors, tally.Requests),
                Rounding.Milliseconds(tally.Response.P50), Rounding.Milliseconds(tally.Response.P99), Rounding.Rate(view.BrokeAt(index)));
        })];
    }

    private static double? Share(long part, long whole) => whole > 0 ? Rounding.Share((double)part / whole) : null;

    private static GeneratorWorstSummary Worst(GeneratorExtremes worst) => new(
        Rounding.Milliseconds(worst.HeartbeatGap), Rounding.Milliseconds(worst.GcPause), Rounding.Milliseconds(worst.CompletionDelayP99), Rounding.Share(worst.OfferedShare),
        Rounding.Share(worst.SendGapDistance), Rounding.Share(worst.LittlesLawDeviation), Rounding.Share(worst.StealShare), Rounding.Share(worst.ThirdProcessShare),
        Rounding.Share(worst.PortsLeftShare), Rounding.Share(worst.DescriptorsLeftShare));

    private static GeneratorSummary Generator(RunView view)
    {
        var generator = view.Run.Generator;
        return new(
            generator.Engine, generator.Transport, generator.Healthy, Rounding.Figure(generator.CpuMicrosecondsPerRequest), Rounding.Share(generator.CpuShare),
            Rounding.Figure(generator.SendLagP99Milliseconds), Rounding.Rate(generator.SelfTestRatePerSecond),
            generator.TargetCores is null ? "shared" : "split", generator.GeneratorCores, generator.TargetCores, Rounding.Share(generator.TargetCpuShare), Worst(generator.Worst),
            view.VoidTrials, view.Vetoes);
    }
}
