using System.Collections.Immutable;

namespace SentinelPerf.Load;

/// <summary>What the vetoes are judged against.</summary>
/// <param name="GmaxPerSecond">What the generator measured of itself on a null server, requests/s; null: not measured.</param>
/// <param name="NoisyHost">A shared CI machine: its scheduler alone makes lags that mean nothing (send-lag floor 5 ms instead of 2 ms).</param>
public sealed record GeneratorLimits(double? GmaxPerSecond, bool NoisyHost);

/// <summary>
/// Decides which of a trial's measurements show that the generator or the host, not the target, spoiled it. Limits and their firing rates
/// on a healthy generator: docs/how-it-decides.md, 'Vetoes' (send lag 0/0/3 %, heartbeat 0/0/1 %: quiet / parallel build / two CPU hogs).
/// </summary>
public static class GeneratorVetoes
{
    /// <summary>Send lag p99 may reach this share of T.</summary>
    public const double SendLagShareOfLimit = 0.05;

    /// <summary>
    /// The same while the target itself keeps the CPU busy: the scheduler lets it finish its slice (3 ms and more) before the pacer runs. Measured on two
    /// cores, a CPU-bound API at 35–75 % of its limit: p99 lag 5.1–6.0 ms at T = 100 ms, which voided half of the trials of a healthy measurement.
    /// </summary>
    public const double SendLagShareBesideBusyTarget = 0.1;

    /// <summary>Share of T that a heartbeat gap may reach.</summary>
    public const double HeartbeatShareOfLimit = 0.2;

    /// <summary>Share of T that an own garbage collection pause may reach.</summary>
    public const double GcPauseShareOfLimit = 0.1;

    /// <summary>Share of T that handling completions may be late.</summary>
    public const double CompletionShareOfLimit = 0.05;

    /// <summary>Share of the time a check allows that handling completions may be late.</summary>
    public const double CheckedTimeShare = 0.25;

    /// <summary>The same for a garbage collection pause, which is one moment and not every hundredth.</summary>
    public const double CheckedTimePauseShare = 0.5;

    /// <summary>Largest deviation from Little's law.</summary>
    public const double LittlesLawTolerance = 0.05;

    /// <summary>Largest share of stolen CPU time.</summary>
    public const double StealShare = 0.02;

    /// <summary>Share of the machine up to which processes that are neither target nor generator are harmless whatever the target does.</summary>
    public const double ThirdProcessShare = 0.1;

    /// <summary>
    /// Threads of the target that ran or stood ready, on average, below which the CPU cannot be what limits it: a target that waits for the CPU has at
    /// least one thread that always wants it. Half of that, so that it need not be at its limit to be seen.
    /// </summary>
    public const double ThreadsOfACpuLimit = 0.5;

    /// <summary>Share of the target's wish for the CPU that may go unserved beside third processes.</summary>
    public const double UnservedShare = 0.1;

    /// <summary>Share of ports or descriptors that must be left.</summary>
    public const double LeastLeft = 0.05;

    /// <summary>Share of Gmax above which the generator's own limit may show.</summary>
    public const double ShareOfGmax = 0.7;

    private const string NoAddress = "no-address";

    /// <summary>Send lag floor on a quiet host ('p99 &gt; 1 ms' would fire on 7–91 % of healthy trials).</summary>
    public static readonly TimeSpan SendLagFloor = TimeSpan.FromMilliseconds(2);

    /// <summary>Send lag floor on a noisy host.</summary>
    public static readonly TimeSpan NoisySendLagFloor = TimeSpan.FromMilliseconds(5);

    /// <summary>Heartbeat gap floor.</summary>
    public static readonly TimeSpan HeartbeatFloor = TimeSpan.FromMilliseconds(30);

    /// <summary>Completion delay floor (5–8 ms are seen on healthy generators).</summary>
    public static readonly TimeSpan CompletionFloor = TimeSpan.FromMilliseconds(10);

