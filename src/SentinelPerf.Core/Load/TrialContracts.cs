using System.Collections.Immutable;

namespace SentinelPerf.Load;

/// <summary>What a stretch of load is for.</summary>
public enum TrialPhase { WarmUp, Sweep, Search, Confirm, Overload, Recovery, Step }

/// <summary>What the recorder counts a request against while it runs.</summary>
/// <param name="Latency">T: a response slower than this (from its due time) is late.</param>
/// <param name="BadShare">ε: allowed share of errors + late, 0–1.</param>
/// <param name="ErrorShare">Allowed share of errors, 0–1.</param>
public readonly record struct TrialLimits(TimeSpan Latency, double BadShare, double ErrorShare)
{
    /// <summary>Fewer bad requests never decide a trial: one slow request in fifty is no percentile.</summary>
    public const int FewestBad = 3;

    /// <summary>1 − 0.9 is a little less than 0.1: without it one bad request too few would decide.</summary>
    private const double RoundingSlack = 1e-9;

    /// <summary>Bad requests that fail a trial of n: ⌊ε·n⌋ + 1, but never fewer than <see cref="FewestBad"/>.</summary>
    /// <param name="share">ε, 0–1.</param>
    /// <param name="requests">n.</param>
    public static long BadToFail(double share, long requests) => Math.Max((long)Math.Floor(share * requests + RoundingSlack) + 1, FewestBad);
}

/// <summary>
/// An open-model trial: exactly round(rate · (settle + scored)) arrivals, drawn as sorted seeded uniforms. Each request is due at
/// start + schedule(i); response time counts from there, so a stalled target cannot hide its stall (coordinated omission).
/// </summary>
/// <remarks>
/// An arrival is a request that stands alone or the first of a session (<see cref="Planning.PlannedFlow"/>). A session's later requests are due when
/// the one before has succeeded and its think time is over, and are scored as requests of their own. At the end of the scored part nothing
/// more is sent: a step that was not due by then is no sample.
/// </remarks>
/// <param name="Phase">What it is for.</param>
/// <param name="OfferedPerSecond">Arrival rate, requests/s (sessions/s when the plan has flows).</param>
/// <param name="Settle">Sent, not scored; with flows it should hold <see cref="ITrialRunner.LongestThink"/>, or the scored part lacks what users do late in a session.</param>
/// <param name="Scored">Scored by due time.</param>
/// <param name="Limits">What a bad request is.</param>
/// <param name="Seed">Draws the arrivals and the mix.</param>
public sealed record OpenTrial(TrialPhase Phase, double OfferedPerSecond, TimeSpan Settle, TimeSpan Scored, TrialLimits Limits, ulong Seed)
{
    /// <summary>The rate over time; null: <see cref="OfferedPerSecond"/> all the time. With a curve that value only names the trial.</summary>
    public RateCurve? Curve { get; init; }

    /// <summary>How arrivals lie on the curve. Default Poisson.</summary>
    public ArrivalPattern Pattern { get; init; }

    /// <summary>Recorded offsets to replay instead of drawing; empty: draw.</summary>
    public ImmutableArray<TimeSpan> Replayed { get; init; } = [];

    /// <summary>
    /// A rate that may change while the trial runs; null: it is as drawn. It takes the place of the others (<see cref="OfferedPerSecond"/> only names the
    /// trial), arrivals are a seeded Poisson process, and the trial is never decided early, for how many there will be is not known.
    /// </summary>
    public LiveRate? Live { get; init; }

    /// <summary>End as soon as the bad count decides the trial as FAIL (never with &lt; 3 bad). There is no early PASS.</summary>
    public bool StopWhenDecided { get; init; } = true;

    /// <summary>How long after its due time an unresolved request may still be waited for beyond T: max(T, 1 s).</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait after the last send for in-flight to fall to 0 (cancelling would hide the server's backlog and spoil the next trial).</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A closed-loop trial: a fixed number of requests in flight, each replaced when it completes: by the next step of its session, else by a new arrival.</summary>
/// <remarks>
/// Think times are not waited: a closed loop asks how much the target can do with so many requests at a time, and a user who thinks asks
/// nothing of it. Waited, 256 users who think for 5 s could never ask for more than 51 sessions/s, and would show that as the target's limit.
/// The mix of steps is the same either way.
/// </remarks>
/// <param name="Phase">What it is for.</param>
/// <param name="InFlight">Requests kept in flight, ≥ 1.</param>
/// <param name="Settle">Run, not scored.</param>
/// <param name="Scored">Scored by completion time.</param>
/// <param name="Limits">What a bad request is.</param>
/// <param name="Seed">Draws the mix.</param>
public sealed record ClosedTrial(TrialPhase Phase, int InFlight, TimeSpan Settle, TimeSpan Scored, TrialLimits Limits, ulong Seed)
{
    /// <summary>Go on past <see cref="Scored"/> until this many scored completions (of sessions, when the plan has flows), or <see cref="LongestScored"/>.</summary>
    public int MinimumCompletions { get; init; } = 20;

