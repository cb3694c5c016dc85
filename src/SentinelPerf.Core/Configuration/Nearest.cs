namespace SentinelPerf.Configuration;

/// <summary>Finds the name that was probably meant, by edit distance.</summary>
public static class Nearest
{
    /// <summary>The nearest of <paramref name="candidates"/>; null when none is near enough to be what was meant.</summary>
    public static string? To(string name, IEnumerable<string> candidates)
    {
        // A third of the letters may be wrong: 'bugdet' is budget, 'color' is not load.
        var furthest = Math.Max(1, Math.Max(name.Length, 3) / 3);
        return candidates.Select(c => (Name: c, Distance: Distance(Fold(name), Fold(c))))
            .Where(c => c.Distance <= furthest).OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault().Name;
    }

    /// <summary>Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.</summary>
    internal static int Distance(string a, string b)
    {
        if (a.Length > 100 || b.Length > 100) return Math.Max(a.Length, b.Length);
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, substituted);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }

        return d[a.Length, b.Length];
    }

    // Case and separators are what people mix up most: max-rate, max_rate and MaxRate all mean maxRate.
    private static string Fold(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
