using System.Text;
using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Load;

public sealed class ResponseExtractorTests
{
    private static readonly CapturedResponse Answer = new()
    {
        Status = 201,
        Body = Encoding.UTF8.GetBytes("""{"token":"t-1","user":{"id":42},"none":null,"empty":"","list":[1,2]}"""),
        Headers =
        [
            new("Location", " /orders/42 "), new("location", "/second"), new("set-cookie", "SID=old; Path=/"), new("Set-Cookie", "SID = a=b ; Path=/; HttpOnly; SameSite=Lax"),
            new("Set-Cookie", "other=1"), new("Set-Cookie", "gone=; Max-Age=0"), new("Set-Cookie", "rubbish"),
        ],
    };

    [Theory]
    [InlineData(ExtractionSource.JsonPath, "$.token", "t-1")]
    [InlineData(ExtractionSource.JsonPath, "$.user.id", "42")]
    [InlineData(ExtractionSource.JsonPath, "$.list", "[1,2]")]
    [InlineData(ExtractionSource.JsonPath, "$.list[*]", "1")]
    [InlineData(ExtractionSource.JsonPath, "$.none", null)]
    [InlineData(ExtractionSource.JsonPath, "$.empty", null)]
    [InlineData(ExtractionSource.JsonPath, "$.missing", null)]
    [InlineData(ExtractionSource.Header, "LOCATION", "/orders/42")]
    [InlineData(ExtractionSource.Header, "X-None", null)]
    [InlineData(ExtractionSource.Cookie, "SID", "a=b")]
    [InlineData(ExtractionSource.Cookie, "sid", null)]
    [InlineData(ExtractionSource.Cookie, "Path", null)]
    [InlineData(ExtractionSource.Cookie, "gone", null)]
    [InlineData(ExtractionSource.Regex, "\"id\":(\\d+)", "42")]
    [InlineData(ExtractionSource.Regex, "t-\\d", "t-1")]
    [InlineData(ExtractionSource.Regex, "(?<=\"id\":)\\d+", "42")]
    [InlineData(ExtractionSource.Regex, "x(y)?z", null)]
    public void TryExtract_Answer_GivesTheValue(ExtractionSource source, string expression, string? expected)
    {
        ResponseExtractor.TryExtract(new("x", source, expression), Answer, out var value).ShouldBe(expected is not null);
        value.ShouldBe(expected ?? "");
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    public void TryExtract_NoJson_IsFalse(string body) =>
        ResponseExtractor.TryExtract(new("x", ExtractionSource.JsonPath, "$.a"), new() { Body = Encoding.UTF8.GetBytes(body) }, out _).ShouldBeFalse();

    [Fact]
    public void TryExtract_PatternThatBacktracksForever_GivesUp() =>
        ResponseExtractor.TryExtract(new("x", ExtractionSource.Regex, @"(?=a)(a+)+\1b$"), new() { Body = Encoding.UTF8.GetBytes(new string('a', 5000) + "c") }, out _).ShouldBeFalse();
}
