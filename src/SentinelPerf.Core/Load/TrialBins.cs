using System.Collections.Immutable;
using SentinelPerf.Measurement;

namespace SentinelPerf.Load;

/// <summary>Cuts a finished trial into slices of 250 ms: what was sent in each, what came back in each, and what became of those sent in it.</summary>
internal static class TrialBins
{
    private const long Slice = 250_000_000;

    public static ImmutableArray<TrialBin> Cut(TrialLedger ledger, long start, long end, long latencyLimit)
    {
        var tallies = new Tally[(int)Math.Max(1, (end - start + Slice - 1) / Slice)];
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            ref var entry = ref ledger[slot];
            if (entry.Sent == 0) continue;
            ref var sent = ref tallies[BinOf(entry.Sent)];
            // Done is written last, so it is read first.
            var ended = entry.Done;
            var error = ended == 0 || entry.Outcome != OutcomeKind.Success;
            var late = !error && entry.Response > latencyLimit;
            sent.Sent++;
            if (error) sent.SentErrors++;
            if (late) sent.SentLate++;
            if (ended == 0) continue;
            sent.SentResolved++;
            ref var done = ref tallies[BinOf(ended)];
            done.Completed++;
            if (error) done.Errors++;
            if (late) done.Late++;
        }
        return Build(start, tallies, Responses(ledger, tallies, t => t.Completed, e => BinOf(e.Done)), Responses(ledger, tallies, t => t.SentResolved, e => BinOf(e.Sent)));

        int BinOf(long time) => (int)Math.Clamp((time - start) / Slice, 0, tallies.Length - 1);
    }

    /// <summary>Response times grouped by slice (counting sort: completions stand in order of arrival).</summary>
    private static long[][] Responses(TrialLedger ledger, Tally[] tallies, Func<Tally, long> count, Func<LedgerEntry, int> binOf)
    {
        var responses = Array.ConvertAll(tallies, t => new long[count(t)]);
        var filled = new int[responses.Length];
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            ref var entry = ref ledger[slot];
            if (entry.Sent == 0 || entry.Done == 0) continue;
            var bin = binOf(entry);
            if (filled[bin] < responses[bin].Length) responses[bin][filled[bin]++] = entry.Response;
        }
        return responses;
    }

    private static ImmutableArray<TrialBin> Build(long start, Tally[] tallies, long[][] responses, long[][] sentResponses)
    {
        var bins = ImmutableArray.CreateBuilder<TrialBin>(tallies.Length);
        var histogram = new LatencyHistogram();
        long inFlight = 0;
        for (var bin = 0; bin < tallies.Length; bin++)
        {
            var tally = tallies[bin];
            Fill(histogram, sentResponses[bin]);
            var sentP99 = histogram.Percentile(99);
            Fill(histogram, responses[bin]);
            inFlight += tally.Sent - tally.Completed;
            bins.Add(new(RunClock.ToTimeSpan(start + bin * Slice), tally.Sent, tally.Completed, tally.Completed - tally.Errors - tally.Late, tally.Errors, tally.Late, (int)inFlight,
                histogram.Percentile(50), histogram.Percentile(99)) { SentErrors = tally.SentErrors, SentLate = tally.SentLate, SentP99 = sentP99 });
        }
        return bins.MoveToImmutable();
    }

    private static void Fill(LatencyHistogram histogram, long[] responses)
    {
        histogram.Clear();
        foreach (var response in responses) histogram.RecordNanoseconds(response);
    }

    private struct Tally
    {
        public long Sent, SentErrors, SentLate, SentResolved, Completed, Errors, Late;
    }
}
