using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

public sealed class MetricTagsTests
{
    [Theory]
    [InlineData("http.server.request.duration", "http.request.method=GET,http.route=/items/{id},http.response.status_code=200", "GET /items/{id}")]
    [InlineData("http.server.request.duration", "http.request.method=GET,http.route=items/{id:regex(^a{{1,3}}$)}", "GET /items/{id:regex(^a{{1,3}}$)}")]
    [InlineData("http.server.request.duration", "http.request.method=GET", null)]
    [InlineData("dotnet.exceptions", "error.type=System.TimeoutException", "System.TimeoutException")]
    [InlineData("dotnet.gc.collections", "gc.heap.generation=gen2", "gen2")]
    [InlineData("http.client.request.duration", "http.request.method=GET,server.address=127.0.0.1,server.port=5001", "127.0.0.1:5001")]
    [InlineData("http.server.active_requests", "http.request.method=GET,url.scheme=http", null)]
    [InlineData("db.client.connections.usage", "pool.name=orders,state=idle", "orders idle")]
    [InlineData("shop.queue.length", "queue=mail", "mail")]
    [InlineData("shop.queue.length", "", null)]
    public void Where_TagsOfAnInstrument_NameThePlace(string instrument, string tags, string? where) =>
        MetricTags.Parse(tags).Where(instrument).ShouldBe(where);

    [Fact]
    public void Parse_CommaWithinAValue_StaysThere() => MetricTags.Parse("a=x,y,b=z")["a"].ShouldBe("x,y");
}
