using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Planning;

public sealed class RequestFillerTests
{
    private static readonly string[] Pieces =
        ["a", "Z", "5", " ", "/", "?", "&", "=", "#", "%", "%41", "+", "\"", "\\", "\n", "\r\n", "\0", "\u007f", "\u2028", "{", "}", "{id}", "<", ">", "'", "é", "🪑", "\ud800", "\udc00", ".", ",", ":"];

    private static readonly ImmutableSortedDictionary<string, DataTable> Users =
        ImmutableSortedDictionary<string, DataTable>.Empty.Add("users", DataTable.Parse("users.csv", "id,name\n1,ann\n2,bob\n3,cid\n4,dan\n"));

    [Fact]
    public void Of_ListsInPathAndQuery_NeedNoTemplate()
    {
        var request = Plan(new TrafficRequest("POST", "/items/{id}", 1) { Values = Values("id", "1", "2").Add("page", ["3"]), Body = """{"a":{"id":"{x}"}}""" });
        request.Template.ShouldBeNull();
        request.Urls.ShouldBe(["/items/1?page=3", "/items/2?page=3"]);
    }

    [Fact]
    public void Render_SameContext_GivesTheSameRequest()
    {
        var request = new TrafficRequest("POST", "/items/{id}", 1)
        {
            Generated = ImmutableSortedDictionary<string, ValueGenerator>.Empty.Add("id", new NumberRange(1, 1_000_000)).Add("key", new RandomUuid()),
            Headers = [new("X-Key", "k-{key}")],
            Body = """{"id": {id}, "user": "{users.name}"}""",
            ContentType = "application/json",
        };
        var (one, other) = (Plan(request, Users), Plan(request, Users));
        one.Urls.ShouldBeEmpty();
        for (ulong i = 0; i < 50; i++)
        {
            var (first, second) = (one.Template!.Render(new(i, i + 1, null)), other.Template!.Render(new(i, i + 1, null)));
            (first.Url, first.Headers[0].Value, first.Body).ShouldBe((second.Url, second.Headers[0].Value, second.Body));
            first.Body.ShouldStartWith($"{{\"id\": {first.Url["/items/".Length..]}, "); // one name is one value
        }
        Enumerable.Range(0, 50).Select(i => one.Template!.Render(new(0, (ulong)i, null)).Url).Distinct().Count().ShouldBeGreaterThan(45);
    }

    [Fact]
    public void Render_ColumnsOfOneSource_AreOfTheSessionsRow()
    {
        var request = Plan(new TrafficRequest("GET", "/u/{users.id}", 1)
        {
            Columns = ImmutableSortedDictionary<string, string>.Empty.Add("who", "users.name"),
            Headers = [new("X-User", "{users.name}")],
        }, Users);
        var seen = new HashSet<string>();
        for (ulong session = 0; session < 40; session++)
        {
            var texts = Enumerable.Range(0, 5).Select(i => request.Template!.Render(new(session, (ulong)i, null))).Select(r => $"{r.Url} {r.Headers[0].Value}").Distinct().ToList();
            seen.Add(texts.ShouldHaveSingleItem());
        }
        seen.Order().ShouldBe(["/u/1?who=ann ann", "/u/2?who=bob bob", "/u/3?who=cid cid", "/u/4?who=dan dan"]);
    }

    [Fact]
    public void Render_AnyValueInPathQueryAndForm_ParsesBackToIt()
    {
        var request = Extracting(new TrafficRequest("POST", "/a b/{x}/é?fixed=1&y={y}", 1) { Body = "f={x}&g={y}", ContentType = "application/x-www-form-urlencoded" });
        foreach (var (x, y) in Pairs())
        {
            var rendered = Render(request, x, y);
            Uri.IsWellFormedUriString(rendered.Url, UriKind.Relative).ShouldBeTrue(rendered.Url);
            var match = System.Text.RegularExpressions.Regex.Match(rendered.Url, @"^/a%20b/([^/?#]*)/%C3%A9\?fixed=1&y=([^&#/]*)\z");
            (Unescaped(match.Groups[1].Value), Unescaped(match.Groups[2].Value)).ShouldBe((WholeText(x), WholeText(y)), rendered.Url);
            rendered.Body!.Split('&').Select(p => Unescaped(p.Split('=')[1])).ShouldBe([WholeText(x), WholeText(y)]);
        }
    }

