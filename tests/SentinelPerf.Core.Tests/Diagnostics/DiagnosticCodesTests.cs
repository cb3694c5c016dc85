using System.Text;
using System.Text.RegularExpressions;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Core.Tests.Diagnostics;

/// <summary>Holds docs/diagnostics.md and the table of codes together. <c>SENTINELPERF_UPDATE_GOLDEN=1</c> rewrites the page.</summary>
public sealed class DiagnosticCodesTests
{
    private static readonly (char Range, string Title)[] Ranges =
    [
        ('1', "Targets and platform"), ('2', "Configuration and command line"), ('3', "Telemetry and traffic"), ('4', "Load and generator"),
        ('5', "Detection"), ('6', "Signals and diagnosis"), ('7', "Explanation and agents"), ('8', "Gates and baselines"), ('9', "Reports and internal"),
    ];

    [Fact]
    public void All_EveryCode_IsUniqueAndWellFormed()
    {
        DiagnosticCodes.All.Select(d => d.Code).ShouldBeUnique();
        foreach (var descriptor in DiagnosticCodes.All)
        {
            Regex.IsMatch(descriptor.Code, "^SP[1-9][0-9]{3}$").ShouldBeTrue(descriptor.Code);
            descriptor.Title.ShouldNotBeNullOrWhiteSpace();
            descriptor.Remedy.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public void DiagnosticsPage_EveryCode_IsTheTable()
    {
        var path = Path.Combine(Repository.Root, "docs", "diagnostics.md");
        var page = Page();
        if (Environment.GetEnvironmentVariable("SENTINELPERF_UPDATE_GOLDEN") == "1") File.WriteAllText(path, page);
        File.ReadAllText(path).ShouldBe(page, "run the tests once with SENTINELPERF_UPDATE_GOLDEN=1 and read the difference");
    }

    private static string Page()
    {
        var page = new StringBuilder("# Diagnostic codes\n\nEvery error, warning and reason of SentinelPerf has a code. In a build it stands as `place : error SP8001: text`.\n");
        foreach (var (range, title) in Ranges)
        {
            var rows = DiagnosticCodes.All.Where(d => d.Code[2] == range).ToList();
            if (rows.Count == 0) continue;
            page.Append($"\n## SP{range}xxx: {title}\n\n| code | what | what to do |\n| --- | --- | --- |\n");
            foreach (var row in rows) page.Append($"| {row.Code} | {Cell(row.Title)} | {Cell(row.Remedy)} |\n");
        }

        return page.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
