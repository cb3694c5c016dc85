using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Load;

public sealed class RouteProberTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probe_MixedAnswers_KeepsTheGoodAndListsTheRest()
    {
        await using var server = ByPath();
        var plan = new LoadPlan([Get("/200"), Get("/404"), Get("/hang"), Get("/close"), Get("/301")], [new("POST", "/orders", "POST is not sent")]);
        var probed = await ProbeAsync(server.Address, plan);
        probed.Requests.Select(r => r.Path).ShouldBe(["/200", "/301"]);
        probed.Omitted.Select(o => $"{o.Method} {o.Path}: {o.Reason}").ShouldBe(
        [
            "POST /orders: POST is not sent", "GET /404: answered 404 when probed", "GET /hang: timed out after 2 s when probed",
            probed.Omitted[3] is { Path: "/close" } close ? $"GET /close: {close.Reason}" : "",
        ]);
        probed.Omitted[3].Reason.ShouldStartWith("the connection ended before the answer did");
        server.Requests.ShouldBeLessThanOrEqualTo(8); // one each; SocketsHttpHandler repeats a GET whose connection ended up to three times
    }

    [Fact]
    public async Task Probe_FirstUrlFails_TriesOthersAndDropsTheBadOnes()
    {
        await using var server = ByPath();
        var plan = new LoadPlan([new PlannedRequest("GET", "/items/{id}", 1, ["/404?1", "/404?2", "/200?3", "/200?4"])], []);
        (await ProbeAsync(server.Address, plan)).Requests[0].Urls.ShouldBe(["/200?3", "/200?4"]);
        server.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task Probe_OwnSuccessStatuses_AreRespected()
    {
        await using var server = ByPath();
        var plan = new LoadPlan([Get("/404") with { SuccessStatuses = [404] }, Get("/200") with { SuccessStatuses = [204] }], []);
        (await ProbeAsync(server.Address, plan)).Requests.Select(r => r.Path).ShouldBe(["/404"]);
    }

    [Fact]
    public async Task Probe_AllForbidden_NamesTheAuthKey()
    {
        await using var server = ByPath();
        var problem = await FailAsync(server.Address, new LoadPlan([Get("/401"), Get("/403")], []));
        problem.Code.ShouldBe(DiagnosticCodes.AuthenticationNeeded.Code);
        problem.Message.ShouldContain("target.auth");
    }

    [Fact]
    public async Task Probe_NothingLeft_ListsRoutesAndAnswers()
    {
        await using var server = ByPath();
        var problem = await FailAsync(server.Address, new LoadPlan([Get("/401"), Get("/500")], []));
        problem.Code.ShouldBe(DiagnosticCodes.NoRouteAnswers.Code);
        problem.Message.ShouldContain("GET /401 answered 401 when probed; GET /500 answered 500 when probed");
    }

    [Fact]
    public async Task Probe_NobodyListens_SaysSo() =>
        (await FailAsync(TrialEngineTests.ClosedPort(), new LoadPlan([Get("/a")], []))).Code.ShouldBe(DiagnosticCodes.TargetUnreachable.Code);

    [Fact]
    public async Task Probe_EmptyPlan_NamesWhatWasLeftOut() =>
        (await FailAsync(TrialEngineTests.ClosedPort(), new LoadPlan([], [new("POST", "/orders", "POST is not sent")])))
            .Message.ShouldContain("POST /orders POST is not sent");

    [Fact]
    public async Task Try_IterationThatFails_IsNamedWithWhatHappened()
    {
        await using var server = ByPath();
        PlannedRequest[] calls = [new("", "Orders.Reading", 1, ["/200"]), new("", "Orders.Paying", 1, ["/404"])];
        using var sender = RequestSenders.For([.. calls], [], Patience)(server.Address);
        var prober = new RouteProber(sender, Patience);

        await prober.TryAsync(new([calls[0]], []), Cancel);
        var problem = (await Should.ThrowAsync<SentinelException>(() => prober.TryAsync(new([.. calls], []), Cancel))).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(DiagnosticCodes.IterationFails.Code);
        problem.Message.ShouldStartWith("The first call of the iteration failed: Orders.Paying: answered 404 NotFound.");
    }

    [Fact]
    public async Task Probe_Cancelled_Throws()
    {
        await using var server = ByPath();
        using var cancel = new CancellationTokenSource(50);
        using var sender = new HandlerSender(new(server.Address, [Get("/hang")]) { Timeout = TimeSpan.FromSeconds(30) });
        await Should.ThrowAsync<OperationCanceledException>(() => new RouteProber(sender, Patience).ProbeAsync(new([Get("/hang")], []), cancel.Token));
    }

    [Fact]
    public async Task Probe_Flows_GoesThroughEachOnceAndNamesTheStepThatFails()
    {
        await using var server = ByPath();
        var plan = new LoadPlan([Get("/404"), Step("/201"), Step("/202"), Step("/500"), Step("/203"), Get("/200")], [])
        {
            Flows = [Flow("broken", 1, 3, 4), Flow("whole", 2, 4)],
        };
        var probed = await ProbeAsync(server.Address, plan);
        probed.Requests.Select(r => r.Path).ShouldBe(["/202", "/203", "/200"]);
        var whole = probed.Flows.ShouldHaveSingleItem();
        whole.Name.ShouldBe("whole");
        whole.Steps.Select(s => s.Request).ShouldBe([0, 1]);
        probed.Omitted.Select(o => $"{o.Method} {o.Path}: {o.Reason}").ShouldBe(
            ["GET /404: answered 404 when probed", " flow 'broken': step 2 (GET /500): answered 500 when probed"]);
        server.Requests.ShouldBe(6);   // no think time, and nothing after the step that failed
    }

    [Fact]
    public async Task Probe_OnlyFlowFails_SaysWhich()
    {
        await using var server = ByPath();
        var problem = await FailAsync(server.Address, new LoadPlan([Step("/200"), Step("/500")], []) { Flows = [Flow("buy", 0, 1)] });
        problem.Code.ShouldBe(DiagnosticCodes.NoRouteAnswers.Code);
        problem.Message.ShouldContain("flow 'buy' step 2 (GET /500): answered 500 when probed");
    }

    [Fact]
    public async Task Probe_FlowWhoseValueIsMissing_IsLeftOut()
    {
        var sender = new ScriptedSender(_ => ScriptedSender.Ok());
        var flow = new PlannedFlow("buy", 1, [new(0, [new("token", default, "$.token")], TimeSpan.FromHours(1)), new(1, [], default)]);
        var probed = await new RouteProber(sender, Patience).ProbeAsync(new LoadPlan([Step("/a"), Step("/b"), Get("/c")], []) { Flows = [flow] }, Cancel);
        probed.Flows.ShouldBeEmpty();
        probed.Omitted[0].Reason.ShouldBe("step 1 (GET /a): the answer failed a check ($.token is not in the answer) when probed");
        sender.Count(1).ShouldBe(0);
    }

    [Fact]
    public async Task Probe_Template_IsRenderedAnewWhereOneFails()
    {
        var sender = new ScriptedSender(sent => sent.Content!.Url == "/items/1" ? ScriptedSender.Ok() : new(OutcomeKind.Status, 404));
        var request = Get("/items/{id}") with { Urls = [], Template = new ScriptedTemplate(c => $"/items/{c.Request}") };
        (await new RouteProber(sender, Patience).ProbeAsync(new LoadPlan([request], []), Cancel)).Requests.ShouldBe([request]);
        sender.Sent.Select(s => s.Content!.Url).ShouldBe(["/items/0", "/items/1"]);
    }

    private static PlannedRequest Get(string path) => EngineFixture.Get(path);

    private static PlannedRequest Step(string path) => EngineFixture.Get(path, 0);

    private static PlannedFlow Flow(string name, params int[] requests) => new(name, 1, [.. requests.Select(r => new PlannedStep(r, [], TimeSpan.FromHours(1)))]);

    private static async Task<LoadPlan> ProbeAsync(Uri address, LoadPlan plan)
    {
        using var sender = RequestSenders.For(plan.Requests, [], Patience)(address);
        return await new RouteProber(sender, Patience).ProbeAsync(plan, Cancel);
    }

    private static async Task<Problem> FailAsync(Uri address, LoadPlan plan) =>
        (await Should.ThrowAsync<SentinelException>(() => ProbeAsync(address, plan))).Problems.ShouldHaveSingleItem();

    private static LoopbackServer ByPath() => new(async (head, socket, cancel) =>
    {
        var path = head.Split(' ')[1].Trim('/').Split('?')[0];
        if (path == "hang") await Task.Delay(Timeout.Infinite, cancel);
        if (path == "close") return false;
        await socket.SendAsync(LoopbackServer.Response(int.Parse(path)), cancel);
        return true;
    });
}
