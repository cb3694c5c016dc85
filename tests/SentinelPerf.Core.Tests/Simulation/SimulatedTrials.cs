using System.Collections.Immutable;
using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Simulation;

/// <summary>One simulated open-model trial.</summary>
internal sealed class OpenRun(SimulatedServer server, OpenTrial trial, double start, double[] due)
{
    private readonly double _from = start + trial.Settle.TotalSeconds;
    private readonly double _end = start + (trial.Settle + trial.Scored).TotalSeconds;
    private readonly double _limit = trial.Limits.Latency.TotalSeconds;
    private readonly double _patience = (trial.Limits.Latency + trial.Grace).TotalSeconds;

    public TrialRecord Execute()
    {
        var planned = due.LongCount(d => d >= _from);
        var badLimit = Math.Max((long)(trial.Limits.BadShare * planned) + 1, 3);
        var errorLimit = Math.Max((long)(trial.Limits.ErrorShare * planned) + 1, 3);
        var done = new double[due.Length];
        var success = new bool[due.Length];
        var pending = new PriorityQueue<bool, double>();
        long bad = 0, errors = 0;
        var stop = double.PositiveInfinity;
        var sent = 0;
        void CountUntil(double time)
        {
            while (stop == double.PositiveInfinity && pending.TryPeek(out var isError, out var at) && at <= time)
            {
                pending.Dequeue();
                bad++;
                if (isError) errors++;
                if (trial.StopWhenDecided && (bad >= badLimit || errors >= errorLimit)) stop = at;
            }
        }

        for (; sent < due.Length; sent++)
        {
            CountUntil(due[sent]);
            if (due[sent] > stop) break;
            var served = server.Serve(due[sent]);
            (done[sent], success[sent]) = (served.Done, served.Success);
            if (due[sent] < _from) continue;
            if (!served.Success) pending.Enqueue(true, Math.Min(served.Done, due[sent] + _limit));
            else if (served.Done > due[sent] + _limit) pending.Enqueue(false, due[sent] + _limit);
        }
        CountUntil(_end + _patience);
        return Score(done, success, sent, planned, stop);
    }

    private TrialRecord Score(double[] done, bool[] success, int sent, long planned, double stop)
    {
        var decided = stop < double.PositiveInfinity;
        var end = Math.Min(stop, _end);
        var seen = decided ? stop : double.PositiveInfinity;
        long n = 0, errors = 0, late = 0, completed = 0, good = 0, offered = 0;
        int inFlightAtStart = 0, inFlightAtEnd = 0;
        var times = new List<double>();
        var completions = new List<double>();
        var last = start;
        for (var i = 0; i < sent; i++)
        {
            last = Math.Max(last, done[i]);
            if (due[i] < _from && done[i] >= _from) inFlightAtStart++;
            if (due[i] < end && done[i] >= end) inFlightAtEnd++;
            if (done[i] >= _from && done[i] < end)
            {
                completed++;
                if (success[i] && done[i] - due[i] <= _limit) good++;
                if (success[i]) completions.Add(done[i]);
            }
            if (due[i] < _from || due[i] > end) continue;
            n++;
            offered++;
            var response = Math.Min(done[i] - due[i], 10);
            times.Add(response);
            if (done[i] > seen) late += due[i] + _limit <= seen ? 1 : 0;
            else if (!success[i] || response > _patience) errors++;
            else if (response > _limit) late++;
        }
        var window = Math.Max(1e-9, end - _from);
        completions.Sort();
        // As the engine: an answer is waited for as long as it could still count, and for the drain limit.
        var patience = Math.Max(_patience, trial.DrainLimit.TotalSeconds);
        var drained = last <= Math.Max(end, decided ? seen : end) + patience;
        var over = Math.Max(decided ? Math.Max(stop, start) : _end, Math.Min(last, Math.Max(end, _from) + patience));
        var summary = SimulatedScore.Summarise(times);
        return new TrialRecord
        {
            Phase = trial.Phase,
            OfferedPerSecond = trial.OfferedPerSecond,
            StartedAt = TimeSpan.FromSeconds(start),
            Settle = trial.Settle,
            Scored = TimeSpan.FromSeconds(Math.Max(0, end - _from)),
            Duration = TimeSpan.FromSeconds(over - start),
            Drain = TimeSpan.FromSeconds(Math.Max(0, last - end)),
            Drained = drained,
            Scheduled = due.Length,
            Due = sent,
            Sent = sent,
            ScoredRequests = n,
            PlannedScoredRequests = planned,
            Errors = errors,
            Late = late,
            DecidedEarly = decided,
            TargetDied = server.Dead,
            OfferedInWindowPerSecond = offered / window,
            CompletedPerSecond = completed / window,
            GoodputPerSecond = good / window,
            SuccessSlopePerSecond = SimulatedScore.Slope(completions),
            InFlightAtStart = inFlightAtStart,
            InFlightAtEnd = inFlightAtEnd,
            Response = summary,
            Service = summary,
            Routes = [new RouteTally(0, n, errors, late, summary)],
            ErrorKinds = errors > 0 ? [new ErrorTally("http-503", errors, "503 Service Unavailable", TimeSpan.FromSeconds(_from))] : [],
            Bins = SimulatedScore.Bins(due.AsSpan(0, sent), done, success, start, over, _limit),
        };
    }
}

