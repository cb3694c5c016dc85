using SentinelPerf.Load;

namespace SentinelPerf.Detection;

/// <summary>Phase 5: the low end must hold in a trial of its own.</summary>
internal static class ConfirmPhase
{
    /// <summary>The rate that passed; null when none did within the steps, or the deadline came first.</summary>
    public static async Task<double?> RunAsync(TrialSession session, double low, Action<JudgedTrial> learn, TimeSpan scored, TimeSpan deadline, CancellationToken cancel)
    {
        for (var step = 0; step <= SearchDefaults.ConfirmSteps; step++, low *= SearchDefaults.ConfirmStep)
            for (var attempt = 0; attempt < 2; attempt++)
            {
                if (session.Now + session.Settle + SearchDefaults.ShortTrial > deadline) return null;
                var left = deadline - session.Now - session.Settle;
                var trial = await session.OpenAsync(TrialPhase.Confirm, low, left < scored ? left : scored, cancel);
                learn(trial);
                if (trial.Outcome == TrialOutcome.Pass) return low;
            }
        return null;
    }
}
