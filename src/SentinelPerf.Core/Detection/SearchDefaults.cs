namespace SentinelPerf.Detection;

/// <summary>The constants of the search. Sources: docs/how-it-decides.md unless the comment names another.</summary>
internal static class SearchDefaults
{
    /// <summary>Sent before the scored part of every open trial, so that connections and the first queue are there.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(0.6);

    /// <summary>T while the healthy state is not known yet.</summary>
    public static readonly TimeSpan ProvisionalLatency = TimeSpan.FromSeconds(1);

    /// <summary>Least derived T.</summary>
    public static readonly TimeSpan LeastDerivedLatency = TimeSpan.FromMilliseconds(100);

    /// <summary>Derived T in healthy medians.</summary>
    public const double DerivedLatencyFactor = 10;

    /// <summary>T when the user names none: max(10 × healthy median, 100 ms).</summary>
    public static TimeSpan DeriveLatency(TimeSpan healthyMedian) =>
        healthyMedian * DerivedLatencyFactor > LeastDerivedLatency ? healthyMedian * DerivedLatencyFactor : LeastDerivedLatency;

    /// <summary>Below this share of the offered rate completed, while in-flight grows, the rate is not sustained.</summary>
    public const double SustainedShare = 0.98;

    /// <summary>A backlog below this many standard deviations of Poisson arrivals is chance, not a plateau (in the simulator 2 still fails 1 in 60 stable trials of 2.4 s).</summary>
    public const double PlateauDeviations = 3;

    /// <summary>Times a void trial is run again at the same rate.</summary>
    public const int VoidRetries = 2;

    /// <summary>Pause before a trial that other processes spoiled is run again; twice as long the second time.</summary>
    public static readonly TimeSpan PauseForOthers = TimeSpan.FromSeconds(1.5);

    /// <summary>Share of the budget from which on no such pause is made.</summary>
    public const double PauseEndShare = 0.75;

    /// <summary>Above this share of void trials the search says nothing.</summary>
    public const double MostVoid = 0.3;

    /// <summary>Fewer trials than this are too few to judge the share of void ones.</summary>
    public const int VoidShareNeeds = 8;

    /// <summary>A warm-up is looked at in pieces of this length; the last one is the healthy state.</summary>
    public static readonly TimeSpan WarmUpPiece = TimeSpan.FromSeconds(2);

    /// <summary>Pieces of warm-up before the first look.</summary>
    public const int LeastWarmUpPieces = 2;

    /// <summary>Longest warm-up at the default budget.</summary>
    public static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(12);

    /// <summary>Share of the budget that warm-up may take.</summary>
    public const double WarmUpShare = 0.13;

    /// <summary>Drift of the last 3 s of warm-up above which the target is not steady.</summary>
    public const double SteadyDrift = 0.10;

    /// <summary>Settle of one level of the closed-loop sweep.</summary>
    public static readonly TimeSpan SweepSettle = TimeSpan.FromSeconds(0.25);

    /// <summary>Scored part of one level of the sweep.</summary>
    public static readonly TimeSpan SweepScored = TimeSpan.FromSeconds(1);

    /// <summary>The best level once more: at 400/s one second knows Ĉ of exponential service times to 5 %, four to 2.5 %.</summary>
    public static readonly TimeSpan SweepRefine = TimeSpan.FromSeconds(2);

    /// <summary>Least standard deviation of ln Ĉ: the closed loop and the open one differ by about this.</summary>
    public const double SaturationDeviation = 0.01;

    /// <summary>Half seconds at saturation whose dispersion weighs as much as cv² at one request in flight.</summary>
    public const double VariationPrior = 8;

    /// <summary>Prior weight of 'a queue near saturation breaks it'.</summary>
    public const double QueueShare = 0.85;

    /// <summary>Above this share of ε at low load, T lies in the tail of the service, and no queue needs to form to break it.</summary>
    public const double SlowTail = 0.25;

    /// <summary>The same when a step far below saturation failed.</summary>
    public const double QueueShareBelowSaturation = 0.3;

    /// <summary>The same when the closed loop was refused.</summary>
    public const double QueueShareWhenRefusing = 0.03;

    /// <summary>Growth of in-flight from one level of the sweep to the next.</summary>
    public const int SweepFactor = 4;

    /// <summary>Highest level of the sweep.</summary>
    public const int SweepTop = 1024;

    /// <summary>A level that takes longer than this to drain is not run.</summary>
    public static readonly TimeSpan LongestSweepDrain = TimeSpan.FromSeconds(6);

    /// <summary>A rise below this share is none; two in a row end the sweep.</summary>
    public const double SweepRise = 0.05;

    /// <summary>A rise from the last level but one to the last above this factor: saturation lies beyond.</summary>
    public const double StillRising = 1.25;

    /// <summary>Change of ln Ĉ over the search above which the target is not stationary.</summary>
    public const double SaturationDrift = 0.12;

    /// <summary>Errors above this share end the sweep: the target refuses, more in flight only makes it refuse more.</summary>
    public const double SweepErrors = 0.10;

    /// <summary>Scored part of the first trials, which only place the search.</summary>
    public static readonly TimeSpan ShortTrial = TimeSpan.FromSeconds(2.4);