/// <summary>One simulated closed-loop trial.</summary>
internal sealed class ClosedRun(SimulatedServer server, ClosedTrial trial, double start, double secondsPerSend)
{
    public TrialRecord Execute()
    {
        var limit = trial.Limits.Latency.TotalSeconds;
        var from = start + trial.Settle.TotalSeconds;
        var end = from + trial.Scored.TotalSeconds;
        var latest = from + trial.LongestScored.TotalSeconds;
        var flying = new PriorityQueue<int, double>();
        List<double> sentAt = [], done = [];
        List<bool> success = [];
        var send = start;
        void Send(double at)
        {
            send = Math.Max(at, send + secondsPerSend);
            var served = server.Serve(send);
            flying.Enqueue(sentAt.Count, served.Done);
            sentAt.Add(send);
            done.Add(served.Done);
            success.Add(served.Success);
        }

        for (var i = 0; i < trial.InFlight; i++) Send(start);
        long scored = 0;
        while (flying.TryPeek(out _, out var at) && (at < end || (scored < trial.MinimumCompletions && at < latest)) && !server.Dead)
        {
            flying.Dequeue();
            if (at >= from) scored++;
            end = Math.Max(end, at);
            Send(at);
        }
        return Score([.. sentAt], [.. done], [.. success], from, server.Dead ? Math.Max(from, Math.Min(end, send)) : end, limit);
    }

    private TrialRecord Score(double[] sentAt, double[] done, bool[] success, double from, double end, double limit)
    {
        long n = 0, errors = 0, late = 0, good = 0;
        var times = new List<double>();
        var completions = new List<double>();
        for (var i = 0; i < done.Length; i++)
        {
            if (done[i] < from || done[i] > end) continue;
            n++;
            var response = done[i] - sentAt[i];
            times.Add(response);
            if (!success[i]) errors++;
            else
            {
                completions.Add(done[i]);
                if (response > limit) late++; else good++;
            }
        }
        completions.Sort();
        var window = Math.Max(1e-9, end - from);
        var summary = SimulatedScore.Summarise(times);
        return new TrialRecord
        {
            Phase = trial.Phase,
            ClosedInFlight = trial.InFlight,
            StartedAt = TimeSpan.FromSeconds(start),
            Settle = trial.Settle,
            Scored = TimeSpan.FromSeconds(end - from),
            Duration = TimeSpan.FromSeconds(Math.Max(end, done.Max()) - start),
            Scheduled = done.Length,
            Due = done.Length,
            Sent = done.Length,
            ScoredRequests = n,
            PlannedScoredRequests = n,
            Errors = errors,
            Late = late,
            TargetDied = server.Dead,
            OfferedInWindowPerSecond = n / window,
            CompletedPerSecond = n / window,
            GoodputPerSecond = good / window,
            SuccessSlopePerSecond = SimulatedScore.Slope(completions),
            InFlightAtStart = trial.InFlight,
            InFlightAtEnd = trial.InFlight,
            Response = summary,
            Service = summary,
            Routes = [new RouteTally(0, n, errors, late, summary)],
            Bins = SimulatedScore.Bins(sentAt, done, success, start, end, limit),
        };
    }
}

