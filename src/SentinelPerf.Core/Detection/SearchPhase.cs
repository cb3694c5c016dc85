using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>Phase 4: each trial at the rate that teaches most, until the interval is narrow or the time is spent.</summary>
internal sealed class SearchPhase(TrialSession session, CapacityPosterior posterior, SearchFrame frame, TimeSpan longest)
{
    private const double MediumTrial = 0.65;
    private const int LastChances = 3;
    private const double ProvokingChance = 0.9;

    private int _done, _passes, _fails, _failRun, _passRun, _passesAtCeiling;
    private double _highestPass, _lowestFail = double.PositiveInfinity;

    /// <summary>Two trials in a row passed at the highest rate allowed.</summary>
    public bool StuckAtCeiling => _passesAtCeiling >= 2;

    /// <summary>Searches until <paramref name="content"/> or the deadline on the run's clock.</summary>
    /// <param name="soft">From here on one PASS and one FAIL are enough to be content.</param>
    /// <param name="deadline">No trial may end later.</param>
    /// <param name="content">The interval is narrow enough.</param>
    /// <param name="cancel">Ends the run.</param>
    public async Task RunAsync(TimeSpan soft, TimeSpan deadline, Func<bool> content, CancellationToken cancel)
    {
        while (!StuckAtCeiling && !((Settled || session.Now >= soft && _passes > 0 && _fails > 0) && content()))
        {
            var wanted = frame.Shortest > SearchDefaults.ShortTrial ? frame.Shortest : _done < 2 || longest == SearchDefaults.ShortTrial ? SearchDefaults.ShortTrial : _done < 4 ? longest * MediumTrial : longest;
            // Shorter than wanted is better than nothing; shorter than the shortest trial says too little.
            var affordable = deadline - session.Now - session.Settle - session.HealthyMedian;
            if (affordable < SearchDefaults.ShortTrial) return;
            await StepAsync(wanted < affordable ? wanted : affordable, LastChance(affordable), cancel);
        }
    }

    /// <summary>A break must be seen twice: with time for few more trials and fewer than two FAILs, the next one aims at failing, not at learning.</summary>
    private bool LastChance(TimeSpan affordable) => _fails < SearchDefaults.LeastFails && affordable < LastChances * (SearchDefaults.ShortTrial + session.Settle);

    /// <summary>A break must be seen twice: aims at it while it was not, and time is left for this and a confirming trial.</summary>
    public async Task ReplicateAsync(TimeSpan deadline, CancellationToken cancel)
    {
        for (var i = 0; i < LastChances && _fails == 1 && deadline - session.Now > 2 * (SearchDefaults.ShortTrial + session.Settle) && !StuckAtCeiling; i++)
            await StepAsync(frame.Shortest, true, cancel);
    }

    /// <summary>Takes a trial of another phase into account.</summary>
    public void Learn(JudgedTrial trial)
    {
        if (trial.Outcome == TrialOutcome.Void || trial.Record.OfferedPerSecond is not { } rate || !frame.Counts(rate)) return;
        posterior.Observe(frame.Grade(trial));
        session.Known = posterior.Credible(SearchDefaults.Confidence);
    }

    private bool Settled => _done >= SearchDefaults.LeastTrials && _passes >= SearchDefaults.LeastPasses && _fails >= SearchDefaults.LeastFails;

    private async Task StepAsync(TimeSpan scored, bool provoke, CancellationToken cancel)
    {
        if (provoke && frame.Shortest < scored) scored = frame.Shortest;
        var rate = NextRate(scored, provoke ? ProvokingChance : 0.5);
        var trial = await session.OpenAsync(TrialPhase.Search, rate, SearchFrame.Scored(rate, scored), cancel);
        if (trial.Outcome == TrialOutcome.Void) return;
        _done++;
        Learn(trial);
        if (trial.Outcome == TrialOutcome.Pass)
        {
            (_passes, _passRun, _failRun) = (_passes + 1, _passRun + 1, 0);
            _highestPass = Math.Max(_highestPass, rate);
            _passesAtCeiling = rate >= frame.Top(session) * 0.999 ? _passesAtCeiling + 1 : 0;
        }
        else
        {
            (_fails, _failRun, _passRun) = (_fails + 1, _failRun + 1, 0);
            _lowestFail = Math.Min(_lowestFail, rate);
            _passesAtCeiling = 0;
        }
    }

    private double NextRate(TimeSpan scored, double failChance)
    {
        var rate = posterior.RateFor(failChance, r => frame.Shape(r, SearchFrame.Scored(r, scored)));
        if (_failRun >= 2 && _passes == 0) rate = Math.Min(rate, SearchDefaults.AfterTwoFails * _lowestFail);
        if (_passRun >= 2) rate = Math.Max(rate, SearchDefaults.AfterTwoPasses * _highestPass);
        return Math.Min(rate, frame.Top(session));
    }
}
