using System.Collections.Immutable;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Traffic;

public sealed class TrafficInferrerTests
{
    private static readonly TrafficOptions Nothing = new();

    [Fact]
    public void Infer_ExplicitRequests_WinWithFullConfidence()
    {
        var options = new TrafficOptions { Requests = [new("GET", "/a", 3), new("POST", "/b", 1)] };
        var model = TrafficInferrer.Infer([new("GET", "/found")], null, options);
        model.Source.ShouldBe(["configuration"]);
        model.Confidence.ShouldBe(1);
        model.Requests.Select(r => (r.Path, r.Share, r.Explicit)).ShouldBe([("/a", 0.75, true), ("/b", 0.25, true)]);
    }

    [Fact]
    public void Infer_RoutesOfTheHook_HaveEqualSharesAndLowConfidence()
    {
        var model = TrafficInferrer.Infer([new("GET", "/a"), new("GET", "/b"), new("HEAD", "/b"), new("GET", "/B/")], null, Nothing);
        model.Source.ShouldBe(["routes:startup-hook"]);
        model.Confidence.ShouldBe(TrafficInferrer.RoutesConfidence);
        model.Requests.Select(r => (r.Path, r.Share)).ShouldBe([("/a", 0.5), ("/b", 0.5)]);
    }

    [Theory]
    [InlineData("System.Int32", null, "1,2,3")]
    [InlineData(null, "int", "1,2,3")]
    [InlineData("System.Int32", "min(5)", "5,6,7")]
    [InlineData("System.Int32", "range(-4,-3)", "-4,-3")]
    [InlineData("System.Int64", "max(2)", "1,2")]
    [InlineData("System.Nullable`1[[System.Int32, System.Private.CoreLib]]", null, "1,2,3")]
    [InlineData("System.Boolean", "bool", "true,false")]
    [InlineData("System.DateOnly", null, "2025-01-01,2025-02-01,2025-03-01")]
    [InlineData("System.String", "alpha", "a,b,test")]
    [InlineData("System.String", "alpha;length(12)", "aaaaaaaaaaaa,bbbbbbbbbbbb,cccccccccccc")]
    [InlineData("System.String", "regex(^(red|green)$)", "red,green")]
    [InlineData("System.String", @"regex(^\d{4}$)", "1234,2025")]
    public void Infer_ParameterOfTypeAndConstraints_IsFilled(string? type, string? constraints, string values)
    {
        var request = Single("/x/{p}", new RouteParameter("p", "path") { Type = type, Constraints = [.. constraints?.Split(';') ?? []] });
        string.Join(',', request.Values["p"]).ShouldBe(values);
    }

    [Theory]
    [InlineData("System.String", @"regex(^QZ\d{9}x$)", "regex")]
    [InlineData("Shop.Color", null, "Shop.Color")]
    [InlineData("System.Int32", "range(5,4)", "range(5,4)")]
    public void Infer_ParameterThatNothingFits_IsUnfilledWithTheReason(string type, string? constraint, string named)
    {
        var request = Single("/x/{p}", new RouteParameter("p", "path") { Type = type, Constraints = constraint is null ? [] : [constraint] });
        request.Values.ShouldNotContainKey("p");
        request.Unfilled["p"].ShouldContain(named);
    }

    [Fact]
    public void Infer_RegexThatBacktracksForever_EndsUnfilled() =>
        Single("/x/{p}", new RouteParameter("p", "path") { Constraints = ["regex(^(((a+)+)+)+!$)"] }).Unfilled.ShouldContainKey("p");

    [Fact]
    public void Infer_OptionalParameters_AreLeftOut()
    {
        var request = Single("/x/{id}/{page?}", new("id", "path") { Type = "System.Int32" }, new("page", "path") { Optional = true },
            new("q", "query") { Optional = true });
        request.Path.ShouldBe("/x/{id}");
        request.Values.Keys.ShouldBe(["id"]);
        request.QueryParameters.ShouldBeEmpty();
    }

