using System.Collections.Immutable;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>Groups a trial's errors by kind, with one line about the first of each.</summary>
internal static class ErrorScan
{
    public static ImmutableArray<ErrorTally> Tally(TrialLedger ledger, ImmutableArray<PlannedRequest> requests)
    {
        var found = new Dictionary<string, (long Count, int First, long At)>();
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            ref var entry = ref ledger[slot];
            if (entry.Sent == 0 || entry.Outcome == OutcomeKind.Success) continue;
            var id = OutcomeNames.Id(entry.Outcome, entry.Status);
            var at = entry.Done == 0 ? long.MaxValue : entry.Done;
            found[id] = !found.TryGetValue(id, out var known) ? (1, slot, at)
                : at < known.At ? (known.Count + 1, slot, at) : (known.Count + 1, known.First, known.At);
        }
        return [.. found.OrderByDescending(f => f.Value.Count).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => Line(f.Key, f.Value.Count, ledger[f.Value.First]))];

        ErrorTally Line(string id, long count, LedgerEntry first)
        {
            var text = OutcomeNames.Describe(first.Outcome, first.Status, first.Outcome == OutcomeKind.None ? null : ledger.DetailOf(first.Outcome));
            return new(id, count, $"{requests[first.Request].Name}: {text}", RunClock.ToTimeSpan(first.Done == 0 ? first.Sent : first.Done));
        }
    }
}