    [Fact]
    public void Render_AnyValueInJson_StaysValidJsonWithTheValue()
    {
        var request = Extracting(new TrafficRequest("POST", "/", 1) { Body = """{"a": "<{x}>", "b": {y}, "c": {"d": ["{y}", "\"{x}"]}, "{z}": {}}""", ContentType = "application/json" });
        foreach (var (x, y) in Pairs())
        {
            using var body = JsonDocument.Parse(Render(request, x, y).Body!);
            body.RootElement.GetProperty("a").GetString().ShouldBe($"<{WholeText(x)}>");
            JsonElement inner = body.RootElement.GetProperty("c").GetProperty("d");
            (inner[0].GetString(), inner[1].GetString()).ShouldBe((WholeText(y), $"\"{WholeText(x)}"));
            body.RootElement.TryGetProperty("{z}", out _).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("-1.5e3", "-1.5e3")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("[1, {\"a\": 2}]", "[1, {\"a\": 2}]")]
    [InlineData("007", "\"007\"")]
    [InlineData("abc", "\"abc\"")]
    [InlineData("", "\"\"")]
    [InlineData("1, \"admin\": true", "\"1, \\\"admin\\\": true\"")]
    [InlineData("{broken", "\"{broken\"")]
    public void Render_ValueOutsideOfQuotesInJson_IsItselfOrAText(string value, string expected) =>
        Render(Extracting(new TrafficRequest("POST", "/", 1) { Body = """{"b":{x}}""", ContentType = "application/json" }), value, "").Body.ShouldBe($"{{\"b\":{expected}}}");

    [Fact]
    public void Render_AnyValueInAHeader_HoldsNoControlCharacter()
    {
        var request = Extracting(new TrafficRequest("GET", "/", 1) { Headers = [new("X-A", "a {x}{y} {z}")] });
        foreach (var (x, y) in Pairs())
        {
            var value = Render(request, x, y).Headers[0].Value;
            value.Any(char.IsControl).ShouldBeFalse();
            value.ShouldBe($"a {string.Concat((x + y).Where(c => !char.IsControl(c)))} {{z}}");
        }
    }

    [Fact]
    public void Render_Xml_IsEscaped() =>
        XElement.Parse(Render(Extracting(new TrafficRequest("POST", "/", 1) { Body = "<a b='{x}'>{y}</a>", ContentType = "application/xml" }), "<'\">&", "</a>").Body!)
            .ShouldSatisfyAllConditions(e => e.Attribute("b")!.Value.ShouldBe("<'\">&"), e => e.Value.ShouldBe("</a>"));

    [Theory]
    [InlineData("/files/{*x}", "/orders/4 2", "/files/orders/4%202")]
    [InlineData("/{x}", "a/b?c", "/a%2Fb%3Fc")]
    public void Render_RestOfAPath_KeepsItsSlashes(string path, string value, string expected) =>
        Render(Extracting(new TrafficRequest("GET", path, 1)), value, "").Url.ShouldBe(expected);

    [Fact]
    public void Sources_Template_SayWhatFillsItWithoutValues() =>
        Plan(new TrafficRequest("GET", "/{id}/{users.name}", 1) { Generated = ImmutableSortedDictionary<string, ValueGenerator>.Empty.Add("id", new NumberRange(1, 9, 2)) }, Users)
            .Template!.Sources.ShouldBe(["id: 1 to 9 by 2", "users.name: a row of users.csv, which has 4"]);

    private static IEnumerable<(string X, string Y)> Pairs()
    {
        var random = new Random(20_250_103);
        for (var i = 0; i < 1000; i++) yield return (Text(random), Text(random));
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    // Half a surrogate pair is no text; encoders write U+FFFD.
    private static string WholeText(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Unescaped(string text) => Uri.UnescapeDataString(text);

    private static PlannedRequest Extracting(TrafficRequest request) => Planner.Plan(request, ImmutableSortedDictionary<string, DataTable>.Empty, ["x", "y"]);

    private static RenderedRequest Render(PlannedRequest request, string x, string y) =>
        request.Template!.Render(new(1, 2, new Dictionary<string, string> { ["x"] = x, ["y"] = y }));

    private static PlannedRequest Plan(TrafficRequest request, ImmutableSortedDictionary<string, DataTable>? data = null)
    {
        var options = new TrafficOptions { Requests = [request.WithQuery()], Data = data ?? ImmutableSortedDictionary<string, DataTable>.Empty };
        return Planner.Plan(TrafficInferrer.Infer([], null, options), options).Requests.Single();
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Values(string name, params ImmutableArray<string> values) =>
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(name, values);
}
