using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Planning;

public sealed class PlannerTests
{
    [Theory]
    [InlineData("/logout")]
    [InlineData("/account/signOut")]
    [InlineData("/admin/shut-down")]
    [InlineData("/orders/{id}/cancel")]
    [InlineData("/api/DeleteAll")]
    [InlineData("/cache_clear")]
    public void Plan_RouteThatSeemsToEndSomething_IsOmitted(string path) =>
        Plan("/items", path).Omitted.Where(o => o.Path == path).Single().Reason.ShouldContain("looks as if");

    [Theory]
    [InlineData("/stops/{id}")]
    [InlineData("/clearance")]
    [InlineData("/dropdowns")]
    [InlineData("/{delete}")]
    [InlineData("/cancellations")]
    public void Plan_RouteThatOnlyResemblesOne_IsSent(string path) => Plan("/items", path).Omitted.ShouldBeEmpty();

    [Theory]
    [InlineData("/openapi/{documentName}.json")]
    [InlineData("/swagger")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/health")]
    [InlineData("/healthz/ready")]
    [InlineData("/metrics")]
    public void Plan_RouteOfTheFrameworkOrAProbe_IsOmitted(string path) => Plan("/items", path).Omitted.Single().Path.ShouldBe(path);

    [Fact]
    public void Plan_OnlyAHealthCheck_IsSent() => Plan("/health").Requests.Single().Urls.ShouldBe(["/health"]);

    [Fact]
    public void Plan_UnsafeMethod_IsSentOnlyWhenAllowed()
    {
        var model = TrafficInferrer.Infer([new("GET", "/a"), new("POST", "/b"), new("PUT", "/c") { AcceptsBody = true }], null, new());
        var safe = Planner.Plan(model, new());
        safe.Requests.Select(r => r.Name).ShouldBe(["GET /a"]);
        safe.Omitted[0].ShouldBe(new OmittedRoute("POST", "/b", "POST is not sent unless traffic names it or load.unsafeMethods is true"));
        var all = Planner.Plan(model, new() { UnsafeMethods = true });
        all.Requests.Select(r => r.Name).ShouldBe(["GET /a", "POST /b"]);
        all.Omitted.Single().Reason.ShouldContain("body");
    }

    [Theory]
    [InlineData("/admin/*", true)]
    [InlineData("*users", true)]
    [InlineData("/ADMIN/users", true)]
    [InlineData("/admin", false)]
    [InlineData("/*/roles", false)]
    [InlineData("*", true)]
    public void Plan_ExcludePattern_LeavesOutWhatItMatches(string pattern, bool omitted)
    {
        var model = TrafficInferrer.Infer([new("GET", "/admin/users")], null, new());
        if (omitted) Should.Throw<SentinelException>(() => Planner.Plan(model, new() { Exclude = [pattern] })).Message.ShouldContain(pattern);
        else Planner.Plan(model, new() { Exclude = [pattern] }).Requests.Length.ShouldBe(1);
    }

    [Fact]
    public void Plan_TwoParameters_GivesTheirCombinationsEncoded()
    {
        var plan = Explicit(new TrafficRequest("GET", "/a b/{x}?lang=é", 1)
        {
            Values = Values(("x", ["1", "ä/ö"]), ("q", ["a&b"])),
            QueryParameters = ["q"],
        });
        plan.Requests.Single().Urls.ShouldBe(["/a%20b/1?lang=%C3%A9&q=a%26b", "/a%20b/%C3%A4%2F%C3%B6?lang=%C3%A9&q=a%26b"]);
    }

    [Fact]
    public void Plan_ManyValuesOfTheUser_AreAllSent() =>
        Explicit(new TrafficRequest("GET", "/{x}", 1) { Values = Values(("x", [.. Enumerable.Range(1, 500).Select(i => $"{i}")])) })
            .Requests.Single().Urls.Length.ShouldBe(500);

    [Fact]
    public void Plan_ExplicitRequestsThatCannotBeSent_AreAllNamed()
    {
        var problems = Should.Throw<SentinelException>(() => Explicit(
            new("GET", "/items/{id}", 1),
            new("GET", "items", 1),
            new("GET", "/x/{", 1),
            new("GET", "/y", 0),
            new("GET", "/z/{id}", 1) { Values = Values(("id", ["1"]), ("ib", ["2"])) })).Problems;
        problems.Select(p => p.Code).ShouldBe(["SP3002", "SP3003", "SP3003", "SP3003", "SP3003"]);
        problems[0].Message.ShouldContain("traffic.requests[0].values.id");
        problems[4].Message.ShouldContain("traffic.requests[4].values.ib");
    }

    [Fact]
    public void Plan_NothingLeft_SaysWhyOfEachRouteAndWhatToDo()
    {
        var problem = Should.Throw<SentinelException>(() => Plan("/logout", "/x/{**rest}")).Problems.Single();
        problem.Code.ShouldBe("SP3001");
        problem.Message.ShouldContain("GET /logout (looks as if");
        problem.Message.ShouldContain("GET /x/{**rest} (");
        problem.Message.ShouldContain("traffic:");
    }

    [Fact]
    public void Plan_NoRoutesAtAll_SaysSo() => Should.Throw<SentinelException>(() => Plan()).Message.ShouldContain("showed no routes");

    private static LoadPlan Plan(params string[] paths) =>
        Planner.Plan(TrafficInferrer.Infer([.. paths.Select(p => new DiscoveredRoute("GET", p))], null, new()), new());

    private static LoadPlan Explicit(params TrafficRequest[] requests)
    {
        var options = new TrafficOptions { Requests = [.. requests] };
        return Planner.Plan(TrafficInferrer.Infer([], null, options), options);
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Values(
        params (string Name, string[] Values)[] values) =>
        ImmutableSortedDictionary.CreateRange(values.Select(v =>
            KeyValuePair.Create(v.Name, ImmutableArray.Create(v.Values))));
}
