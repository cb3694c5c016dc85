using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>What overload left behind.</summary>
internal sealed record RecoveryFinding(RecoveryOutcome Outcome, TimeWindow? Overload, TimeWindow? Recovery)
{
    public static RecoveryFinding NotTested { get; } = new(RecoveryOutcome.NotTested, null, null);
}

/// <summary>Phase 6: pushes the target past its break, then asks whether it serves half of its capacity again.</summary>
internal static class RecoveryPhase
{
    private const double HalfLoad = 0.5, LowLoad = 0.3;

    /// <summary>A median above this multiple of the one before is not healthy.</summary>
    private const double HealthyFactor = 1.5;

    private const double HealthyGoodput = 0.95;
    private static readonly TimeSpan Relief = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    /// <summary>Service varies while the backlog drains: with less, two of sixty M/M/1 in the simulator still had some and looked metastable.</summary>
    private const double BacklogReserve = 1.3;

    private static readonly TimeSpan BacklogSlack = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestBacklog = TimeSpan.FromSeconds(6);

    /// <param name="session">Runs the trials.</param>
    /// <param name="saturation">Ĉ.</param>
    /// <param name="low">Low end of the interval, or another rate that held.</param>
    /// <param name="push">Rate to overload with.</param>
    /// <param name="reference">Median at half load before overload.</param>
    /// <param name="deadline">On the run's clock: which failure it is takes time until then, or is not told.</param>
    /// <param name="end">No trial is begun that would end later; what does not fit is not tested.</param>
    /// <param name="cancel">Ends the run.</param>
    public static async Task<RecoveryFinding> RunAsync(TrialSession session, double saturation, double low, double push, TimeSpan reference, TimeSpan deadline, TimeSpan end, CancellationToken cancel)
    {
        // Overload that nobody watches the recovery from tells nothing.
        if (session.Now + session.Settle + SearchDefaults.OverloadTrial + RecoveryTime(session, BacklogSlack) > end) return RecoveryFinding.NotTested;
        var overload = await session.OpenAsync(TrialPhase.Overload, push, SearchDefaults.OverloadTrial, cancel, end - RecoveryTime(session, BacklogSlack));
        if (overload.Outcome == TrialOutcome.Void) return RecoveryFinding.NotTested;
        var pushed = Window(overload.Record);
        // A target that serves its backlog before new arrivals needs this long until it can be healthy, and no longer.
        var backlog = TimeSpan.FromSeconds(overload.Record.InFlightAtEnd / Math.Max(1, (saturation - HalfLoad * low) * session.RequestsPerArrival) * BacklogReserve) + BacklogSlack;
        if (backlog > LongestBacklog) backlog = LongestBacklog;
        if (session.Now + RecoveryTime(session, backlog) > end) return new RecoveryFinding(RecoveryOutcome.NotTested, pushed, null);
        var first = await session.OpenAsync(TrialPhase.Recovery, HalfLoad * low, session.Think + backlog, SearchDefaults.RecoveryTrial, cancel, end);
        if (first.Outcome == TrialOutcome.Void) return new RecoveryFinding(RecoveryOutcome.NotTested, pushed, null);
        if (Healthy(first.Record, session.Limits, reference)) return new RecoveryFinding(RecoveryOutcome.Recovered, pushed, Window(first.Record));
        // Which of the two failures it is takes a rest and another trial; without the time, half an answer is none.
        if (deadline - session.Now < Rest + session.Settle + SearchDefaults.ShortTrial) return new RecoveryFinding(RecoveryOutcome.NotTested, pushed, Window(first.Record));
        var last = await RelieveAsync(session, low, deadline, end, cancel);
        var outcome = last.Outcome == TrialOutcome.Void ? RecoveryOutcome.NotTested
            : Healthy(last.Record, session.Limits, reference) ? RecoveryOutcome.Metastable : RecoveryOutcome.PersistentFailure;
        return new RecoveryFinding(outcome, pushed, new TimeWindow(first.Record.StartedAt, Window(last.Record).To));
    }

    private static TimeSpan RecoveryTime(TrialSession session, TimeSpan backlog) => session.Think + backlog + SearchDefaults.RecoveryTrial;

    private static async Task<JudgedTrial> RelieveAsync(TrialSession session, double low, TimeSpan deadline, TimeSpan end, CancellationToken cancel)
    {
        var spare = deadline - session.Now - Rest - 2 * session.Settle - SearchDefaults.RecoveryTrial;
        if (spare > SearchDefaults.ShortTrial)
            await session.OpenAsync(TrialPhase.Recovery, LowLoad * low, spare < Relief ? spare : Relief, cancel, end - Rest - session.Settle - SearchDefaults.RecoveryTrial);
        await session.IdleAsync(Rest, cancel);
        var left = deadline - session.Now - session.Settle;
        return await session.OpenAsync(TrialPhase.Recovery, HalfLoad * low, left < SearchDefaults.RecoveryTrial ? left : SearchDefaults.RecoveryTrial, cancel, end);
    }

    private static bool Healthy(TrialRecord record, TrialLimits limits, TimeSpan reference) =>
        record.ScoredRequests > 0
        && record.Errors < TrialLimits.BadToFail(limits.ErrorShare, Math.Max(record.ScoredRequests, record.PlannedScoredRequests))
        && record.Response.P50 <= HealthyFactor * reference
        && record.GoodputPerSecond >= HealthyGoodput * record.OfferedInWindowPerSecond;

    private static TimeWindow Window(TrialRecord record) => new(record.StartedAt, record.StartedAt + record.Settle + record.Scored);
}
