using SentinelPerf.Diagnostics;
using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>A usual rate, a sudden multiple of it, and back, in one trial: the backlog of the spike meets the requests after it, as in life.</summary>
internal static class SpikeTest
{
    /// <summary>Requests in the spike below which its percentile says nothing.</summary>
    private const int LeastInSpike = 100;

    public static async Task<LoadTestResult> RunAsync(TestDrive drive, CancellationToken cancel)
    {
        var session = drive.Session;
        var (before, spike, after) = (drive.Plan.Stages[0], drive.Plan.Stages[1], drive.Plan.Stages[2]);
        var top = Math.Min(spike.RatePerSecond, session.Ceiling);
        var usual = Math.Min(before.RatePerSecond, top);
        var trial = session.Open(TrialPhase.Step, top, session.Settle, before.Duration + spike.Duration + after.Duration - session.Settle) with
        {
            Curve = RateCurve.Spike(usual, top, before.Duration, spike.Duration),
            StopWhenDecided = false,
        };
        JudgedTrial judged;
        var attempts = 0;
        do judged = await session.OnceAsync(trial, cancel);
        while (judged.Outcome == TrialOutcome.Void && ++attempts <= SearchDefaults.VoidRetries && session.Now + trial.Settle + trial.Scored <= drive.End);
        return Judge(drive, judged, new TimeWindow(judged.Record.StartedAt + before.Duration, judged.Record.StartedAt + before.Duration + spike.Duration), usual, top);
    }

    private static LoadTestResult Judge(TestDrive drive, JudgedTrial judged, TimeWindow spike, double usual, double top)
    {
        var unit = drive.Session.Unit;
        var end = judged.Record.StartedAt + judged.Record.Settle + judged.Record.Scored;
        var result = drive.Result(TestOutcome.Inconclusive) with
        {
            HeldUpToPerSecond = null,
            Offered = [new(new(judged.Record.StartedAt, spike.From), usual), new(spike, top), new(new(spike.To, end), usual)],
        };
        if (judged.Outcome == TrialOutcome.Void) return result with { Reasons = [drive.Spoiled()] };
        var reading = SpikeReading.Of(judged.Record, spike, drive.Session.Limits);
        result = result with { RecoveredAfter = reading.RecoveredAfter, Recovery = reading.RecoveredAfter is null ? RecoveryOutcome.PersistentFailure : RecoveryOutcome.Recovered };
        var reasons = new List<SearchReason>();
        if (reading.Before is { } already)
            reasons.Add(Missed($"{TrialNarrator.Rate(usual)} {unit} did not hold even before the spike"));
        else if (reading.Within is { })
            reasons.Add(Missed($"the spike to {TrialNarrator.Rate(top)} {unit} did not hold"));
        if (reading.RecoveredAfter is null)
            reasons.Add(TestDrive.Reason("not-recovered", DiagnosticCodes.TestNotRecovered,
                $"back at {TrialNarrator.Rate(usual)} {unit}, the target did not serve as before within {(end - spike.To).TotalSeconds:0.#} s"));
        if (reasons.Count > 0)
        {
            var broke = reading.Before is null ? top : usual;
            return Rejudge(result, judged, TrialOutcome.Fail, (reading.Before ?? reading.Within)?.Kind) with
            {
                Outcome = TestOutcome.Fail, Reasons = [.. reasons],
                HeldUpToPerSecond = reading.Before is null ? reading.Within is null ? top : usual : null,
                BrokeAtPerSecond = reading.Before is null && reading.Within is null ? null : broke,
                FirstViolation = (reading.Before ?? reading.Within) is { } first ? new(first.Kind, first.Limit, first.Observed, broke, first.At, null) : null,
                Breaking = reading.Before is null && reading.Within is null ? null : spike,
            };
        }
        if (reading.SentWithin < LeastInSpike)
            return result with { Reasons = [TestDrive.Reason("too-few-samples", DiagnosticCodes.TooFewSamples, $"{reading.SentWithin} requests were sent within the spike; at least {LeastInSpike} are needed")] };
        if (drive.NotOffered(drive.Plan.Stages[1].RatePerSecond, top) is { } never) return result with { Reasons = [never] };
        return Rejudge(result, judged, TrialOutcome.Pass, null) with { Outcome = TestOutcome.Pass, HeldUpToPerSecond = top };
    }

    /// <summary>The trial as a whole was judged by its mean over the three parts; what the parts say replaces it.</summary>
    private static LoadTestResult Rejudge(LoadTestResult result, JudgedTrial trial, TrialOutcome outcome, ViolationKind? kind) =>
        result with { Trials = result.Trials.Replace(trial, trial with { Outcome = outcome, Violation = outcome == TrialOutcome.Fail ? kind ?? trial.Violation ?? ViolationKind.Latency : null }) };

    private static SearchReason Missed(FormattableString text) => TestDrive.Reason("objective", DiagnosticCodes.TestMissedObjective, text);
}