    /// <summary>Longest scored time.</summary>
    public TimeSpan LongestScored { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait after the last send for in-flight to fall to 0.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Distribution of a time over the scored requests; null values: no sample.</summary>
/// <param name="Count">Samples.</param>
/// <param name="Mean">Mean.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="P999">99.9th percentile.</param>
/// <param name="Max">Largest.</param>
/// <param name="SquaredCoefficientOfVariation">cv² = variance / mean².</param>
public sealed record LatencySummary(
    long Count, TimeSpan? Mean, TimeSpan? P50, TimeSpan? P90, TimeSpan? P99, TimeSpan? P999, TimeSpan? Max, double? SquaredCoefficientOfVariation)
{
    /// <summary>No samples.</summary>
    public static LatencySummary Empty { get; } = new(0, null, null, null, null, null, null, null);
}

/// <summary>What one route did during the scored part of a trial.</summary>
/// <param name="Route">Index into the plan's requests.</param>
/// <param name="Requests">Scored requests.</param>
/// <param name="Errors">Of these, not a success or timed out.</param>
/// <param name="Late">Of these, successes slower than T.</param>
/// <param name="Response">Response times (from due time).</param>
public sealed record RouteTally(int Route, long Requests, long Errors, long Late, LatencySummary Response);

/// <summary>Errors of one kind: <c>http-503</c>, <c>timeout</c>, <c>refused</c>, <c>reset</c>, <c>tls</c>, <c>protocol</c>, <c>check</c>, <c>no-address</c> (client side).</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many, scored or not.</param>
/// <param name="First">One line about the first of them, without secrets.</param>
/// <param name="FirstAt">Offset of the first on the run's clock.</param>
public sealed record ErrorTally(string Kind, long Count, string First, TimeSpan FirstAt);

/// <summary>What happened outside in one slice (250 ms) of a trial.</summary>
/// <param name="At">Start of the slice on the run's clock.</param>
/// <param name="Sent">Requests sent.</param>
/// <param name="Completed">Requests resolved, good or bad.</param>
/// <param name="Good">Good ones.</param>
/// <param name="Errors">Errors.</param>
/// <param name="Late">Successes slower than T.</param>
/// <param name="InFlight">In flight at the slice's end.</param>
/// <param name="P50">Median response time of those resolved.</param>
/// <param name="P99">99th percentile of the response time of those resolved.</param>
public sealed record TrialBin(TimeSpan At, long Sent, long Completed, long Good, long Errors, long Late, int InFlight, TimeSpan? P50, TimeSpan? P99)
{
    /// <summary>Of those sent in the slice, whenever they came back: errors, and what was never resolved.</summary>
    public long SentErrors { get; init; }

    /// <summary>Of those sent in the slice, whenever they came back: successes slower than T.</summary>
    public long SentLate { get; init; }

    /// <summary>99th percentile of the response time of those sent in the slice; null: none came back.</summary>
    public TimeSpan? SentP99 { get; init; }
}

/// <summary>How well the generator did its own work during a trial; null: not measured.</summary>
public sealed record GeneratorHealth
{
    /// <summary>99th percentile of actual send − due time.</summary>
    public TimeSpan? SendLagP99 { get; init; }

    /// <summary>Longest gap between two heartbeats of the pacer.</summary>
    public TimeSpan? LongestHeartbeatGap { get; init; }

    /// <summary>Longest own garbage collection pause.</summary>
    public TimeSpan? LongestGcPause { get; init; }

    /// <summary>99th percentile of the delay between a completion being ready and being handled.</summary>
    public TimeSpan? CompletionDelayP99 { get; init; }

    /// <summary>Own CPU in cores (1.0 = one core busy).</summary>
    public double? CpuCores { get; init; }

    /// <summary>Own CPU per request sent.</summary>
    public TimeSpan? CpuPerRequest { get; init; }

    /// <summary>How far λ·W of the recorded requests lies outside what was seen live of L over the scored window, as a share; null when L ≤ 1.</summary>
    public double? LittlesLawDeviation { get; init; }

    /// <summary>Kolmogorov–Smirnov distance of the gaps between actual sends from those of the schedule, 0–1; null for a closed loop. A figure for the report, never a veto:
    /// it fires on small samples and above 5,000/s, where the send lag says the same better.</summary>
    public double? SendGapDistance { get; init; }

    /// <summary>What was left of this machine's ephemeral ports at the window's end.</summary>
    public Remainder? PortsLeft { get; init; }

    /// <summary>What was left of this process's descriptors at the window's end.</summary>
    public Remainder? DescriptorsLeft { get; init; }

    /// <summary>The in-flight cap was reached, so arrivals were left out.</summary>
    public bool InFlightCapReached { get; init; }

    /// <summary>Age of the oldest request in flight when the cap was reached.</summary>
    public TimeSpan? OldestAtCap { get; init; }
}

/// <summary>What is left of something that can run out.</summary>
/// <param name="Left">How many are free, ≥ 0.</param>
/// <param name="All">How many there are, ≥ 1.</param>
public readonly record struct Remainder(long Left, long All)
{
    /// <summary>Share that is free, 0–1.</summary>
    public double Share => All > 0 ? Math.Clamp((double)Left / All, 0, 1) : 0;
}

/// <summary>What the machine around the trial did, from the observer; null: not measured.</summary>
public sealed record TrialSurroundings
{
    /// <summary>Nothing measured.</summary>
    public static TrialSurroundings Unknown { get; } = new();

    /// <summary>Target's CPU in cores over the scored window.</summary>
    public double? TargetCpuCores { get; init; }

    /// <summary>CPU of processes that are neither target nor generator, in cores.</summary>
    public double? ThirdProcessCpuCores { get; init; }

    /// <summary>Share of CPU time stolen by the hypervisor, 0–1.</summary>
    public double? StealShare { get; init; }

    /// <summary>Cores of this machine (or of the quota).</summary>
    public double? Cores { get; init; }

    /// <summary>Cores of the machine that were idle.</summary>
    public double? IdleCores { get; init; }

    /// <summary>The target's threads that stood ready without a core, on average over the window.</summary>
    public double? TargetWaitingThreads { get; init; }

    /// <summary>Cores that are the target's alone, by <c>load.placement</c>; null: it shares the machine with the generator.</summary>
    public double? TargetCores { get; init; }

    /// <summary>
    /// CPU that the target could have had, in cores: what generator and third processes left, at most its own cores. Never 0, so that a share of it can be told.
    /// </summary>
    /// <param name="generatorCpuCores">The generator's CPU, in cores.</param>
    public double? AvailableToTarget(double generatorCpuCores) =>
        Cores is { } cores ? Math.Max(Math.Min(TargetCores ?? cores, cores - generatorCpuCores - (ThirdProcessCpuCores ?? 0)), 0.05) : null;

    /// <summary>Whether the target is the largest consumer of the CPU and uses a third or more of what is available to it: what delays the pacer then is the target's own work.</summary>
    public bool TargetKeepsTheCpuBusy { get; init; }

    /// <summary>Whether target CPU ≥ 90 % of what is available to it (cores − generator − third processes): then scheduling vetoes do not void.</summary>
    public bool TargetAtItsCpuLimit { get; init; }
}

/// <summary>Why a trial says nothing about the target: the generator or the host spoiled it.</summary>
/// <param name="Reason">Stable id: <c>send-lag</c>, <c>heartbeat</c>, <c>sent-count</c>, <c>littles-law</c>, <c>gc-pause</c>, <c>steal</c>, <c>third-processes</c>, <c>completion-delay</c>, <c>in-flight-cap</c>, <c>no-address</c>, <c>ports</c>, <c>descriptors</c>, <c>generator-limit</c>.</param>
/// <param name="Text">One line for a person, with the value and its limit.</param>
public sealed record Veto(string Reason, string Text);

/// <summary>Everything that one trial measured. The judgement (pass, fail, void) is Detection's.</summary>
public sealed record TrialRecord
{
    private readonly double? _requestsPerSecond;

    /// <summary>What it was for.</summary>
    public required TrialPhase Phase { get; init; }

    /// <summary>Offered rate, requests/s (sessions/s when the plan has flows, as every rate here unless it says requests); null for a closed loop.</summary>
    public double? OfferedPerSecond { get; init; }

    /// <summary>Which rate was offered from when on (offsets from the trial's start), when it was changed while the trial ran; else empty.</summary>
    public ImmutableArray<RatePoint> OfferedRates { get; init; } = [];

    /// <summary>Requests that an arrival brings when all goes well, by the plan's weights; 1 without flows.</summary>
    public double RequestsPerArrival { get; init; } = 1;

    /// <summary>Requests kept in flight; null for an open trial.</summary>
    public int? ClosedInFlight { get; init; }

    /// <summary>Start on the run's clock.</summary>
    public required TimeSpan StartedAt { get; init; }

    /// <summary>Settle time (sent, not scored).</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>Scored time as it really was (shorter than asked when decided early).</summary>
    public required TimeSpan Scored { get; init; }

    /// <summary>Wall time in all, with drain.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Time from the last send until nothing was in flight.</summary>
    public TimeSpan Drain { get; init; }

    /// <summary>Whether in-flight reached 0 before the drain limit.</summary>
    public bool Drained { get; init; } = true;

    /// <summary>Arrivals drawn in the whole schedule (closed: requests started). A session is one arrival.</summary>
    public required long Scheduled { get; init; }

    /// <summary>Requests due before the trial ended, that should have been sent.</summary>
    public required long Due { get; init; }

    /// <summary>Requests sent.</summary>
    public required long Sent { get; init; }

    /// <summary>n: scored requests (due within the scored part; those not yet due at an early end do not count).</summary>
    public required long ScoredRequests { get; init; }

    /// <summary>n the scored part would have had without an early end; with flows, after an early end, the most it could have had.</summary>
    public required long PlannedScoredRequests { get; init; }

    /// <summary>Scored requests that were not a success, timed out, or stayed unresolved past T + grace.</summary>
    public required long Errors { get; init; }

    /// <summary>Scored successes slower than T (or still unresolved past T when the trial ended early).</summary>
    public required long Late { get; init; }

    /// <summary>Sent ÷ due, 0–1; null when nothing was due.</summary>
    public double? OfferedShare => Due > 0 ? (double)Sent / Due : null;

    /// <summary>Errors + late.</summary>
    public long Bad => Errors + Late;

    /// <summary>Ended early because the bad count had decided it.</summary>
    public bool DecidedEarly { get; init; }

    /// <summary>The target's process ended during the trial.</summary>
    public bool TargetDied { get; init; }

    /// <summary>Arrivals within the scored window / its length.</summary>
    public double OfferedInWindowPerSecond { get; init; }

    /// <summary>
    /// Completions (good or bad) within the scored window / its length: what to hold against <see cref="OfferedInWindowPerSecond"/>. With flows,
    /// sessions that ended, corrected by how many more thought at the window's end than at its start: those do not wait for the target.
    /// </summary>
    public double CompletedPerSecond { get; init; }

    /// <summary>The good ones of <see cref="CompletedPerSecond"/>: requests, or sessions all of whose requests were good.</summary>
    public double GoodputPerSecond { get; init; }

    /// <summary>Requests completed (good or bad) within the scored window / its length; without flows the same as <see cref="CompletedPerSecond"/>.</summary>
    public double RequestsPerSecond { get => _requestsPerSecond ?? CompletedPerSecond; init => _requestsPerSecond = value; }

    /// <summary>Least-squares slope of successful completions (of sessions, when the plan has flows) over the scored window (batch-safe, unlike count ÷ span).</summary>
    public double? SuccessSlopePerSecond { get; init; }

    /// <summary>In flight at the start of the scored window.</summary>
    public int InFlightAtStart { get; init; }

    /// <summary>In flight at the end of the scored window.</summary>
    public int InFlightAtEnd { get; init; }

    /// <summary>Response times (completion − due) of scored requests.</summary>
    public LatencySummary Response { get; init; } = LatencySummary.Empty;

    /// <summary>Response times of the scored successes alone: what the accepted felt, when others are refused fast.</summary>
    public LatencySummary SuccessResponse { get; init; } = LatencySummary.Empty;

    /// <summary>Service times (completion − send) of scored requests.</summary>
    public LatencySummary Service { get; init; } = LatencySummary.Empty;

    /// <summary>Per route.</summary>
    public ImmutableArray<RouteTally> Routes { get; init; } = [];

    /// <summary>Errors by kind.</summary>
    public ImmutableArray<ErrorTally> ErrorKinds { get; init; } = [];

    /// <summary>Slices of 250 ms.</summary>
    public ImmutableArray<TrialBin> Bins { get; init; } = [];

    /// <summary>The generator's own health.</summary>
    public GeneratorHealth Health { get; init; } = new();

    /// <summary>What the machine around it did.</summary>
    public TrialSurroundings Surroundings { get; init; } = TrialSurroundings.Unknown;

    /// <summary>Standing vetoes; any makes the trial VOID unless Detection knows better (a crash).</summary>
    public ImmutableArray<Veto> Vetoes { get; init; } = [];
}
