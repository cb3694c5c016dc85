using System.Text.RegularExpressions;
using SentinelPerf.Configuration;

namespace SentinelPerf.Core.Tests.Configuration;

/// <summary>Holds docs/configuration.md and the table of settings together.</summary>
public sealed partial class ConfigurationPageTests
{
    private readonly string _page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));

    [Fact]
    public void Page_Table_HasEverySettingInOrder() =>
        Row().Matches(_page).Select(m => m.Groups[1].Value).ShouldBe(ConfigurationKeys.All.Where(k => !k.Internal).Select(k => k.Path));

    [Fact]
    public void Page_Example_IsAValidFileThatSetsEverySection()
    {
        var here = new Surroundings();
        here.Environment["SHOP_TOKEN"] = "abcdef";
        var result = here.Load(Example().Match(_page).Groups[1].Value, "ci");
        result.Problems.ShouldBeEmpty();
        var set = result.Effective.Where(e => e.Origin != "default").Select(e => e.Path.Split('.')[0]).Distinct();
        set.ShouldBe(ConfigurationKeys.NamesBelow(""));
    }

    [Fact]
    public void Page_ExampleOfTraffic_IsAValidFile()
    {
        var here = new Surroundings();
        here.Files["/repo/src/Shop/users.csv"] = "id,name,password\n1,ann,secret\n";
        var result = here.Load(Example().Matches(_page)[1].Groups[1].Value);
        result.Problems.ShouldBeEmpty();
        (result.Options!.Traffic.Requests.Length, result.Options.Traffic.Flows.Single().Steps.Length).ShouldBe((2, 2));
    }

    [Fact]
    public void Page_Defaults_AreThoseInForce()
    {
        var effective = new Surroundings().Load().Effective.ToDictionary(e => e.Path, e => e.Value);
        foreach (Match row in DefaultOfRow().Matches(_page))
            if (row.Groups[1].Value is not ("output.folder" or "gates.onInconclusive"))
                effective[row.Groups[1].Value].ShouldBe(row.Groups[2].Value, row.Value);
    }

    [GeneratedRegex(@"^\| `([a-zA-Z.*]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `([a-zA-Z.*]+)` \|.*\| `([^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex DefaultOfRow();

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
