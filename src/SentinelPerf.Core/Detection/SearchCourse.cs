using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Detection;

/// <summary>One search on its way through the phases, with what each found. What it knows when it ends, however it ends, is the result.</summary>
internal sealed class SearchCourse(TrialSession session, Objective objective, SearchOptions options, double maxRate)
{
    private readonly List<SearchReason> _remarks = [];
    private readonly SearchPace _pace = SearchPace.For(options.Budget);
    private SearchPhase? _search;

    public Objective Objective => objective;
    public bool LatencyDerived => objective.Latency is null;
    public WarmUpFinding? WarmUp { get; private set; }
    public SweepFinding? Sweep { get; private set; }
    public ApproachFinding? Approach { get; private set; }
    public CapacityPosterior? Posterior { get; private set; }
    public RecoveryFinding Recovery { get; private set; } = RecoveryFinding.NotTested;

    /// <summary>Median at half load before overload.</summary>
    public TimeSpan? HalfLoadMedian { get; private set; }

    /// <summary>Rate that passed CONFIRM.</summary>
    public double? Confirmed { get; private set; }

    /// <summary>The highest rate allowed passed CONFIRM: there is no break to report.</summary>
    public double? HeldAtMost { get; private set; }

    /// <summary>The gate lay inside the interval and the search went on once.</summary>
    public bool Extended { get; private set; }

    /// <summary>The target was slower after the search than before it.</summary>
    public bool SlowedDown { get; private set; }

    /// <summary>Service times have a heavy tail.</summary>
    public bool HeavyTailed { get; private set; }

    /// <summary>What is known of the capacity. Of a heavy tail the model knows less than it says (in the simulator its 90 % held half of the time), so there it must be surer.</summary>
    public Interval Interval => Posterior!.Credible(HeavyTailed ? SearchDefaults.HeavyTailConfidence : SearchDefaults.Confidence);

    /// <summary>What ended the search before its end; null: nothing did.</summary>
    public SearchReason? EndedBy { get; private set; }

    /// <summary>The trial in which the target's process ended, and the rate it stands for.</summary>
    public CrashFinding? Crash { get; set; }

    /// <summary>What weakens the result.</summary>
    public IReadOnlyList<SearchReason> Remarks => _remarks;

    public void Cancelled() => EndedBy = new SearchReason("cancelled", DiagnosticCodes.SearchCancelled.Code,
        FormattableString.Invariant($"cancelled at {session.Now.TotalSeconds:0.0} s, after {session.Trials.Length} trials"));

    public void Ended(SearchReason reason) => EndedBy = reason;

    public void Remark(string id, DiagnosticDescriptor descriptor, FormattableString text) =>
        _remarks.Add(new SearchReason(id, descriptor.Code, FormattableString.Invariant(text)));

    public async Task RunAsync(CancellationToken cancel)
    {
        WarmUp = await WarmUpPhase.RunAsync(session, options, _pace.WarmUpPieces, maxRate, cancel);
        SettleLimits(WarmUp.Healthy);
        if (!WarmUp.Steady)
            Remark("non-stationary", DiagnosticCodes.NonStationary, $"warm-up did not come to rest: response times still drifted by more than {100 * SearchDefaults.SteadyDrift:0} %");
        Sweep = await SweepPhase.RunAsync(session, WarmUp, _pace, cancel);
        session.Saturation = Sweep.Saturation;
        var margin = Margin(WarmUp, Sweep);
        var top = Sweep.Saturation * 1.25 ?? Math.Min(maxRate * 1.25, Sweep.Unsaturated ? Sweep.Floor * SearchDefaults.SweepFactor : double.PositiveInfinity);
        var expected = Math.Min(Sweep.Saturation * Math.Exp(-margin) ?? (Sweep.Unsaturated ? Sweep.Floor : maxRate), session.Ceiling);
        Approach = await ApproachPhase.RunAsync(session, expected, _pace.Steps, top, cancel);
        HalfLoadMedian = session.Trials.FirstOrDefault(t => t is { Record.Phase: TrialPhase.Step, Outcome: TrialOutcome.Pass })?.Record.Response.P50;
        if (Approach.PassedMaxRate && await HoldsAtCeilingAsync(cancel)) return;
        await SearchAsync(margin, cancel);
    }

