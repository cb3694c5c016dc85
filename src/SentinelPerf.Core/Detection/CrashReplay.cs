using SentinelPerf.Diagnostics;
using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>A process that ended under load.</summary>
/// <param name="Low">Highest rate that the target served before; null: none.</param>
/// <param name="High">Rate at which it ended.</param>
/// <param name="Trial">The trial in which it ended first.</param>
/// <param name="Replicated">It ended again after a restart.</param>
internal sealed record CrashFinding(double? Low, double High, JudgedTrial Trial, bool Replicated);

/// <summary>After a crash: starts the target once more, repeats what killed it, and narrows the gap from below.</summary>
internal static class CrashReplay
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Trials from below that may narrow the gap.</summary>
    private const int MostProbes = 6;

    /// <summary>A gap this narrow needs no more probes.</summary>
    private const double NarrowGap = 1.1;

    public static async Task RunAsync(TrialSession session, SearchCourse course, JudgedTrial crash, SearchReason reason, CancellationToken cancel)
    {
        var rate = Rate(crash.Record, course);
        course.Crash = new CrashFinding(LowBefore(session, course, rate), rate, crash, false);
        course.Remark(reason.Id, DiagnosticCodes.TargetDiedUnderLoad, $"{reason.Text}");
        try
        {
            if (!await session.TryRestartAsync(cancel)) NotSeenAgain(course, "the target cannot be started again from here");
            else if (!await DiesAsync(session, () => RepeatAsync(session, crash, rate, cancel))) NotSeenAgain(course, "started again, the target survived the same load");
            else
            {
                course.Crash = course.Crash with { Replicated = true };
                await NarrowAsync(session, course, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            course.Cancelled();
        }
        catch (SearchEndedException ended) when (ended.Crash is null)
        {
            NotSeenAgain(course, ended.Reason.Text);
        }
    }

    private static void NotSeenAgain(SearchCourse course, string why) =>
        course.Remark("target-died", DiagnosticCodes.CrashNotReplicated, $"the crash was seen once: {why}");

    private static async Task RepeatAsync(TrialSession session, JudgedTrial crash, double rate, CancellationToken cancel)
    {
        await session.ClosedAsync(TrialPhase.WarmUp, 1, TimeSpan.Zero, WarmUp, cancel);
        if (crash.Record.ClosedInFlight is { } inFlight)
            await session.ClosedAsync(crash.Record.Phase, inFlight, SearchDefaults.SweepSettle, SearchDefaults.SweepScored, cancel);
        else
            await session.OpenAsync(crash.Record.Phase, rate, TimeSpan.FromSeconds(Math.Max(2.4, crash.Record.PlannedScoredRequests / (rate * crash.Record.RequestsPerArrival))), cancel);
    }

    private static async Task<bool> DiesAsync(TrialSession session, Func<Task> load)
    {
        try
        {
            await load();
            return false;
        }
        catch (SearchEndedException ended) when (ended.Crash is not null)
        {
            return true;
        }
    }

    /// <summary>Halves the gap between what passed and what killed, as long as the target can be started and stays alive.</summary>
    private static async Task NarrowAsync(TrialSession session, SearchCourse course, CancellationToken cancel)
    {
        if (!await session.TryRestartAsync(cancel)) return;
        for (var i = 0; i < MostProbes && !session.BudgetSpent && course.Crash is { } known; i++)
        {
            // Nothing passed yet: halve; else the middle of the gap on the log scale.
            var rate = session.Trials.Any(Passed) ? Math.Sqrt(known.Low!.Value * known.High) : (known.Low is { } low && low < known.High ? low : known.High) / 2;
            if (known.Low is { } l && session.Trials.Any(Passed) && known.High < NarrowGap * l) return;
            JudgedTrial? probe = null;
            if (await DiesAsync(session, async () => probe = await session.OpenAsync(TrialPhase.Search, Math.Min(rate, session.Ceiling), SearchDefaults.ShortTrial, cancel)))
            {
                course.Crash = known with { High = rate, Low = known.Low < rate ? known.Low : null };
                if (!await session.TryRestartAsync(cancel)) return;
            }
            else if (probe?.Outcome == TrialOutcome.Pass) course.Crash = known with { Low = rate };
            else return;
        }
    }

    private static bool Passed(JudgedTrial trial) => trial.Outcome == TrialOutcome.Pass && trial.Record.OfferedPerSecond is not null;

    private static double Rate(TrialRecord record, SearchCourse course) =>
        record.OfferedPerSecond ?? Math.Max(record.CompletedPerSecond, Math.Max(course.Sweep?.Floor ?? 0, course.WarmUp?.Throughput ?? 0));

    private static double? LowBefore(TrialSession session, SearchCourse course, double rate)
    {
        var passed = session.Trials.Where(Passed).Select(t => t.Record.OfferedPerSecond!.Value).Where(r => r < rate).DefaultIfEmpty(0).Max();
        if (passed > 0) return passed;
        // A closed loop has offered and got this, with one request at a time.
        return course.WarmUp?.Throughput is { } alone && alone < rate ? alone : null;
    }
}