internal static class SimulatedScore
{
    public const double BinSeconds = 0.25;

    public static double? Slope(List<double> completions)
    {
        // Least squares of the count over time: what a batch at either end of the window adds to count ÷ span, it does not add here.
        if (completions.Count < 2) return null;
        var n = completions.Count;
        double meanX = completions.Average(), meanY = (n - 1) / 2.0, covariance = 0, variance = 0;
        for (var i = 0; i < n; i++)
        {
            covariance += (completions[i] - meanX) * (i - meanY);
            variance += (completions[i] - meanX) * (completions[i] - meanX);
        }
        return variance > 0 ? covariance / variance : null;
    }

    public static LatencySummary Summarise(List<double> seconds)
    {
        if (seconds.Count == 0) return LatencySummary.Empty;
        seconds.Sort();
        var mean = seconds.Average();
        var variance = seconds.Sum(s => (s - mean) * (s - mean)) / Math.Max(1, seconds.Count - 1);
        TimeSpan At(double p) => TimeSpan.FromSeconds(seconds[Math.Min(seconds.Count - 1, (int)Math.Ceiling(p * seconds.Count) - 1 is var i && i < 0 ? 0 : i)]);
        return new LatencySummary(seconds.Count, TimeSpan.FromSeconds(mean), At(0.5), At(0.9), At(0.99), At(0.999), TimeSpan.FromSeconds(seconds[^1]), variance / (mean * mean));
    }

    public static ImmutableArray<TrialBin> Bins(ReadOnlySpan<double> due, double[] done, bool[] success, double start, double end, double limit)
    {
        var count = Math.Clamp((int)Math.Ceiling((end - start) / BinSeconds), 1, 400);
        var sent = new long[count];
        var resolved = new List<double>[count];
        var good = new long[count];
        var errors = new long[count];
        var late = new long[count];
        var (sentErrors, sentLate, sentTimes) = (new long[count], new long[count], new List<double>[count]);
        for (var i = 0; i < count; i++) (resolved[i], sentTimes[i]) = ([], []);
        for (var i = 0; i < due.Length; i++)
        {
            if ((int)((due[i] - start) / BinSeconds) is var s && s < count)
            {
                sent[s]++;
                sentTimes[s].Add(done[i] - due[i]);
                if (!success[i]) sentErrors[s]++;
                else if (done[i] - due[i] > limit) sentLate[s]++;
            }
            if ((int)((done[i] - start) / BinSeconds) is var b && b >= count) continue;
            resolved[b].Add(done[i] - due[i]);
            if (!success[i]) errors[b]++;
            else if (done[i] - due[i] > limit) late[b]++;
            else good[b]++;
        }
        var bins = ImmutableArray.CreateBuilder<TrialBin>(count);
        long flying = 0;
        for (var i = 0; i < count; i++)
        {
            flying += sent[i] - resolved[i].Count;
            resolved[i].Sort();
            sentTimes[i].Sort();
            TimeSpan? At(double p, List<double> times) => times.Count == 0 ? null : TimeSpan.FromSeconds(times[(int)(p * (times.Count - 1))]);
            bins.Add(new TrialBin(TimeSpan.FromSeconds(start + i * BinSeconds), sent[i], resolved[i].Count, good[i], errors[i], late[i], (int)flying, At(0.5, resolved[i]), At(0.99, resolved[i])) { SentErrors = sentErrors[i], SentLate = sentLate[i], SentP99 = At(0.99, sentTimes[i]) });
        }
        return bins.MoveToImmutable();
    }
}
