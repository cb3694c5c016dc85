namespace SentinelPerf.Load;

/// <summary>How well the gaps between sends keep the shape of the schedule's gaps.</summary>
internal static class SendGaps
{
    /// <summary>Fewer gaps give no distribution.</summary>
    private const int Fewest = 20;

    /// <summary>Kolmogorov–Smirnov distance of the two over the scored window; null for a closed loop, which has no schedule, and for few requests.</summary>
    public static double? Distance(TrialLedger ledger, in ScoringWindow window)
    {
        if (window.Closed) return null;
        List<long> planned = [], actual = [];
        long lastDue = 0, lastSent = 0;
        for (var slot = 0; slot < ledger.Count; slot++)
        {
            ref var entry = ref ledger[slot];
            if (entry.Sent == 0 || entry.Due < window.WindowStart || entry.Due >= window.WindowEnd) continue;
            if (lastSent != 0)
            {
                planned.Add(entry.Due - lastDue);
                actual.Add(entry.Sent - lastSent);
            }
            (lastDue, lastSent) = (entry.Due, entry.Sent);
        }
        if (planned.Count < Fewest) return null;
        planned.Sort();
        actual.Sort();
        return Distance(planned, actual);
    }

    /// <summary>Largest difference of the empirical distributions of two sorted samples.</summary>
    internal static double Distance(List<long> a, List<long> b)
    {
        double largest = 0;
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            var at = Math.Min(a[i], b[j]);
            while (i < a.Count && a[i] <= at) i++;
            while (j < b.Count && b[j] <= at) j++;
            largest = Math.Max(largest, Math.Abs((double)i / a.Count - (double)j / b.Count));
        }
        return largest;
    }
}
