namespace SentinelPerf.Bench.Study;

/// <summary>The runs that a study is made of, in their order.</summary>
internal static class StudyDesign
{
    /// <summary>
    /// Seed by seed over all servers, the first server another one each time: wherever a study is stopped, servers have equally many runs, and a
    /// machine that changes its speed over the hours favours none.
    /// </summary>
    public static List<StudyCell> Cells(IReadOnlyList<string> servers, int runs, TimeSpan budget, string condition) =>
        [.. from seed in Enumerable.Range(1, runs)
            from place in Enumerable.Range(0, servers.Count)
            select new StudyCell(servers[(place + seed - 1) % servers.Count], budget, condition, (ulong)seed)];

    /// <summary>The servers whose names begin so.</summary>
    /// <param name="servers">All.</param>
    /// <param name="beginnings">Separated by commas; null: all.</param>
    /// <exception cref="UsageException">A beginning that no server has.</exception>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> servers, string? beginnings)
    {
        if (beginnings is null) return servers;
        var wanted = beginnings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = wanted.FirstOrDefault(w => !servers.Any(s => s.StartsWith(w, StringComparison.OrdinalIgnoreCase)));
        if (unknown is not null || wanted.Length == 0) throw new UsageException($"no server begins with '{unknown}'; there is {string.Join("; ", servers)}");
        return [.. servers.Where(s => wanted.Any(w => s.StartsWith(w, StringComparison.OrdinalIgnoreCase)))];
    }
}