    private async Task SearchAsync(double margin, CancellationToken cancel)
    {
        _search = Prepare(margin);
        var end = options.Budget;
        var confirmed = end - _pace.Confirm - session.Settle - TimeSpan.FromSeconds(1);
        var early = confirmed - SearchDefaults.RecoveryNeeds;
        var recovers = options.TestRecovery && early - session.Now >= SearchDefaults.SearchBeforeRecovery;
        var deadline = recovers ? early : confirmed;
        var soft = session.Now + SearchDefaults.LongestSearch;
        if (soft > options.Budget * SearchDefaults.SearchEndShare) soft = options.Budget * SearchDefaults.SearchEndShare;
        await _search.RunAsync(soft, deadline, () => Narrow(session.Now < soft ? SearchDefaults.ContentWidth : SearchDefaults.LateContentWidth), cancel);
        // Where a lower rate broke, the first break is what is reported, whatever a higher one does.
        if (_search.StuckAtCeiling && Approach is not { FirstBreakOnly: true } && await HoldsAtCeilingAsync(cancel)) return;
        await _search.ReplicateAsync(recovers ? early : end, cancel);
        if (_pace.Refine) await CompareSaturationAsync(cancel);
        Confirmed = await ConfirmPhase.RunAsync(session, Interval.Low, _search.Learn, _pace.Confirm, end, cancel);
        if (GateInside())
        {
            Extended = true;
            session.Say("search", FormattableString.Invariant($"the gate of {TrialNarrator.Rate(options.GateRatePerSecond!.Value)} {options.Unit} lies inside the interval: searching on"));
            end = session.Now + options.Budget * SearchDefaults.ExtensionShare;
            await _search.RunAsync(session.Now, end - _pace.Confirm - session.Settle - TimeSpan.FromSeconds(1), () => !PosteriorHolds(options.GateRatePerSecond!.Value), cancel);
            // A narrower interval has a new low end: it too must hold in a trial of its own.
            if (Interval.Low > (Confirmed ?? 0))
                Confirmed = await ConfirmPhase.RunAsync(session, Interval.Low, _search.Learn, _pace.Confirm, end, cancel) ?? Confirmed;
        }
        if (recovers && Confirmed is not null && Sweep!.Saturation is { } saturation && end - session.Now >= SearchDefaults.RecoveryNeeds - TimeSpan.FromSeconds(2))
            await RecoverAsync(saturation, end, cancel);
    }

    /// <summary>
    /// The sweep's best level once more: a leak, a cache that fills or a machine that throttles moves the capacity while it is measured, and
    /// no interval of what is gone by holds.
    /// </summary>
    private async Task CompareSaturationAsync(CancellationToken cancel)
    {
        if (Sweep is not { Saturation: { } before, Refuses: false } sweep) return;
        var level = Math.Max(SearchDefaults.SweepFactor, sweep.Levels.MaxBy(l => l.SuccessesPerSecond)!.InFlight);
        var after = await SaturationAgainAsync(sweep, before, level, cancel);
        // What many threads that contend get varies by itself (a lock around I/O in the sample: 602, 556 and 455 within half a minute): a fall is one when it is there twice.
        if (after < before) after = await SaturationAgainAsync(sweep, before, level, cancel);
        if (after is not { } rate) return;
        Remark("non-stationary", DiagnosticCodes.NonStationary,
            $"the closed loop got {TrialNarrator.Rate(before)} good/s before the search and {TrialNarrator.Rate(rate)} after it");
        SlowedDown = rate < before;
    }

