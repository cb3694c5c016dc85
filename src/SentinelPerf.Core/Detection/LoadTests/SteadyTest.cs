using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Signals;

namespace SentinelPerf.Detection;

/// <summary>
/// Load and soak: one rate for a while, in windows that are trials of their own, so that what spoils a second does not spoil the test. Two
/// failing windows in a row are a sustained violation and end it.
/// </summary>
internal static class SteadyTest
{
    /// <summary>Windows to divide a load test into: near the capacity, where a window fails half of the time, two in a row of six mostly do.</summary>
    private const int LoadWindows = 6;

    /// <summary>Windows of a soak: enough points for a trend.</summary>
    private const int SoakWindows = 12;

    private static readonly TimeSpan ShortestLoadWindow = SearchDefaults.ShortTrial;

    /// <summary>Shorter than those of a load test: the shortest soak must hold windows enough for a trend, and some to spare.</summary>
    private static readonly TimeSpan ShortestSoakWindow = SearchDefaults.StepTrial;

    /// <summary>Windows of a soak that may be spoiled.</summary>
    private const int SpareWindows = 1;

    private static readonly TimeSpan LongestLoadWindow = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestSoakWindow = TimeSpan.FromSeconds(60);

    /// <summary>Failing windows above this share are a sustained violation even if no two of them followed each other.</summary>
    private const double SustainedShare = 0.2;

    public static async Task<LoadTestResult> RunAsync(TestDrive drive, Func<SignalLog> signals, CancellationToken cancel)
    {
        var session = drive.Session;
        var wanted = drive.Plan.Stages[0].RatePerSecond;
        var rate = Math.Min(wanted, session.Ceiling);
        var soak = drive.Plan.Kind == LoadTestKind.Soak;
        var window = Window(drive.Deadline - session.Now, soak, session.Settle, rate);
        if (session.Now + session.Settle + window > drive.Deadline) return drive.Result(TestOutcome.Inconclusive, drive.TooShort(session.Settle + window));
        var counted = new List<JudgedTrial>();
        // One FAIL alone is not a break: what failed last is tried once more.
        while (!BrokeTwice(counted) && session.Now + session.Settle + window <= (counted is [.., { Outcome: TrialOutcome.Fail }] ? drive.End : drive.Deadline))
        {
            var trial = await session.OnceAsync(TrialPhase.Step, rate, window, cancel);
            if (trial.Outcome != TrialOutcome.Void) counted.Add(trial);
        }
        return Judge(drive, counted, wanted, rate, soak ? DriftFinder.Find(counted, session.Limits, signals()) : null);
    }

    private static TimeSpan Window(TimeSpan time, bool soak, TimeSpan settle, double rate)
    {
        var (shortest, longest) = soak ? (ShortestSoakWindow, LongestSoakWindow) : (ShortestLoadWindow, LongestLoadWindow);
        var even = Within(time / (soak ? SoakWindows : LoadWindows) - settle, shortest, longest);
        var window = SearchFrame.Scored(rate, even);
        // Requests enough for a window of a slow target are not worth the trend.
        return soak ? Within(window, even, Within(time / (DriftFinder.LeastWindows + SpareWindows) - settle, even, longest)) : window;
    }

    private static TimeSpan Within(TimeSpan time, TimeSpan least, TimeSpan most) => time < least ? least : time > most ? most : time;

    private static LoadTestResult Judge(TestDrive drive, List<JudgedTrial> counted, double wanted, double rate, DriftSearch? drift)
    {
        var unit = drive.Session.Unit;
        var fails = counted.Count(t => t.Outcome == TrialOutcome.Fail);
        if (BrokeTwice(counted) || fails >= 2 && fails > SustainedShare * counted.Count)
            return drive.Broken(TestOutcome.Fail, rate, null, TestDrive.Reason("objective", DiagnosticCodes.TestMissedObjective,
                $"{TrialNarrator.Rate(rate)} {unit} did not hold: {fails} of {counted.Count} windows missed the objective"));
        if (counted.Count == 0 || drive.Session.Trials.Length - counted.Count > SearchDefaults.MostVoid * drive.Session.Trials.Length)
            return drive.Result(TestOutcome.Inconclusive, drive.Spoiled());
        if (drive.TooFew(rate) is { } few) return drive.Result(TestOutcome.Inconclusive, few);
        if (counted is [.., { Outcome: TrialOutcome.Fail }])
            return drive.Result(TestOutcome.Inconclusive, TestDrive.Reason("budget", DiagnosticCodes.BudgetSpent, $"the last window missed the objective, and there was no time to see whether that lasts"));
        if (drive.NotOffered(wanted, rate) is { } never) return drive.Result(TestOutcome.Inconclusive, never);
        var once = fails > 0 ? [TestDrive.Reason("once", DiagnosticCodes.MissedOnce, $"{fails} of {counted.Count} windows missed the objective, and the next one met it each time")] : Array.Empty<SearchReason>();
        if (drift is { LookedAt.IsEmpty: true })
            return drive.Result(TestOutcome.Inconclusive, TestDrive.Reason("too-few-windows", DiagnosticCodes.TooFewSamples, $"{counted.Count} windows counted; at least {DriftFinder.LeastWindows} are needed to see a drift"));
        var drifts = drift?.Found ?? [];
        var outcome = drifts.Select(d => d.Outcome).DefaultIfEmpty(TestOutcome.Pass).Max();
        return drive.Result(outcome, [.. drifts.OrderByDescending(d => d.Outcome).Select(d => d.Reason), .. once]) with { Drifts = [.. drifts.Select(d => d.Drift)], LookedForDriftIn = drift?.LookedAt ?? [] };
    }

    private static bool BrokeTwice(List<JudgedTrial> counted) => counted is [.., { Outcome: TrialOutcome.Fail }, { Outcome: TrialOutcome.Fail }];
}
