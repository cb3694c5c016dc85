namespace SentinelPerf.Load;

/// <summary>Runs trials: the real engine, a simulator, or another engine stand behind it. Not safe for concurrent use.</summary>
public interface ITrialRunner
{
    /// <summary>Now, on the run's clock (0 = the target's start). A simulator returns simulated time.</summary>
    TimeSpan Now { get; }

    /// <summary>Never offer more than this, requests/s or sessions/s (0.7 × what the generator measured of itself, or the user's maxRate).</summary>
    double MaxRatePerSecond { get; }

    /// <summary>
    /// What the user forbids to exceed, in any trial; null: nothing. A closed loop may go beyond <see cref="MaxRatePerSecond"/> when that is the
    /// generator's own limit: it never outruns the target, and a veto tells when it outran the generator.
    /// </summary>
    double? ForbiddenFromPerSecond => MaxRatePerSecond;

    /// <summary>What the user who thinks longest thinks in one session: so long after the first arrivals the last steps of a session are missing from the load. 0 without flows.</summary>
    TimeSpan LongestThink => TimeSpan.Zero;

    /// <summary>Whether the target's process still lives (true for a URL).</summary>
    bool TargetAlive { get; }

    /// <summary>Runs an open-model trial.</summary>
    Task<TrialRecord> RunAsync(OpenTrial trial, CancellationToken cancel);

    /// <summary>Runs a closed-loop trial.</summary>
    Task<TrialRecord> RunAsync(ClosedTrial trial, CancellationToken cancel);

    /// <summary>Sends nothing for a while.</summary>
    Task IdleAsync(TimeSpan duration, CancellationToken cancel);

    /// <summary>Starts a target that died once more (a crash is replicated); false when it cannot be.</summary>
    Task<bool> TryRestartTargetAsync(CancellationToken cancel);
}

/// <summary>Watches the machine around a trial. Implemented by Signals; Load only asks.</summary>
public interface ITrialObserver
{
    /// <summary>Remembers the counters at the start of the scored window. Cheap; called on the pacer's clock.</summary>
    void BeginWindow();

    /// <summary>What happened since <see cref="BeginWindow"/>.</summary>
    /// <param name="generatorCpuCores">The generator's own CPU over the same window, in cores.</param>
    TrialSurroundings EndWindow(double generatorCpuCores);
}
