using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>Where the search starts.</summary>
/// <param name="Low">Lowest capacity that is still possible, requests/s.</param>
/// <param name="High">Highest.</param>
/// <param name="TrustsSaturation">Nothing below saturation failed, so a queue near Ĉ is the likely limit.</param>
/// <param name="FirstBreakOnly">A band below a rate that passes fails: only rates up to the band count from here on.</param>
internal sealed record ApproachFinding(double Low, double High, bool TrustsSaturation, bool FirstBreakOnly)
{
    /// <summary>The highest rate allowed passed: there may be no break to search for.</summary>
    public bool PassedMaxRate { get; init; }
}

/// <summary>
/// Phase 3: steps from half of the expected capacity up to it. They find what breaks long before saturation, a band that fails
/// below rates that pass, and place the search.
/// </summary>
internal static class ApproachPhase
{
    private const double LowestRate = 0.5;
    private const int MostHalvings = 8;
    private const double MoreThanChance = 2;

    /// <param name="session">Runs the trials.</param>
    /// <param name="expected">Expected capacity, requests/s.</param>
    /// <param name="steps">Shares of it to try on the way.</param>
    /// <param name="top">Highest capacity possible.</param>
    /// <param name="cancel">Ends the run.</param>
    public static async Task<ApproachFinding> RunAsync(TrialSession session, double expected, double[] steps, double top, CancellationToken cancel)
    {
        double passed = 0;
        foreach (var share in steps)
        {
            var rate = expected * share;
            var step = await StepAsync(session, rate, cancel);
            if (step is TrialOutcome.Pass) passed = rate;
            if (step is not TrialOutcome.Fail) continue;
            if (passed == 0) passed = await HalveAsync(session, rate, cancel);
            var beyond = await PassesTwiceAsync(session, expected, cancel);
            return new ApproachFinding(Math.Max(LowestRate / 2, passed * 0.8), rate * 1.05, false, beyond);
        }
        var first = await session.OpenAsync(TrialPhase.Search, expected, SearchDefaults.ShortTrial, cancel);
        if (first.Outcome == TrialOutcome.Fail && passed == 0) passed = await HalveAsync(session, expected, cancel);
        var low = passed > 0 ? passed * 0.8 : expected * (first.Outcome == TrialOutcome.Pass ? 0.7 : 0.4);
        return new ApproachFinding(low, top, true, false) { PassedMaxRate = first.Outcome == TrialOutcome.Pass && expected >= session.Ceiling };
    }

    /// <summary>
    /// One FAIL may be chance; two are a break when their bad requests together are more than chance makes of ε: where T lies in the tail
    /// of the service itself, small trials fail now and then at any rate. Void: neither is clear.
    /// </summary>
    private static async Task<TrialOutcome> StepAsync(TrialSession session, double rate, CancellationToken cancel)
    {
        var first = await session.OpenAsync(TrialPhase.Step, rate, SearchDefaults.StepTrial, cancel);
        if (first.Outcome != TrialOutcome.Fail) return first.Outcome;
        var second = await session.OpenAsync(TrialPhase.Step, rate, SearchDefaults.StepTrial, cancel);
        return second.Outcome != TrialOutcome.Fail ? second.Outcome : MoreThanChanceMakes(first, second, session.Limits.BadShare) ? TrialOutcome.Fail : TrialOutcome.Void;
    }

    private static bool MoreThanChanceMakes(JudgedTrial first, JudgedTrial second, double badShare)
    {
        if (first.Violation == ViolationKind.ThroughputPlateau || second.Violation == ViolationKind.ThroughputPlateau) return true;
        var bad = first.Record.Bad + second.Record.Bad;
        var expected = badShare * (first.Record.ScoredRequests + second.Record.ScoredRequests);
        // The square root of a Poisson count has standard deviation one half.
        return 2 * (Math.Sqrt(bad) - Math.Sqrt(expected)) > MoreThanChance;
    }

    private static async Task<bool> PassesTwiceAsync(TrialSession session, double rate, CancellationToken cancel) =>
        (await session.OpenAsync(TrialPhase.Step, rate, SearchDefaults.ShortTrial, cancel)).Outcome == TrialOutcome.Pass
        && (await session.OpenAsync(TrialPhase.Step, rate, SearchDefaults.ShortTrial, cancel)).Outcome == TrialOutcome.Pass;

    /// <summary>Halves until a trial passes; 0 when none does.</summary>
    private static async Task<double> HalveAsync(TrialSession session, double failed, CancellationToken cancel)
    {
        var rate = failed / 2;
        for (var i = 0; i < MostHalvings && rate >= LowestRate; i++, rate /= 2)
            if ((await session.OpenAsync(TrialPhase.Step, rate, SearchDefaults.StepTrial, cancel)).Outcome == TrialOutcome.Pass) return rate;
        return 0;
    }
}