    /// <summary>Scored part of the steps below saturation.</summary>
    public static readonly TimeSpan StepTrial = TimeSpan.FromSeconds(1.5);

    /// <summary>Shares of the first trial's rate that are tried on the way up: they find a latency break long before saturation, and a band that fails below a rate that passes.</summary>
    public static readonly double[] Steps = [0.5, 0.75];

    /// <summary>Longest scored part of a search trial.</summary>
    public static readonly TimeSpan LongTrial = TimeSpan.FromSeconds(8);

    /// <summary>Scored part of the CONFIRM trial.</summary>
    public static readonly TimeSpan ConfirmTrial = TimeSpan.FromSeconds(5.4);

    /// <summary>Step down when CONFIRM fails twice.</summary>
    public const double ConfirmStep = 0.97;

    /// <summary>Most steps down.</summary>
    public const int ConfirmSteps = 2;

    /// <summary>Width that is good enough after <see cref="LongestSearch"/>: beyond, time is better saved than spent.</summary>
    public const double LateContentWidth = 0.13;

    /// <summary>Search phase after which <see cref="LateContentWidth"/> is good enough; a wider interval may take what the budget has.</summary>
    public static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(27.5);

    /// <summary>The same as a share of the budget, so that confirm, overload and recovery end well within it.</summary>
    public const double SearchEndShare = 0.535;

    /// <summary>The search phase keeps at least this before overload and recovery get any time.</summary>
    public static readonly TimeSpan SearchBeforeRecovery = TimeSpan.FromSeconds(20);

    /// <summary>What overload and recovery need, with the drain.</summary>
    public static readonly TimeSpan RecoveryNeeds = TimeSpan.FromSeconds(12);

    /// <summary>Scored part of overload.</summary>
    public static readonly TimeSpan OverloadTrial = TimeSpan.FromSeconds(2.4);

    /// <summary>Overload in saturation throughputs; nothing is ever offered above it: more measures connection set-up, not the target.</summary>
    public const double OverloadFactor = 1.5;

    /// <summary>Scored part of the trial after overload.</summary>
    public static readonly TimeSpan RecoveryTrial = TimeSpan.FromSeconds(3.4);

    /// <summary>Confidence of the interval.</summary>
    public const double Confidence = 0.9;

    /// <summary>Width of the interval at which the search is content.</summary>
    public const double ContentWidth = 0.05;

    /// <summary>Width above which the answer is 'inconclusive'.</summary>
    public const double WidestInterval = 0.20;

    /// <summary>Trials, passes and fails before the search may be content.</summary>
    public const int LeastTrials = 5, LeastPasses = 2, LeastFails = 2;

    /// <summary>After two FAILs in a row without a PASS the next rate is at most this share of the lowest FAIL: a Ĉ that is 5 % too high would make every trial fail.</summary>
    public const double AfterTwoFails = 0.97;

    /// <summary>After two PASSes in a row the next rate is at least this multiple of the highest PASS.</summary>
    public const double AfterTwoPasses = 1.03;

    /// <summary>Below this rate a trial is made longer until it holds <see cref="SlowRequests"/>.</summary>
    public const double SlowRate = 100;

    /// <summary>Requests a trial of a slow target holds.</summary>
    public const int SlowRequests = 100;

    /// <summary>Longest scored part for the sake of <see cref="SlowRequests"/>.</summary>
    public static readonly TimeSpan LongestSlowTrial = TimeSpan.FromSeconds(10);

    /// <summary>cv² of low-load response time above which the tail is heavy (CV &gt; 2).</summary>
    public const double HeavyTail = 4;

    /// <summary>The tail is heavy only when p99 exceeds this multiple of the median too (exponential: 6.6, lognormal of CV 2: 19).</summary>
    public const double HeavyTailRatio = 5;

    /// <summary>
    /// … and this share of T. What moves a short trial about is a single request that fills the limit, not the ratio of two kinds of request:
    /// a mix of 0.1 ms and 5 ms routes has CV 3 and no tail that matters to T = 100 ms.
    /// </summary>
    public const double HeavyTailShareOfLimit = 0.2;

    /// <summary>Posterior probability that an interval needs where the tail is heavy.</summary>
    public const double HeavyTailConfidence = 0.98;

    /// <summary>Scored part of a trial when the tail is heavy.</summary>
    public static readonly TimeSpan HeavyTailTrial = TimeSpan.FromSeconds(15);

    /// <summary>Scored requests below which nothing is said.</summary>
    public const int LeastRequests = 300;

    /// <summary>The same for targets below <see cref="VerySlowRate"/>.</summary>
    public const int LeastRequestsVerySlow = 100;

    /// <summary>Below this capacity <see cref="LeastRequestsVerySlow"/> holds.</summary>
    public const double VerySlowRate = 20;

    /// <summary>A replicated FAIL this far below a replicated PASS makes the target non-monotone.</summary>
    public const double NonMonotoneGap = 0.10;

    /// <summary>Share of the budget that one extension may take.</summary>
    public const double ExtensionShare = 1.0 / 3;
}
