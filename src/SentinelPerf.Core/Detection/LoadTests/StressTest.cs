using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Detection;

/// <summary>
/// Steps from the expected peak up until a step fails twice, the highest rate allowed has held, or the time is spent; then overload and
/// recovery as in the search. That it breaks is what the test is for; that it breaks at the expected peak already, or does not come back, fails it.
/// </summary>
internal static class StressTest
{
    /// <summary>Stands for what held when no step did.</summary>
    private const double BelowTheBreak = 0.7;

    public static async Task<LoadTestResult> RunAsync(TestDrive drive, CancellationToken cancel)
    {
        var session = drive.Session;
        JudgedTrial? calm = null;
        double? broke = null;
        var spoiled = false;
        foreach (var stage in drive.Plan.Stages)
        {
            var rate = Math.Min(stage.RatePerSecond, session.Ceiling);
            var scored = SearchFrame.Scored(rate, stage.Duration - session.Settle);
            var takes = session.Settle + scored;
            if (calm is null && session.Now + takes > drive.End) return drive.Result(TestOutcome.Inconclusive, drive.TooShort(takes));
            // The steps fill their time; what drains took before must not cost the last of them.
            if (calm is not null && session.Now + takes / 2 > drive.Deadline - LoadTestPlanner.StressRecoveryAt(session.Settle)) break;
            var step = await session.OpenAsync(TrialPhase.Step, rate, scored, cancel, drive.End);
            // A FAIL counts when it repeats; else the repetition does.
            if (step.Outcome == TrialOutcome.Fail)
            {
                if (session.Now + takes > drive.End) return Once(drive, rate);
                step = await session.OpenAsync(TrialPhase.Step, rate, scored, cancel, drive.End);
            }
            spoiled = step.Outcome == TrialOutcome.Void;
            if (step.Outcome == TrialOutcome.Pass) calm ??= step;
            if (step.Outcome == TrialOutcome.Fail) broke = rate;
            if (step.Outcome != TrialOutcome.Pass) break;
        }
        if (broke is { } at) return await WatchAsync(drive, at, calm?.Record.Response.P50 ?? session.HealthyMedian, cancel);
        if (calm is null) return drive.Result(TestOutcome.Inconclusive, drive.Spoiled());
        return Unbroken(drive, spoiled);
    }

    private static LoadTestResult Once(TestDrive drive, double rate) => drive.Result(TestOutcome.Inconclusive, TestDrive.Reason("budget", DiagnosticCodes.BudgetSpent,
        $"{TrialNarrator.Rate(rate)} {drive.Session.Unit} missed the objective, and there was no time to see whether that lasts"));

    private static async Task<LoadTestResult> WatchAsync(TestDrive drive, double broke, TimeSpan reference, CancellationToken cancel)
    {
        var session = drive.Session;
        var held = session.Trials.Where(t => t.Outcome == TrialOutcome.Pass && t.Record.OfferedPerSecond < broke).Max(t => t.Record.OfferedPerSecond);
        var saturation = session.Saturation ?? session.Trials.Max(t => t.Record.GoodputPerSecond);
        RecoveryFinding found;
        try
        {
            found = await RecoveryPhase.RunAsync(session, saturation, held ?? BelowTheBreak * broke, broke, reference, drive.End, drive.End, cancel);
        }
        catch (SearchEndedException ended) when (ended.Crash is { } crash)
        {
            return drive.Broken(TestOutcome.Fail, broke, crash, ended.Reason) with { Recovery = RecoveryOutcome.PersistentFailure };
        }
        catch (SearchEndedException)
        {
            // That it broke is certain, whatever spoils the trials after it.
            found = RecoveryFinding.NotTested;
        }
        var reasons = new List<SearchReason>();
        if (held is null)
            reasons.Add(TestDrive.Reason("objective", DiagnosticCodes.TestMissedObjective, $"{TrialNarrator.Rate(broke)} {session.Unit}, the first step, did not hold"));
        if (found.Outcome is RecoveryOutcome.Metastable or RecoveryOutcome.PersistentFailure)
            reasons.Add(TestDrive.Reason("not-recovered", DiagnosticCodes.TestNotRecovered, $"after {TrialNarrator.Rate(broke)} {session.Unit} the target did not come back {(found.Outcome == RecoveryOutcome.Metastable ? "until the load paused" : "even after a pause")}"));
        var outcome = reasons.Count > 0 ? TestOutcome.Fail : TestOutcome.Pass;
        if (found.Outcome == RecoveryOutcome.NotTested)
        {
            reasons.Add(TestDrive.Reason("budget", DiagnosticCodes.BudgetSpent, $"whether the target recovers was not seen: the trials after overload were spoiled, or the time was spent"));
            if (outcome == TestOutcome.Pass) outcome = TestOutcome.Inconclusive;
        }
        return drive.Broken(outcome, broke, null, [.. reasons]) with { Recovery = found.Outcome };
    }

    private static LoadTestResult Unbroken(TestDrive drive, bool spoiled)
    {
        var session = drive.Session;
        var held = session.Trials.Where(t => t.Outcome == TrialOutcome.Pass).Max(t => t.Record.OfferedPerSecond)!.Value;
        if (drive.NotOffered(drive.Known.PeakPerSecond!.Value, held) is { } never) return drive.Result(TestOutcome.Inconclusive, never);
        if (drive.TooFew(held) is { } few) return drive.Result(TestOutcome.Inconclusive, few);
        if (spoiled)
            return drive.Result(TestOutcome.Inconclusive, TestDrive.Reason("too-many-voids", DiagnosticCodes.TooManyVoidTrials,
                $"{TrialNarrator.Rate(held)} {session.Unit} held; the next step was spoiled each time ({session.Trials[^1].Record.Vetoes.FirstOrDefault()?.Text ?? "no request was scored"}), so nothing is known above"));
        return drive.Result(TestOutcome.Pass, held >= 0.999 * session.Ceiling
                ? TestDrive.Reason("max-rate", DiagnosticCodes.MaxRateReached, $"{TrialNarrator.Rate(held)} {session.Unit} held, the highest rate allowed")
                : TestDrive.Reason("budget", DiagnosticCodes.BudgetSpent, $"{TrialNarrator.Rate(held)} {session.Unit} held, the highest step that the time allowed"));
    }
}
