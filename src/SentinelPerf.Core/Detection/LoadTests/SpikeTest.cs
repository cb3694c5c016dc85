using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Detection;

/// <summary>A usual rate, a sudden multiple of it, and back, in one trial: the backlog of the spike meets the requests after it, as in life.</summary>
internal static class SpikeTest
{
    /// <summary>Requests in the spike below which its percentile says nothing.</summary>
    private const int LeastInSpike = 100;

    public static async Task<LoadTestResult> RunAsync(TestDrive drive, CancellationToken cancel)
    {
        var session = drive.Session;
        var (before, spike) = (drive.Plan.Stages[0], drive.Plan.Stages[1]);
        // What settles comes before the first stretch, and all of them share what is left.
        var left = drive.Plan.Duration - session.Settle;
        if (left < TestTimes.Shortest(LoadTestKind.Spike) / 2) return drive.Result(TestOutcome.Inconclusive, drive.TooShort(session.Settle + TestTimes.Shortest(LoadTestKind.Spike) / 2));
        var (lead, rush) = (WholeSlices(session.Settle + left * (before.Duration / drive.Plan.Duration)), WholeSlices(left * (spike.Duration / drive.Plan.Duration)));
        var top = Math.Min(spike.RatePerSecond, session.Ceiling);
        var usual = Math.Min(before.RatePerSecond, top);
        var trial = session.Open(TrialPhase.Step, top, session.Settle, left) with
        {
            Curve = RateCurve.Spike(usual, top, lead, rush),
            StopWhenDecided = false,
        };
        JudgedTrial judged;
        var attempts = 0;
        do judged = await session.OnceAsync(trial, cancel);
        while (judged.Outcome == TrialOutcome.Void && ++attempts <= SearchDefaults.VoidRetries && session.Now + trial.Settle + trial.Scored <= drive.End);
        return Judge(drive, judged, new TimeWindow(judged.Record.StartedAt + lead, judged.Record.StartedAt + lead + rush), usual, top);
    }

    /// <summary>The spike starts and ends with a slice: one that holds requests of both rates could be blamed on neither.</summary>
    private static TimeSpan WholeSlices(TimeSpan time) => TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds * 4) / 4);

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
        result = result with { RecoveredAfter = reading.RecoveredAfter, Recovery = reading.Usual is null ? RecoveryOutcome.NotTested : reading.RecoveredAfter is null ? RecoveryOutcome.PersistentFailure : RecoveryOutcome.Recovered };
        var reasons = new List<SearchReason>();
        if (reading.Before is { } already)
            reasons.Add(Missed($"{TrialNarrator.Rate(usual)} {unit} did not hold even before the spike"));
        else if (reading.Within is { })
            reasons.Add(Missed($"the spike to {TrialNarrator.Rate(top)} {unit} did not hold"));
        // A handful of requests proves no illness, as it proves no health.
        else if (TooFew(reading) is { } few)
            return result with { Reasons = [few], Recovery = RecoveryOutcome.NotTested };
        if (reading.Usual is not null && reading.RecoveredAfter is null)
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
        if (drive.NotOffered(drive.Plan.Stages[1].RatePerSecond, top) is { } never) return result with { Reasons = [never] };
        return Rejudge(result, judged, TrialOutcome.Pass, null) with { Outcome = TestOutcome.Pass, HeldUpToPerSecond = top };
    }

    /// <summary>Too few requests to tell how the spike went, or what 'as before' is; null: enough.</summary>
    private static SearchReason? TooFew(SpikeReading reading) => reading switch
    {
        { Usual: null } => TestDrive.Reason("too-few-samples", DiagnosticCodes.TooFewSamples, $"nothing came back before the spike, so whether the target serves as before is not known"),
        { SentWithin: < LeastInSpike } => TestDrive.Reason("too-few-samples", DiagnosticCodes.TooFewSamples, $"{reading.SentWithin} requests were sent within the spike; at least {LeastInSpike} are needed"),
        _ => null,
    };

    /// <summary>The trial as a whole was judged by its mean over the three parts; what the parts say replaces it.</summary>
    private static LoadTestResult Rejudge(LoadTestResult result, JudgedTrial trial, TrialOutcome outcome, ViolationKind? kind) =>
        result with { Trials = result.Trials.Replace(trial, trial with { Outcome = outcome, Violation = outcome == TrialOutcome.Fail ? kind ?? trial.Violation ?? ViolationKind.Latency : null }) };

    private static SearchReason Missed(FormattableString text) => TestDrive.Reason("objective", DiagnosticCodes.TestMissedObjective, text);
}
