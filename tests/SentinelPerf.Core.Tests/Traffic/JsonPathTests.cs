using System.Text.Json;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Traffic;

public sealed class JsonPathTests
{
    private const string Document = """{"a":{"b":[{"c":1},{"c":"two"},{"d":3}]},"x y":true,"it's":null,"":5}""";

    [Theory]
    [InlineData("$.a.b[0].c", "1")]
    [InlineData("$.a.b[-1].d", "3")]
    [InlineData("$['a'][\"b\"][1]['c']", "two")]
    [InlineData("$.a.b[*].c", "1|two")]
    [InlineData("$.a.*[2]", "{\"d\":3}")]
    [InlineData("$['x y']", "true")]
    [InlineData(@"$['it\'s']", "null")]
    [InlineData("$['']", "5")]
    [InlineData("$.a.b[3]", "")]
    [InlineData("$.a.b[-4]", "")]
    [InlineData("$.a[0]", "")]
    [InlineData("$.a.b.c", "")]
    [InlineData("$.A", "")]
    public void Find_Path_LeadsToItsValues(string path, string expected)
    {
        using var document = JsonDocument.Parse(Document);
        string.Join('|', JsonPath.TryParse(path)!.Find(document.RootElement).Select(JsonPath.TextOf)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("token")]
    [InlineData("$token")]
    [InlineData("$.")]
    [InlineData("$..token")]
    [InlineData("$.a[?(@.b)]")]
    [InlineData("$.a[0:2]")]
    [InlineData("$.a[0,1]")]
    [InlineData("$.a[0")]
    [InlineData("$['a]")]
    [InlineData("$['a'")]
    [InlineData("$.a b")]
    [InlineData("$.a[1.5]")]
    public void TryParse_OutsideOfTheSubset_IsNone(string path) => JsonPath.TryParse(path).ShouldBeNull();
}
