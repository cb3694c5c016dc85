using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Planning;

public sealed class FlowPlannerTests
{
    private static readonly TrafficFlow Buy = new("buy", 1,
    [
        new(new("POST", "/login", 0)) { Extract = [new("token", ExtractionSource.JsonPath, "$.token")], Think = TimeSpan.FromSeconds(1) },
        new(new("GET", "/cart", 0) { Headers = [new("Authorization", "Bearer {token}")] }),
        new(new("GET", "/cart", 0) { Checks = new() { LargestBytes = 9 }, SuccessStatuses = [200] }),
    ]);

    [Fact]
    public void Plan_FlowBesideRequests_BothAreInTheMixByWeight()
    {
        var plan = Plan(new() { Requests = [new("GET", "/a", 6), new("GET", "/b", 3)], Flows = [Buy] });
        plan.Requests.Select(r => (r.Name, Math.Round(r.Weight, 6))).ShouldBe([("GET /a", 0.6), ("GET /b", 0.3), ("POST /login", 0), ("GET /cart", 0), ("GET /cart", 0)]);
        var flow = plan.Flows.ShouldHaveSingleItem();
        (flow.Name, Math.Round(flow.Weight, 6)).ShouldBe(("buy", 0.1));
        flow.Steps.Select(s => s.Request).ShouldBe([2, 3, 4]);
        flow.Steps[0].Think.ShouldBe(TimeSpan.FromSeconds(1));
        flow.Steps[0].Extract.ShouldHaveSingleItem().Expression.ShouldBe("$.token");
    }

    [Fact]
    public void Plan_FlowAlone_IsSentWhateverTheTargetShows()
    {
        var options = new TrafficOptions { Flows = [Buy] };
        var plan = Planner.Plan(TrafficInferrer.Infer([new DiscoveredRoute("GET", "/other")], null, options), options);
        plan.Requests.Length.ShouldBe(3);
        plan.Flows.Single().Weight.ShouldBe(1);
    }

    [Fact]
    public void Plan_Steps_KeepTheAnswersThatChecksAndLaterStepsRead()
    {
        var plan = Plan(new() { Flows = [Buy] });
        // The second sets a cookie, perhaps; nobody comes after the third, but it has a check of its own.
        plan.Requests.Select(r => r.NeedsResponse).ShouldBe([true, true, true]);
        plan.Requests.Select(r => r.Template is not null).ShouldBe([false, true, false]);
        plan.Requests[1].Template!.Render(new(1, 1, new Dictionary<string, string> { ["token"] = "t1" })).Headers[0].Value.ShouldBe("Bearer t1");
        plan.Requests[2].SuccessStatuses.ShouldBe([200]);
    }

    [Fact]
    public void Plan_StepThatIsExcluded_LeavesOutItsFlow()
    {
        var plan = Plan(new() { Requests = [new("GET", "/a", 1)], Flows = [Buy], Exclude = ["/cart"] });
        plan.Flows.ShouldBeEmpty();
        plan.Requests.Length.ShouldBe(1);
        plan.Omitted.Select(o => o.Reason).ShouldBe(["belongs to flow 'buy', whose step 2 is left out", "excluded by '/cart' of traffic.exclude", "excluded by '/cart' of traffic.exclude"]);
        Should.Throw<SentinelException>(() => Plan(new() { Flows = [Buy], Exclude = ["/cart"] })).Problems.Single().Code.ShouldBe("SP3001");
    }

    [Fact]
    public void Plan_NameThatNoEarlierStepExtracts_IsAnErrorThatNamesTheStep()
    {
        var swapped = Buy with { Steps = [Buy.Steps[1], Buy.Steps[0], new(new("POST", "/x/{id}", 0) { Body = """{"t":"{tokn}"}""" })] };
        var problems = Should.Throw<SentinelException>(() => Plan(new() { Flows = [swapped] })).Problems;
        problems.Select(p => p.Code).ShouldBe(["SP3006", "SP3006", "SP3006"]);
        problems[0].Message.ShouldStartWith(
            "traffic.flows[0].steps[0].request.headers.Authorization: step 1 of flow 'buy' (GET /cart) uses {token}, which is extracted only from the answer of step 2; known here: nothing.");
        problems[1].Message.ShouldContain("step 3 of flow 'buy' (POST /x/{id}) uses {id}, which no earlier step extracts and nothing else gives; known here: token.");
        problems[2].Message.ShouldContain("request.body: step 3 of flow 'buy' (POST /x/{id}) uses {tokn}");
    }

    [Fact]
    public void Plan_FlowsThatCannotBeSent_AreAllNamed() =>
        Should.Throw<SentinelException>(() => Plan(new() { Flows = [Buy with { Share = 0 }, Buy with { Steps = [] }, new("x", 1, [new(new("GET", "//evil.example/", 0))])] }))
            .Problems.Select(p => p.Setting).ShouldBe(["traffic.flows[0].weight", "traffic.flows[0].name", "traffic.flows[1].steps", "traffic.flows[1].name", "traffic.flows[2].steps[0].request.path"]);

    private static LoadPlan Plan(TrafficOptions options) => Planner.Plan(TrafficInferrer.Infer([], null, options), options);
}