    /// <summary>What the closed loop gets now, when that differs by more than chance; else null.</summary>
    private async Task<double?> SaturationAgainAsync(SweepFinding sweep, double before, int level, CancellationToken cancel)
    {
        var trial = await session.ClosedAsync(TrialPhase.Sweep, level, SearchDefaults.SweepSettle, SearchDefaults.SweepScored, cancel);
        if (trial.Outcome == TrialOutcome.Void || trial.Record.SuccessSlopePerSecond is not { } after) return null;
        var chance = Math.Sqrt(Variation(WarmUp!, sweep) / Math.Max(1, trial.Record.ScoredRequests));
        var limit = Math.Max(SearchDefaults.SaturationDrift, 3 * Math.Sqrt(chance * chance + sweep.Deviation * sweep.Deviation));
        return Math.Abs(Math.Log(after / before)) < limit ? null : after;
    }

    /// <summary>T is known from here on, and with it what the earlier trials did not need.</summary>
    private void SettleLimits(HealthyState healthy)
    {
        if (LatencyDerived) session.Limits = session.Limits with { Latency = SearchDefaults.DeriveLatency(healthy.P50) };
    }

    private double Margin(WarmUpFinding warm, SweepFinding sweep) => DurationEffect.Margin(
        session.Limits.BadShare, Variation(warm, sweep), (sweep.Saturation ?? maxRate) * session.RequestsPerArrival, Room(warm));

    /// <summary>
    /// Variability of the service: cv² at one request in flight (precise, blind to what slows many requests at once) and the dispersion of
    /// completions at saturation (sees that too, from few samples), weighted by what they know. Between deterministic and exponential
    /// when neither is known.
    /// </summary>
    private static double Variation(WarmUpFinding warm, SweepFinding sweep)
    {
        var alone = warm.Healthy.SquaredCoefficientOfVariation ?? 0.5;
        var together = sweep.Refuses ? null : sweep.Dispersion;
        var weight = together is null ? 0 : sweep.DispersionSamples / (sweep.DispersionSamples + SearchDefaults.VariationPrior);
        return Math.Clamp((1 - weight) * alone + weight * (together ?? 0), 0, 16);
    }

    /// <summary>T − H, s: what waiting may take.</summary>
    private double Room(WarmUpFinding warm) => Math.Max(0.1 * session.Limits.Latency.TotalSeconds, (session.Limits.Latency - SearchFrame.Unqueued(warm.Healthy)).TotalSeconds);

    /// <summary>Rare slow requests, not a rare stall of the machine: those move the variance, but not p99.</summary>
    private bool HeavyTail(HealthyState healthy, double variation) =>
        Math.Max(variation, healthy.SquaredCoefficientOfVariation ?? 0) > SearchDefaults.HeavyTail
        && healthy.P99 > healthy.P50 * SearchDefaults.HeavyTailRatio && healthy.P99 > session.Limits.Latency * SearchDefaults.HeavyTailShareOfLimit;

    private SearchPhase Prepare(double margin)
    {
        var variation = Variation(WarmUp!, Sweep!);
        var heavy = HeavyTail(WarmUp!.Healthy, variation);
        HeavyTailed = heavy;
        if (heavy)
            Remark("heavy-tail", DiagnosticCodes.HeavyTail, $"service times vary with CV {Math.Sqrt(Math.Max(variation, WarmUp.Healthy.SquaredCoefficientOfVariation ?? 0)):0.0}; the rate is the capacity over {SearchDefaults.HeavyTailTrial.TotalSeconds:0} s");
        var approach = Approach!;
        var basis = BaseShare(approach);
        var trusts = approach.TrustsSaturation && !heavy && basis < SearchDefaults.SlowTail * session.Limits.BadShare;
        var queueShare = Sweep!.Refuses ? SearchDefaults.QueueShareWhenRefusing : trusts || heavy ? SearchDefaults.QueueShare : SearchDefaults.QueueShareBelowSaturation;
        Posterior = new CapacityPosterior(new CapacityPrior(approach.Low, Math.Max(Highest(approach), approach.Low * 1.1),
            trusts ? Sweep.Saturation : null, Sweep.Deviation, BreakHypothesis.All(margin, Room(WarmUp), queueShare),
            session.Limits.BadShare, basis, variation / (1 + variation)));
        var frame = new SearchFrame(session.Limits, session.Settle, heavy ? SearchDefaults.HeavyTailTrial : SearchDefaults.ShortTrial, WarmUp.Healthy, objective.Percentile,
            approach.FirstBreakOnly ? approach.High : double.PositiveInfinity, session.RequestsPerArrival, queueShare < 0.5);
        var search = new SearchPhase(session, Posterior, frame, _pace.LongTrial);
        foreach (var trial in session.Trials.Where(t => t.Record.Phase is TrialPhase.Step or TrialPhase.Search)) search.Learn(trial);
        return search;
    }

