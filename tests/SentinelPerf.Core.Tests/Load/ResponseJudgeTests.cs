using System.Text;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Load;

public sealed class ResponseJudgeTests
{
    private static readonly CapturedResponse Answer = Response(
        """{"status":"failed","total":10.50,"ok":true,"none":null,"items":[{"id":7},{"id":8}],"token":"t0p"}""", ("Content-Type", "application/json; charset=utf-8"), ("X-A", "one"), ("x-a", "two"));

    [Theory]
    [InlineData("content-type", "application/json", null)]
    [InlineData("Content-Type", "application/json; charset=utf-8", null)]
    [InlineData("Content-Type", "text/html", "header Content-Type is 'application/json; charset=utf-8', not 'text/html'")]
    [InlineData("X-A", "two", null)]
    [InlineData("X-A", null, null)]
    [InlineData("X-A", "three", "header X-A is 'one', not 'three'")]
    [InlineData("X-B", null, "header X-B is missing")]
    [InlineData("X-B", "x", "header X-B is missing")]
    public void Failure_Header_IsTheValueOrAny(string name, string? value, string? expected) =>
        Judge(new() { Headers = [new(name, value)] }).ShouldBe(expected);

    [Theory]
    [InlineData("$.status", "failed", null)]
    [InlineData("$.status", "ok", "$.status is 'failed', not 'ok'")]
    [InlineData("$.total", "10.5", null)]
    [InlineData("$.total", "11", "$.total is 10.50, not 11")]
    [InlineData("$.ok", "true", null)]
    [InlineData("$.none", null, null)]
    [InlineData("$.none", "null", null)]
    [InlineData("$.items[*].id", "8", null)]
    [InlineData("$.items[*].id", "9", "$.items[*].id is 7, not 9")]
    [InlineData("$.items[2].id", null, "$.items[2].id is missing")]
    [InlineData("$.items", "x", "$.items is a list, not 'x'")]
    [InlineData("$.items[0]", "x", "$.items[0] is an object, not 'x'")]
    [InlineData("$.token", "x", "$.token has another value than the check wants")]
    public void Failure_JsonPath_IsTheValueOrAny(string path, string? value, string? expected) =>
        Judge(new() { JsonPaths = [new(path, value)] }).ShouldBe(expected);

    [Theory]
    [InlineData(5, 5L, 5L, null)]
    [InlineData(4, 5L, null, "the body has 4 bytes, fewer than 5")]
    [InlineData(6, null, 5L, "the body has 6 bytes, more than 5")]
    public void Failure_Size_IsWithinTheBounds(int bytes, long? least, long? most, string? expected) =>
        ResponseJudge.Failure(Request(new() { SmallestBytes = least, LargestBytes = most }), Response(new string('x', bytes))).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{\"a\":")]
    public void Failure_BodyThatIsNoJson_SaysSo(string body) =>
        ResponseJudge.Failure(Request(new() { JsonPaths = [new("$.a", null)] }), Response(body)).ShouldBe("the body is not JSON");

    [Theory]
    [InlineData("$.name", "$.name is 'M\ufffdller', not 'x'")]
    [InlineData("$.none", "$.none is missing")]
    public void Failure_BodyThatIsNoUtf8_IsReadAllTheSame(string path, string expected)
    {
        var answer = Response("");
        answer.Body = new([.. "{\"name\":\"M"u8, 0xfc, .. "ller\"}"u8]);
        answer.BodyBytes = answer.Body.Length;
        ResponseJudge.Failure(Request(new() { JsonPaths = [new(path, "x")] }), answer).ShouldBe(expected);
        ResponseExtractor.TryExtract(new("name", ExtractionSource.JsonPath, "$.name"), answer, out var name).ShouldBeTrue();
        name.ShouldBe("M\ufffdller");
    }

    [Fact]
    public void Failure_BodyThatWasCut_SaysThatItIsTooLong()
    {
        var cut = Response("""{"a":1""");
        cut.BodyBytes = 2_000_000;
        ResponseJudge.Failure(Request(new() { JsonPaths = [new("$.a", null)] }), cut).ShouldBe("the body has 2000000 bytes; JSON paths are checked up to 1048576");
    }

    [Fact]
    public void Failure_LongOrSecretValue_IsCutOrHidden()
    {
        var failure = ResponseJudge.Failure(Request(new() { Headers = [new("X-A", "b")] }), Response("", ("X-A", new string('a', 500) + "\r\n")))!;
        failure.ShouldBe($"header X-A is '{new string('a', 77)}...', not 'b'");
        ResponseJudge.Failure(Request(new() { Headers = [new("Set-Cookie", "b")] }), Response("", ("Set-Cookie", "session=hunter2")))!.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Failure_AnyBody_NeverThrows()
    {
        var random = new Random(3);
        var request = Request(new() { Headers = [new("X", "1")], JsonPaths = [new("$.a[*].b", "x"), new("$['a']", null)] });
        const string Pieces = "{}[]\":,a b1e\\ud800\0é";
        for (var i = 0; i < 2000; i++)
        {
            var body = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            Should.NotThrow(() => ResponseJudge.Failure(request, Response(body, ("X", "1"))), body);
        }
        ResponseJudge.Failure(Request(new() { JsonPaths = [new("$.a", "x")] }), Response("""{"a":"\ud800"}""")).ShouldNotBeNull();
    }

    private static string? Judge(ResponseChecks checks) => ResponseJudge.Failure(Request(checks), Answer);

    private static PlannedRequest Request(ResponseChecks checks) => new("GET", "/", 1, ["/"]) { Checks = checks };

    private static CapturedResponse Response(string body, params (string Name, string Value)[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new() { Status = 200, Body = bytes, BodyBytes = bytes.Length, Headers = [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))] };
    }
}