    /// <summary>The vetoes that stand against a trial; empty: none.</summary>
    /// <param name="trial">What was measured.</param>
    /// <param name="latencyLimit">T in force.</param>
    /// <param name="limits">The generator's own limits.</param>
    /// <param name="shortestAllowed">Least time that a check allows a request; null: no check is about time.</param>
    public static ImmutableArray<Veto> Judge(TrialRecord trial, TimeSpan latencyLimit, GeneratorLimits limits, TimeSpan? shortestAllowed = null)
    {
        var vetoes = ImmutableArray.CreateBuilder<Veto>();
        // On a machine that target and generator fill together, the pacer waits for a core because the target is at its limit:
        // that is the target's capacity, not a fault of the measurement.
        // A pacer with cores of its own waits for nobody: late is late there.
        if (!trial.Surroundings.TargetAtItsCpuLimit || trial.Surroundings.TargetCores is not null) AddScheduling(vetoes, trial, latencyLimit, limits.NoisyHost || BesideABusyTarget(trial.Surroundings));
        AddAccounting(vetoes, trial, latencyLimit);
        AddCheckedTime(vetoes, trial, shortestAllowed);
        AddLeft(vetoes, trial.Health);
        AddHost(vetoes, trial.Surroundings);
        AddOwnLimit(vetoes, trial, limits.GmaxPerSecond);
        return vetoes.ToImmutable();
    }

    private static void AddScheduling(ImmutableArray<Veto>.Builder vetoes, TrialRecord trial, TimeSpan t, bool noisy)
    {
        var health = trial.Health;
        var share = BesideABusyTarget(trial.Surroundings) ? SendLagShareBesideBusyTarget : SendLagShareOfLimit;
        AddIfAbove(vetoes, "send-lag", "requests were sent late: send lag p99", health.SendLagP99,
            Larger(noisy ? NoisySendLagFloor : SendLagFloor, t * share));
        AddIfAbove(vetoes, "heartbeat", "the generator did not get the CPU: longest heartbeat gap", health.LongestHeartbeatGap,
            Larger(HeartbeatFloor, t * HeartbeatShareOfLimit));
        AddIfAbove(vetoes, "completion-delay", "responses were handled late: delay p99", health.CompletionDelayP99,
            Larger(CompletionFloor, t * CompletionShareOfLimit));
    }

    /// <summary>A check of a few milliseconds fails by delays that T does not feel. Asked only when checks failed: without, nothing hangs on it.</summary>
    private static void AddCheckedTime(ImmutableArray<Veto>.Builder vetoes, TrialRecord trial, TimeSpan? allowed)
    {
        if (allowed is not { } most || !trial.ErrorKinds.Any(e => e.Kind == "check") || vetoes.Any(v => v.Reason == "completion-delay")) return;
        AddIfAbove(vetoes, "completion-delay", "a check allows few milliseconds and responses were handled late: delay p99", trial.Health.CompletionDelayP99, most * CheckedTimeShare);
        AddIfAbove(vetoes, "gc-pause", "a check allows few milliseconds and the generator's own garbage collector paused it for", trial.Health.LongestGcPause, most * CheckedTimePauseShare);
    }

    private static void AddAccounting(ImmutableArray<Veto>.Builder vetoes, TrialRecord trial, TimeSpan t)
    {
        var health = trial.Health;
        if (trial.Phase != TrialPhase.Sweep)
            AddIfAbove(vetoes, "gc-pause", "the generator's own garbage collector paused it for", health.LongestGcPause, t * GcPauseShareOfLimit);
        if (health.LittlesLawDeviation > LittlesLawTolerance)
            vetoes.Add(new("littles-law", FormattableString.Invariant(
                $"in-flight as seen live and as recorded differ by {health.LittlesLawDeviation:P1}; at most {LittlesLawTolerance:P0} is trusted")));
        foreach (var error in trial.ErrorKinds)
        {
            // This side had no port, descriptor or address left: the target was never asked.
            if (error.Kind == NoAddress)
                vetoes.Add(new(NoAddress, FormattableString.Invariant($"{error.Count} requests could not leave this machine ({error.First})")));
        }
        // Oldest request over 2T when the cap is reached: the target does not answer, which is its failure, not the generator's.
        if (health.InFlightCapReached && !(health.OldestAtCap > 2 * t))
            vetoes.Add(new("in-flight-cap", FormattableString.Invariant(
                $"the cap on requests in flight was reached, {trial.Due - trial.Sent} arrivals were left out; raise load.maxInFlight or offer less")));
        else if (!health.InFlightCapReached && !trial.TargetDied && trial.Sent != trial.Due)
            vetoes.Add(new("sent-count", FormattableString.Invariant($"{trial.Sent} requests were sent of {trial.Due} that were due")));
    }