    /// <summary>What refuses serves no more than it served under any overload; what queues may be faster than one second showed.</summary>
    private double Highest(ApproachFinding approach) => Sweep is { Refuses: true, Saturation: { } most } ? Math.Min(approach.High, 1.05 * most) : approach.High;

    /// <summary>p₀: what is late or fails with one request in flight and on the steps that did not break; T may lie in the tail of the service itself.</summary>
    private double BaseShare(ApproachFinding approach)
    {
        var calm = session.Trials.Where(t => t.Outcome != TrialOutcome.Void && (t.Record.Phase is TrialPhase.WarmUp && !WarmUpPhase.Refuses(t, session.Limits) || t is { Record.Phase: TrialPhase.Step } && approach.TrustsSaturation)).ToArray();
        var requests = calm.Sum(t => t.Record.ScoredRequests);
        return requests == 0 ? 0 : Math.Min(0.8 * session.Limits.BadShare, calm.Sum(t => LateOrFailed(t.Record)) / requests);
    }

    /// <summary>Late by the T in force; a warm-up counted against a provisional one.</summary>
    private double LateOrFailed(TrialRecord record) => record.Response.P99 > session.Limits.Latency || record.Phase != TrialPhase.WarmUp ? record.Bad : record.Errors;

    private bool Narrow(double width) => Interval.RelativeWidth <= width;

    private bool GateInside() => options.GateRatePerSecond is { } gate && SearchReport.Final(this) is var known && known.Low < gate && gate <= known.High;

    private bool PosteriorHolds(double gate) => Interval.Low < gate && gate <= Interval.High;

    private async Task<bool> HoldsAtCeilingAsync(CancellationToken cancel)
    {
        var ceiling = Math.Min(session.Ceiling, maxRate);
        var trial = await session.OpenAsync(TrialPhase.Confirm, ceiling, _pace.Confirm, cancel);
        _search?.Learn(trial);
        if (trial.Outcome != TrialOutcome.Pass) return false;
        HeldAtMost = ceiling;
        return true;
    }

    private async Task RecoverAsync(double saturation, TimeSpan end, CancellationToken cancel)
    {
        var known = Interval;
        // Below the high end it would be no overload: the highest rate allowed is too near.
        if (session.Ceiling < known.High * 1.1) return;
        try
        {
            Recovery = await RecoveryPhase.RunAsync(session, saturation, known.Low, session.Ceiling, HalfLoadMedian ?? session.HealthyMedian, end, TimeSpan.MaxValue, cancel);
        }
        catch (SearchEndedException ended) when (ended.Crash is { } crash)
        {
            Recovery = new RecoveryFinding(RecoveryOutcome.PersistentFailure, new TimeWindow(crash.Record.StartedAt, session.Now), null);
            Remark("target-died", DiagnosticCodes.TargetDiedUnderLoad, $"after the breaking point was found, the target's process ended at {TrialNarrator.Load(crash.Record, options.Unit)} of overload");
        }
        catch (SearchEndedException)
        {
            // Trials that were spoiled after the search take nothing from what it found.
            Recovery = RecoveryFinding.NotTested;
        }
    }
}
