using System.Collections.Immutable;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>What the scorer must know of a trial beside its ledger. Times in nanoseconds on the run's clock.</summary>
internal readonly record struct ScoringWindow(long Start, long WindowStart, long WindowEnd, long End, TimeSpan Latency, TimeSpan Grace, bool Closed)
{
    /// <summary>∫ in-flight dt over the scored window as it was seen live; null: not seen.</summary>
    public LiveInFlight? Seen { get; init; }
}

/// <summary>Bounds of ∫ in-flight dt in request-nanoseconds, and the stretch of time it was seen over.</summary>
internal readonly record struct LiveInFlight(long From, long To, double AtLeast, double AtMost);

/// <summary>Reads a finished trial's ledger, once, and counts. Not on the hot path.</summary>
internal sealed class TrialScorer
{
    /// <summary>Bursts that repeat within the window put the slope at most this far above the plain count.</summary>
    private const double SlopeOverCount = 2;

    private readonly ImmutableArray<PlannedRequest> _requests;
    private readonly LatencyHistogram _response = new();
    private readonly LatencyHistogram _success = new();
    private readonly LatencyHistogram _service = new();
    private readonly LatencyHistogram _sendLag = new();
    private readonly LatencyHistogram[] _byRoute;
    private readonly long[] _routeRequests;
    private readonly long[] _routeErrors;
    private readonly long[] _routeLate;

    public TrialScorer(ImmutableArray<PlannedRequest> requests)
    {
        _requests = requests;
        _byRoute = [.. requests.Select(_ => new LatencyHistogram())];
        _routeRequests = new long[requests.Length];
        _routeErrors = new long[requests.Length];
        _routeLate = new long[requests.Length];
    }