    private static void AddHost(ImmutableArray<Veto>.Builder vetoes, TrialSurroundings around)
    {
        if (around.StealShare > StealShare)
            vetoes.Add(new("steal", FormattableString.Invariant($"the hypervisor took {around.StealShare:P1} of the CPU time; at most {StealShare:P0} is trusted")));
        if (around is { ThirdProcessCpuCores: { } third, Cores: > 0 and var cores } && third > ThirdProcessShare * cores && Hinders(around))
            vetoes.Add(new("third-processes", FormattableString.Invariant($"other processes used {third:F2} of {cores:0.##} cores") + (around.TargetWaitingThreads is { } waiting
                ? FormattableString.Invariant($" while {waiting:F1} threads of the target waited for one; at most {UnservedShare:P0} of what it wants may go unserved")
                : FormattableString.Invariant($", and how long the target waited for one is not known; at most {ThirdProcessShare:P0} of the machine is trusted then"))));
    }

    /// <summary>
    /// Whether third processes kept the CPU from the target. What they use says nothing: beside a parallel build a target that waits for timers, locks or other services
    /// measures as alone. What counts is how long its threads stood ready without a core; where that is not known, third processes are taken to hinder.
    /// </summary>
    private static bool Hinders(TrialSurroundings around)
    {
        if (around is not { TargetWaitingThreads: { } waiting, TargetCpuCores: { } running }) return true;
        var wanted = waiting + running;
        return wanted >= ThreadsOfACpuLimit && waiting > UnservedShare * wanted;
    }

    private static bool BesideABusyTarget(TrialSurroundings around) => around is { TargetKeepsTheCpuBusy: true, TargetCores: null };

    private static void AddLeft(ImmutableArray<Veto>.Builder vetoes, GeneratorHealth health)
    {
        if (health.PortsLeft is { Share: < LeastLeft } ports)
            vetoes.Add(new("ports", FormattableString.Invariant(
                $"{ports.Left} of {ports.All} ephemeral ports were left; at least {LeastLeft:P0} must be. Widen net.ipv4.ip_local_port_range or let connections be kept alive")));
        if (health.DescriptorsLeft is { Share: < LeastLeft } descriptors)
            vetoes.Add(new("descriptors", FormattableString.Invariant(
                $"{descriptors.Left} of {descriptors.All} descriptors of this process were left; at least {LeastLeft:P0} must be. Raise the limit with ulimit -n")));
    }

    private static void AddOwnLimit(ImmutableArray<Veto>.Builder vetoes, TrialRecord trial, double? gmax)
    {
        var rate = trial.OfferedPerSecond * trial.RequestsPerArrival ?? trial.RequestsPerSecond;
        if (gmax is { } most && rate > ShareOfGmax * most)
            vetoes.Add(new("generator-limit", FormattableString.Invariant(
                $"{rate:F0} requests/s is above {ShareOfGmax:0.0} × the {most:F0}/s that the generator manages against a null server")));
    }

    private static void AddIfAbove(ImmutableArray<Veto>.Builder vetoes, string reason, string what, TimeSpan? value, TimeSpan limit)
    {
        if (value > limit)
            vetoes.Add(new(reason, FormattableString.Invariant($"{what} {value.Value.TotalMilliseconds:F1} ms, limit {limit.TotalMilliseconds:F1} ms")));
    }

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
