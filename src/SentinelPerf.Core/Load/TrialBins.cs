using System.Collections.Immutable;
using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>Cuts a finished trial into slices of 250 ms.</summary>
internal static class TrialBins
{
    private const long Slice = 250_000_000;

    public static ImmutableArray<TrialBin> Cut(TrialLedger ledger, long start, long end, long latencyLimit)
    {
        var count = (int)Math.Max(1, (end - start + Slice - 1) / Slice);
        var (sent, errors, late, good) = (new long[count], new long[count], new long[count], new long[count]);
        var byBin = new int[count + 1];
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            ref var entry = ref ledger[slot];
            if (entry.Sent == 0) continue;
            sent[BinOf(entry.Sent)]++;
            if (entry.Done == 0) continue;
            var bin = BinOf(entry.Done);
            byBin[bin + 1]++;
            if (entry.Outcome != OutcomeKind.Success) errors[bin]++;
            else if (entry.Response > latencyLimit) late[bin]++;
            else good[bin]++;
        }
        var responses = ResponsesByBin(ledger, byBin, BinOf);
        return Build(start, sent, errors, late, good, responses);

        int BinOf(long time) => (int)Math.Clamp((time - start) / Slice, 0, count - 1);
    }

    /// <summary>Response times grouped by the slice they ended in (counting sort: completions stand in order of arrival).</summary>
    private static long[][] ResponsesByBin(TrialLedger ledger, int[] counts, Func<long, int> binOf)
    {
        var responses = new long[counts.Length - 1][];
        for (var bin = 0; bin < responses.Length; bin++) responses[bin] = new long[counts[bin + 1]];
        var filled = new int[responses.Length];
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            ref var entry = ref ledger[slot];
            if (entry.Sent == 0 || entry.Done == 0) continue;
            var bin = binOf(entry.Done);
            if (filled[bin] < responses[bin].Length) responses[bin][filled[bin]++] = entry.Response;
        }
        return responses;
    }

    private static ImmutableArray<TrialBin> Build(long start, long[] sent, long[] errors, long[] late, long[] good, long[][] responses)
    {
        var bins = ImmutableArray.CreateBuilder<TrialBin>(sent.Length);
        var histogram = new LatencyHistogram();
        long inFlight = 0;
        for (var bin = 0; bin < sent.Length; bin++)
        {
            histogram.Clear();
            foreach (var response in responses[bin]) histogram.RecordNanoseconds(response);
            var completed = errors[bin] + late[bin] + good[bin];
            inFlight += sent[bin] - completed;
            bins.Add(new(RunClock.ToTimeSpan(start + bin * Slice), sent[bin], completed, good[bin], errors[bin], late[bin], (int)inFlight,
                histogram.Percentile(50), histogram.Percentile(99)));
        }
        return bins.MoveToImmutable();
    }
}
