using System.Globalization;
using System.Text;

namespace SentinelPerf.Bench.Study;

/// <summary>The page that shows studies: made from their files alone, so that it can be made again.</summary>
internal static class StudyTable
{
    private const string Preface = """
        # The breaking point: how right it is

        Made by `dotnet run -c Release --project bench/SentinelPerf.Bench -- study table` from the files named below; they grow with `… study simulation` and
        `… study real` ([how](README.md)). Errors are ln(found / true) of the runs that found a breaking point. In brackets: what 95 % of such samples leave
        possible. Coverage: the share of intervals, stated as 90 %, that hold the truth. SD: of ln λ between runs on the same server. Width: median.
        *fitted*: the search's constants were fitted on simulations of these servers; *held*: on nothing like them.

        """;

    private static readonly (string Title, string[] Groups)[] s_sums =
        [("all *fitted*", ["fitted"]), ("all *held*", ["held"]), ("**all of both**", ["fitted", "held"])];

    public static string Page(IReadOnlyList<(string File, List<StudyRow> Rows)> studies)
    {
        var page = new StringBuilder(Preface);
        foreach (var (file, rows) in studies.Where(s => s.Rows.Count > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {file}\n\n{rows.Count} runs, {rows.Min(r => r.Started):yyyy-MM-dd} to {rows.Max(r => r.Started):yyyy-MM-dd}; ");
            page.Append(CultureInfo.InvariantCulture, $"machines {Distinct(rows, r => r.Machine)}; sources {Distinct(rows, r => r.Commit)}.\n");
            foreach (var part in rows.GroupBy(r => (r.Cell.Condition, r.Cell.Budget)).OrderBy(g => g.Key.Condition, StringComparer.Ordinal).ThenByDescending(g => g.Key.Budget))
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### Budget {part.Key.Budget.TotalSeconds:0} s, {part.Key.Condition}\n");
                Capacities(page, [.. part.Where(r => r.Truth is not null)]);
                Verdicts(page, [.. part.Where(r => r.Right is not null)]);
            }
        }
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Capacities(StringBuilder page, List<StudyRow> rows)
    {
        if (rows.Count == 0) return;
        page.Append("\n| server | group | truth /s | runs | found | not reached | inconclusive | not run | median error % | p90 % | bias % | SD % | coverage % | width % | wall p95 s |\n");
        page.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var server in rows.GroupBy(r => (r.Group, r.Cell.Server)).OrderBy(g => g.Key.Group, StringComparer.Ordinal).ThenBy(g => g.Key.Server, StringComparer.Ordinal))
            Row(page, server.Key.Server, server.Key.Group, string.Create(CultureInfo.InvariantCulture, $"{server.Average(r => r.Truth!.Value):0.#}"), [.. server]);
        foreach (var (title, groups) in s_sums)
            if (rows.Where(r => groups.Contains(r.Group)).ToList() is { Count: > 0 } sum) Row(page, title, "", "", sum);
    }

    private static void Row(StringBuilder page, string name, string group, string truth, List<StudyRow> rows)
    {
        var f = StudyFigures.Of(rows);
        string[] cells =
        [
            name, group, truth, Whole(f.Runs), StatusShare(f, "found"), StatusShare(f, "not-reached"), StatusShare(f, "inconclusive"), StatusShare(f, "not-run"),
            Percent(f.MedianError), Percent(f.ErrorAt90), Percent(f.Bias), Percent(f.Deviation), Percent(f.Coverage, "0.0"),
            double.IsNaN(f.Width) ? "–" : (100 * f.Width).ToString("0.0", CultureInfo.InvariantCulture), f.WallAt95.ToString("0.0", CultureInfo.InvariantCulture),
        ];
        page.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
    }

    private static void Verdicts(StringBuilder page, List<StudyRow> rows)
    {
        if (rows.Count == 0) return;
        page.Append("\n| verdict asked for | runs | right % | found | not reached | inconclusive | what wrong ones said |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var end in rows.GroupBy(r => r.Cell.Server).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var f = StudyFigures.Of([.. end]);
            var wrong = end.Where(r => r.Right == false).CountBy(r => r.Reason.Length > 0 ? r.Reason : r.Status).OrderByDescending(c => c.Value).Select(c => $"{c.Key} × {Whole(c.Value)}");
            page.Append(CultureInfo.InvariantCulture,
                $"| {end.Key} | {f.Runs} | {Percent(f.Right, "0.0")} | {StatusShare(f, "found")} | {StatusShare(f, "not-reached")} | {StatusShare(f, "inconclusive")} | {string.Join("; ", wrong)} |\n");
        }
    }

    private static string StatusShare(StudyFigures figures, string status) =>
        figures.Statuses.TryGetValue(status, out var count) ? (100.0 * count / figures.Runs).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "–";

    private static string Percent(Estimate e, string format = "0.00")
    {
        if (double.IsNaN(e.Value)) return "–";
        return double.IsNaN(e.Low) ? Show(e.Value) : $"{Show(e.Value)} ({Show(e.Low)} … {Show(e.High)})";

        // The third section of the format: what rounds to nothing is shown without a sign.
        string Show(double share) => (100 * share).ToString($"{format};-{format};{format}", CultureInfo.InvariantCulture);
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Distinct(List<StudyRow> rows, Func<StudyRow, string> what) =>
        string.Join(", ", rows.Select(what).Distinct().Select(w => w.Length > 0 ? w : "not known"));
}
