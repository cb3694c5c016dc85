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

    /// <summary>The servers whose names begin so, or that are of such a group.</summary>
    /// <param name="servers">All.</param>
    /// <param name="wanted">Beginnings of names, or groups, separated by commas; null: all.</param>
    /// <exception cref="UsageException">A word that fits no server.</exception>
    public static IReadOnlyList<string> Choose(IReadOnlyList<(string Name, string Group)> servers, string? wanted)
    {
        if (wanted is null) return [.. servers.Select(s => s.Name)];
        var words = wanted.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = words.FirstOrDefault(w => !servers.Any(s => Fits(s, w)));
        if (unknown is not null || words.Length == 0)
            throw new UsageException($"no server and no group begins with '{unknown}'; there is {string.Join("; ", servers.Select(s => $"{s.Name} ({s.Group})"))}");
        return [.. servers.Where(s => words.Any(w => Fits(s, w))).Select(s => s.Name)];
    }

    private static bool Fits((string Name, string Group) server, string word) =>
        server.Group == word || server.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