    [Fact]
    public void Infer_RequiredQueryParameter_IsFilled()
    {
        var request = Single("/x", new RouteParameter("q", "query") { Type = "System.String", Example = "chair" });
        request.QueryParameters.ShouldBe(["q"]);
        request.Values["q"].ShouldBe(["chair"]);
    }

    [Fact]
    public void Infer_CatchAllWithoutExample_IsUnfilled() => Single("/{**rest}").Unfilled["rest"].ShouldContain("catch-all");

    private const string Document = """
        { "openapi": "3.1.1", "info": { "title": "Shop", "version": "1" }, "servers": [ { "url": "http://localhost:5000/" } ], "paths": {
          "/orders/{id}": { "get": { "parameters": [
              { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" }, "example": "0f8fad5b-d9cb-469f-a165-000000000001" },
              { "name": "view", "in": "query", "required": true, "schema": { "type": "string", "enum": ["short", "long"] } } ], "responses": {} } },
          "/orders": { "post": { "requestBody": { "content": { "application/json": { "example": { "item": 1 } } } }, "responses": {} } },
          "/pages/{n}": { "parameters": [ { "name": "n", "in": "path", "required": true, "schema":
              { "type": ["integer", "string"], "format": "int32", "pattern": "^-?(?:0|[1-9]\\d*)$", "minimum": 7 } } ], "get": { "responses": {} } } } }
        """;

    [Fact]
    public void Infer_ExamplesOfOpenApi_ComeFirst()
    {
        var model = TrafficInferrer.Infer([new("GET", "/orders/{orderId}") { Parameters = [new("orderId", "path") { Constraints = ["guid"] }] },
            new("GET", "/Orders/{id}/") { Parameters = [new("id", "path") { Type = "System.Guid", Example = "not a guid", Constraints = ["guid"] }] }], Document, Nothing);
        model.Requests.Length.ShouldBe(1);
        model = TrafficInferrer.Infer([new("GET", "/orders/{id}") { Parameters = [new("id", "path") { Type = "System.Guid" }] }], Document, Nothing);
        model.Source.ShouldBe(["routes:startup-hook"]);
        model.Requests[0].Values["id"].ShouldBe(["0f8fad5b-d9cb-469f-a165-000000000001"]);
        model.Requests[0].Values["view"].ShouldBe(["short", "long"]);
    }

    [Fact]
    public void Infer_OnlyOpenApi_GivesItsRoutes()
    {
        var model = TrafficInferrer.Infer([], Document, Nothing);
        model.Source.ShouldBe(["routes:openapi"]);
        model.Requests.Select(r => $"{r.Method} {r.Path}").ShouldBe(["GET /orders/{id}", "POST /orders", "GET /pages/{n}"]);
        model.Requests[1].Body.ShouldBe("""{"item":1}""");
        model.Requests[1].ContentType.ShouldBe("application/json");
        model.Requests[2].Values["n"].ShouldBe(["7", "8", "9"]);
    }

    [Fact]
    public void Infer_OpenApiOfAServerBelowAPath_HasThePathInFront() =>
        TrafficInferrer.Infer([], Document.Replace("http://localhost:5000/", "https://shop.example/api/", StringComparison.Ordinal), Nothing)
            .Requests[1].Path.ShouldBe("/api/orders");

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    public void Infer_UnreadableOpenApi_IsAWarningAndTheRoutesStay(string document)
    {
        var model = TrafficInferrer.Infer([new("GET", "/a")], document, Nothing);
        model.Problems.Single().Code.ShouldBe("SP3004");
        model.Requests.Single().Path.ShouldBe("/a");
    }

    private static TrafficRequest Single(string path, params RouteParameter[] parameters) =>
        TrafficInferrer.Infer([new("GET", path) { Parameters = [.. parameters] }], null, Nothing).Requests.Single();
}