    /// <summary>Fills the measured part of a record.</summary>
    public TrialRecord Score(TrialRecord record, TrialLedger ledger, in ScoringWindow window)
    {
        Clear();
        long sent = 0, errors = 0, late = 0, scored = 0, offered = 0, completed = 0, ended = 0, good = 0, thinking = 0, lastSent = 0, lastDone = 0;
        int atStart = 0, atEnd = 0;
        double overlap = 0;
        var limit = RunClock.FromTimeSpan(window.Latency);
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            var entry = ledger[slot];
            var (later, goesOn) = ((entry.Mark & SessionMark.Later) != 0, (entry.Mark & SessionMark.Continues) != 0);
            if (!later && entry.Due >= window.WindowStart && entry.Due < window.WindowEnd) offered++;
            if (entry.Sent == 0) continue;
            sent++;
            lastSent = Math.Max(lastSent, entry.Sent);
            var done = entry.Done == 0 ? long.MaxValue : entry.Done;
            lastDone = Math.Max(lastDone, Math.Min(done, window.End));
            if (entry.Sent < window.WindowStart && done >= window.WindowStart) atStart++;
            if (entry.Sent < window.WindowEnd && done >= window.WindowEnd) atEnd++;
            if (window.Seen is { } seen) overlap += Math.Max(0, Math.Min(done, seen.To) - Math.Max(entry.Sent, seen.From));
            var success = entry.Outcome == OutcomeKind.Success;
            if (done >= window.WindowStart && done < window.WindowEnd)
            {
                completed++;
                if (!goesOn) ended++;
                if (success && !goesOn && entry.Response <= limit && (entry.Mark & SessionMark.Spoiled) == 0) good++;
                // Its session thinks from here on …
                if (goesOn) thinking++;
            }
            // … to here.
            if (later && entry.Sent >= window.WindowStart && entry.Sent < window.WindowEnd) thinking--;
            if (!IsScored(in entry, in window)) continue;
            scored++;
            var isLate = success && entry.Response > limit;
            if (!success) errors++;
            else if (isLate) late++;
            Record(in entry, success, isLate);
        }
        var length = RunClock.ToTimeSpan(window.WindowEnd - window.WindowStart);
        var perSecond = length > TimeSpan.Zero ? 1 / length.TotalSeconds : 0;
        return record with
        {
            StartedAt = RunClock.ToTimeSpan(window.Start), Scored = length, Duration = RunClock.ToTimeSpan(window.End - window.Start),
            Drain = RunClock.ToTimeSpan(Math.Max(0, lastDone - lastSent)),
            Sent = sent, ScoredRequests = scored, Errors = errors, Late = late,
            // A session that thinks does not wait for the target: only what the target still owes keeps completions below what was offered.
            OfferedInWindowPerSecond = offered * perSecond, RequestsPerSecond = completed * perSecond,
            CompletedPerSecond = Math.Max(0, ended + thinking) * perSecond, GoodputPerSecond = Math.Max(0, good + thinking) * perSecond,
            SuccessSlopePerSecond = SuccessSlope(ledger, in window), InFlightAtStart = atStart, InFlightAtEnd = atEnd,
            Response = LatencySummaries.From(_response), SuccessResponse = LatencySummaries.From(_success), Service = LatencySummaries.From(_service),
            Routes = RouteTallies(), ErrorKinds = ErrorScan.Tally(ledger, _requests),
            Bins = TrialBins.Cut(ledger, window.Start, window.End, limit),
            Health = record.Health with { SendLagP99 = window.Closed ? null : _sendLag.Percentile(99), SendGapDistance = SendGaps.Distance(ledger, in window), LittlesLawDeviation = Deviation(window.Seen, overlap) },
        };
    }

    /// <summary>Least-squares slope of the count of successes (ended sessions, with flows) over time, one point per completion; null with fewer than three.</summary>
    /// <remarks>Points at completions, not count ÷ span: completions in batches (a pool whose members started together) give the pool's rate.</remarks>
    internal static double? Slope(ReadOnlySpan<long> sortedNanoseconds)
    {
        var n = sortedNanoseconds.Length;
        if (n < 3) return null;
        double meanTime = 0, covariance = 0, variance = 0;
        foreach (var t in sortedNanoseconds) meanTime += (t - sortedNanoseconds[0]) * 1e-9 / n;
        for (var i = 0; i < n; i++)
        {
            var x = (sortedNanoseconds[i] - sortedNanoseconds[0]) * 1e-9 - meanTime;
            covariance += x * (i - (n - 1) / 2.0);
            variance += x * x;
        }
        return variance > 0 ? covariance / variance : null;
    }

    private static double? SuccessSlope(TrialLedger ledger, in ScoringWindow window)
    {
        var times = new List<long>();
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            ref var entry = ref ledger[slot];
            if (entry.Outcome == OutcomeKind.Success && (entry.Mark & SessionMark.Continues) == 0 && entry.Done >= window.WindowStart && entry.Done < window.WindowEnd) times.Add(entry.Done);
        }
        times.Sort();
        var slope = Slope(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(times));
        var counted = times.Count / RunClock.ToTimeSpan(window.WindowEnd - window.WindowStart).TotalSeconds;
        // A single burst in the window has a slope of its own, of any height: 5 answers within a millisecond are not 5,000/s.
        return slope > SlopeOverCount * counted ? counted : slope;
    }

    /// <summary>Open: due within the window. Closed: ended within it, or so old at its end that it counts as never answered.</summary>
    private static bool IsScored(in LedgerEntry entry, in ScoringWindow window)
    {
        if (!window.Closed) return entry.Due >= window.WindowStart && entry.Due < window.WindowEnd;
        if (entry.Done != 0 && entry.Done < window.WindowEnd) return entry.Done >= window.WindowStart;
        return window.WindowEnd - entry.Sent > RunClock.FromTimeSpan(window.Latency + window.Grace);
    }

    /// <summary>
    /// Little's law: how far the in-flight that the completions give lies outside the bounds that the pacer saw live, both over the time
    /// it looked. Null when L ≤ 1. Bounds, because a pacer that was held up looked seldom, and must not be called wrong for it.
    /// </summary>
    private static double? Deviation(LiveInFlight? seen, double overlap)
    {
        if (seen is not { } live || live.To <= live.From || (live.AtLeast + live.AtMost) / 2 <= live.To - live.From) return null;
        if (overlap < live.AtLeast) return 1 - overlap / live.AtLeast;
        return overlap > live.AtMost ? overlap / live.AtMost - 1 : 0;
    }

    private void Record(in LedgerEntry entry, bool success, bool isLate)
    {
        _routeRequests[entry.Request]++;
        if (!success) _routeErrors[entry.Request]++;
        if (isLate) _routeLate[entry.Request]++;
        _sendLag.RecordNanoseconds(entry.Sent - entry.Due);
        if (entry.Done == 0) return;
        _response.RecordNanoseconds(entry.Response);
        _service.RecordNanoseconds(entry.Done - entry.Sent);
        _byRoute[entry.Request].RecordNanoseconds(entry.Response);
        if (success) _success.RecordNanoseconds(entry.Response);
    }

    private ImmutableArray<RouteTally> RouteTallies() =>
        [.. Enumerable.Range(0, _requests.Length).Select(i => new RouteTally(i, _routeRequests[i], _routeErrors[i], _routeLate[i], LatencySummaries.From(_byRoute[i])))];

    private void Clear()
    {
        _response.Clear();
        _success.Clear();
        _service.Clear();
        _sendLag.Clear();
        foreach (var histogram in _byRoute) histogram.Clear();
        Array.Clear(_routeRequests);
        Array.Clear(_routeErrors);
        Array.Clear(_routeLate);
    }
}
