using System.Collections.Concurrent;
using System.Diagnostics;
using SentinelPerf.Detection;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using static SentinelPerf.Core.Tests.Load.EngineFixture;
using static SentinelPerf.Core.Tests.Load.ScriptedSender;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>Sessions in open and closed trials.</summary>
public sealed class FlowTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunOpen_Flow_GivesLaterStepsWhatEarlierAnswersGave()
    {
        var seen = new ConcurrentQueue<(string? Token, string? Cookie)>();
        var number = 0;
        var sender = new ScriptedSender(sent =>
        {
            if (sent.Request == 0)
            {
                var user = Interlocked.Increment(ref number);
                return Ok($$"""{"token":"t{{user}}"}""", KeyValuePair.Create("Set-Cookie", $"user=u{user}; Path=/; HttpOnly"));
            }
            seen.Enqueue((sent.Content!.Url, sent.Content.Headers.Single(h => h.Key == "Cookie").Value));
            return Ok();
        });
        var cart = new PlannedRequest("GET", "/cart", 0, [])
        {
            Template = new ScriptedTemplate(c => new RenderedRequest("/cart?" + c.Extracted!["token"], [new("Cookie", "theme=dark")], null)),
        };
        var record = await RunAsync(sender, Open(100, 0, 0.5), Flow("buy", [Login, cart], extract: "$.token"));
        record.Scheduled.ShouldBe(50);
        sender.Count(0).ShouldBe(50);
        sender.Count(1).ShouldBeGreaterThan(30);
        seen.ShouldAllBe(s => s.Cookie == $"theme=dark; user=u{s.Token!.Substring("/cart?t".Length)}");
        record.Errors.ShouldBe(0);
        record.Sent.ShouldBe(record.Due);
        record.Sent.ShouldBe(sender.Sent.Count);
        record.Routes.Select(r => r.Requests).ShouldBe([50, sender.Count(1)]);
        record.PlannedScoredRequests.ShouldBe(record.ScoredRequests);
        // Nothing waits for the target at the end, so it owes nothing: sessions still on their way do not count against it.
        record.OfferedInWindowPerSecond.ShouldBe(100, 1e-9);
        record.CompletedPerSecond.ShouldBe(100, 40); // sessions; requests would be 200
        record.RequestsPerSecond.ShouldBe(record.Sent / 0.5, 20);
        record.RequestsPerArrival.ShouldBe(2);
        record.Vetoes.Select(v => v.Reason).ShouldNotContain("sent-count");
    }

    [Fact]
    public async Task RunOpen_MiddleStepFails_EndsTheSession()
    {
        var sender = new ScriptedSender(sent => sent.Request == 1 ? new(OutcomeKind.Status, 503) : Ok());
        var record = await RunAsync(sender, Open(100, 0, 0.5) with { StopWhenDecided = false }, Flow("buy", [Get("/a", 0), Get("/b", 0), Get("/c", 0)]));
        sender.Count(1).ShouldBeGreaterThan(30);
        sender.Count(2).ShouldBe(0);
        record.Errors.ShouldBe(sender.Count(1));
        Kinds(record).ShouldBe(["http-503"]);
        record.CompletedPerSecond.ShouldBe(100, 40); // sessions; requests would be 200
        record.GoodputPerSecond.ShouldBe((50 - sender.Count(1)) / 0.5, 40);   // those that had not come to it
        record.SuccessSlopePerSecond.ShouldBeNull();
    }

    [Fact]
    public async Task RunOpen_ValueNotInTheAnswer_FailsTheStepAsACheck()
    {
        var sender = new ScriptedSender(_ => Ok("""{"message":"wrong password"}"""));
        var record = await RunAsync(sender, Open(100, 0, 0.3) with { StopWhenDecided = false }, Flow("buy", [Login, Get("/b", 0)], extract: "$.token"));
        sender.Count(1).ShouldBe(0);
        record.Errors.ShouldBe(30);
        Kinds(record).ShouldBe(["check"]);
        record.ErrorKinds[0].First.ShouldBe("POST /login: the answer failed a check ($.token is not in the answer)");
    }

    [Fact]
    public async Task RunOpen_AnswerSlowerThanItsCheck_IsAnError()
    {
        var slow = Get("/a") with { Checks = new() { LongestTime = TimeSpan.Zero } };
        var record = await RunAsync(new ScriptedSender(_ => Ok()), Open(100, 0, 0.3) with { StopWhenDecided = false }, new LoadPlan([slow, Get("/b")], []));
        record.Routes[0].Errors.ShouldBe(record.Routes[0].Requests);
        record.Routes[1].Errors.ShouldBe(0);
        record.ErrorKinds[0].First.ShouldMatch(@"^GET /a: the answer failed a check \(took [\d.]+ ms, at most 0 ms\)$");
    }

    [Fact]
    public async Task RunOpen_ThinkTime_IsWaitedAndIsNobodysLateness()
    {
        var think = TimeSpan.FromMilliseconds(200);
        var answered = new ConcurrentDictionary<string, long>();
        var waited = new ConcurrentQueue<TimeSpan>();
        var sender = new ScriptedSender(sent =>
        {
            if (sent.Request == 0) answered[sent.Content!.Url] = Stopwatch.GetTimestamp();
            else waited.Enqueue(Stopwatch.GetElapsedTime(answered[sent.Content!.Url], sent.At));
            return Ok();
        });
        var named = Get("/a", 0) with { Template = new ScriptedTemplate(c => $"/?{c.Session}") };
        var record = await RunAsync(sender, Open(100, 0, 1) with { StopWhenDecided = false }, Flow("buy", [named, named], think: think));
        waited.Count.ShouldBeGreaterThan(20);
        waited.Min().ShouldBeGreaterThanOrEqualTo(think - TimeSpan.FromMicroseconds(100));   // the answer's time is read before the engine's
        record.Response.P50!.Value.ShouldBeLessThan(think);
        record.Sent.ShouldBe(100 + waited.Count);
        record.CompletedPerSecond.ShouldBe(100, 40); // sessions; requests would be 200
    }

    [Fact]
    public async Task RunOpen_FewBadOfManySteps_IsNotDecidedBeforeTheStepsAreKnown()
    {
        // 8 of about 950 requests fail, 0.8 %. Held against the 100 arrivals alone, 3 would have decided.
        var failed = 0;
        var sender = new ScriptedSender(sent => sent.Request == 9 && Interlocked.Increment(ref failed) <= 8 ? new(OutcomeKind.Status, 500) : Ok());
        var patient = Limits with { Latency = TimeSpan.FromSeconds(5) };
        var record = await RunAsync(sender, Open(100, 0, 1) with { Limits = patient }, Flow("buy", [.. Enumerable.Range(0, 10).Select(i => Get($"/{i}", 0))]));
        record.Errors.ShouldBe(8);
        record.DecidedEarly.ShouldBeFalse();
        record.ScoredRequests.ShouldBeGreaterThan(800);
    }

    [Fact]
    public async Task RunOpen_EveryStepFails_IsDecidedEarlyByWhatMayStillCome()
    {
        var sender = new ScriptedSender(sent => sent.Request == 1 ? new(OutcomeKind.Status, 500) : Ok());
        var record = await RunAsync(sender, Open(200, 0.1, 5), Flow("buy", [.. Enumerable.Range(0, 10).Select(i => Get($"/{i}", 0))]));
        record.DecidedEarly.ShouldBeTrue();
        record.Scored.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        record.PlannedScoredRequests.ShouldBeGreaterThan(record.ScoredRequests);
        record.Errors.ShouldBeGreaterThanOrEqualTo(TrialLimits.BadToFail(Limits.ErrorShare, record.PlannedScoredRequests));
        record.Sent.ShouldBe(record.Due);
        TrialJudge.Judge(record with { Vetoes = [] }, Limits).Outcome.ShouldBe(TrialOutcome.Fail);
    }

    [Fact]
    public async Task RunOpen_SameSeed_MakesTheSameSessions()
    {
        var step = Get("/a", 0) with { Template = new ScriptedTemplate(c => $"/?{c.Session}&{c.Request}") };
        var (plan, trial) = (Flow("buy", [step, step]) with { Requests = [step, step, Get("/c") with { Template = step.Template }] }, Open(200, 0, 0.5));
        var first = await UrlsAsync(trial);
        var second = await UrlsAsync(trial);
        var other = await UrlsAsync(trial with { Seed = 2 });
        // Which sessions were cut by the end differs; what a session sent does not.
        foreach (var (key, urls) in first)
            second[key].Take(urls.Length).ShouldBe(urls.Take(second[key].Length));
        second.Keys.Order().ShouldBe(first.Keys.Order());
        other.Keys.ShouldNotContain(key => first.ContainsKey(key));
        first.Values.ShouldContain(urls => urls.Length == 2 && urls[0] != urls[1]);

        async Task<Dictionary<string, string[]>> UrlsAsync(OpenTrial trial)
        {
            var sender = new ScriptedSender(_ => Ok());
            await RunAsync(sender, trial, plan);
            return sender.Sent.GroupBy(s => s.Content!.Url.Split('&')[0]).ToDictionary(g => g.Key, g => g.Select(s => s.Content!.Url).ToArray());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunOpen_EndsWhileSessionsThink_SendsNothingMoreAndDoesNotWait(bool cancelled)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var sender = new ScriptedSender(_ => Ok());
        var running = RunAsync(sender, Open(100, 0, cancelled ? 30 : 0.3), Flow("buy", [Get("/a", 0), Get("/b", 0)], think: TimeSpan.FromSeconds(20)), cancel.Token);
        while (sender.Count(0) < 20) await Task.Delay(5, Cancel);
        var watch = Stopwatch.StartNew();
        if (cancelled)
        {
            cancel.Cancel();
            await Should.ThrowAsync<OperationCanceledException>(() => running);
        }
        else
        {
            var record = await running;
            record.Drained.ShouldBeTrue();
            record.CompletedPerSecond.ShouldBe(100, 40); // sessions; requests would be 200
        }
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        sender.Count(1).ShouldBe(0);
    }

    [Fact]
    public async Task RunClosed_Flow_HoldsSessionsAndDoesNotThink()
    {
        var sender = new ScriptedSender(_ => Ok(), inline: false);
        var record = await RunAsync(sender, engine => engine.RunAsync(Closed(4, 0.1, 0.4), Cancel), Flow("buy", [Get("/a", 0), Get("/b", 0), Get("/c", 0)], think: TimeSpan.FromSeconds(30)));
        (record.RequestsPerSecond / record.CompletedPerSecond).ShouldBe(3, 0.3);
        record.SuccessSlopePerSecond!.Value.ShouldBe(record.CompletedPerSecond, record.CompletedPerSecond * 0.9);
        record.InFlightAtEnd.ShouldBeLessThanOrEqualTo(4);
        record.Routes.Select(r => r.Requests).Max().ShouldBeLessThanOrEqualTo(record.Routes.Select(r => r.Requests).Min() + 8);
    }

    [Fact]
    public async Task RunOpen_LoginAtARealServer_ShopsWithItsTokenAndItsCookie()
    {
        var users = 0;
        var refused = 0;
        await using var server = new LoopbackServer(async (head, socket, cancel) =>
        {
            if (head.StartsWith("POST /login", StringComparison.Ordinal))
            {
                var user = Interlocked.Increment(ref users);
                var body = $$"""{"token":"t{{user}}"}""";
                await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nSet-Cookie: session=s{user}; Path=/\r\nSet-Cookie: old=1; Max-Age=0\r\nContent-Length: {body.Length}\r\n\r\n{body}"), cancel);
                return true;
            }
            var token = Line(head, "Authorization: Bearer t");
            var known = token.Length > 0 && Line(head, "Cookie: session=s") == token;
            if (!known) Interlocked.Increment(ref refused);
            await socket.SendAsync(LoopbackServer.Response(known ? 200 : 401), cancel);
            return true;
        });
        var cart = new PlannedRequest("GET", "/cart", 0, [])
        {
            Template = new ScriptedTemplate(c => new RenderedRequest("/cart", [new("Authorization", "Bearer " + c.Extracted!["token"])], null)),
        };
        var plan = Flow("buy", [Login, cart], extract: "$.token", think: TimeSpan.FromMilliseconds(50));
        using var sender = new ClientSender(server.Address, plan.Requests);
        var record = await RunAsync(sender, Open(50, 0.2, 1) with { StopWhenDecided = false }, plan);
        users.ShouldBe(60);
        refused.ShouldBe(0);
        record.Errors.ShouldBe(0, string.Join("; ", record.ErrorKinds.Select(e => e.First)));
        record.Routes[1].Requests.ShouldBeGreaterThan(20);

        static string Line(string head, string start) => head.Split("\r\n").FirstOrDefault(l => l.StartsWith(start, StringComparison.OrdinalIgnoreCase))?[start.Length..] ?? "";
    }

    [Fact]
    public void Engine_Flows_CountRatesInSessions()
    {
        var plan = Flow("buy", [Get("/a", 0), Get("/b", 0), Get("/c", 0)], think: TimeSpan.FromSeconds(2));
        using var engine = Engine(new ScriptedSender(_ => Ok()), plan, new(9000, false));
        engine.MaxRatePerSecond.ShouldBe(0.7 * 9000 / 3, 1e-6);
        engine.LongestThink.ShouldBe(TimeSpan.FromSeconds(4));
    }

    private static PlannedRequest Login => new("POST", "/login", 0, ["/login"]) { NeedsResponse = true };

    /// <summary>A plan of one flow; what is extracted (by JSON path) comes from its first step, and every step but the last thinks.</summary>
    private static LoadPlan Flow(string name, PlannedRequest[] requests, string? extract = null, TimeSpan think = default) => new([.. requests], [])
    {
        Flows =
        [
            new(name, 1, [.. requests.Select((_, i) => new PlannedStep(
                i, i == 0 && extract is not null ? [new("token", default, extract)] : [], i < requests.Length - 1 ? think : TimeSpan.Zero))]),
        ],
    };

    private static TrialEngine Engine(IRequestSender sender, LoadPlan plan, GeneratorLimits? limits = null) => new(new TrialEngineSetup
    {
        Target = new FakeTarget(new("http://127.0.0.1:1/")), Plan = plan, Options = new(), Clock = RunClock.StartNew(), Connect = _ => sender, Limits = limits ?? new(null, false),
    });

    private static Task<TrialRecord> RunAsync(IRequestSender sender, OpenTrial trial, LoadPlan plan, CancellationToken? cancel = null) =>
        RunAsync(sender, engine => engine.RunAsync(trial, cancel ?? Cancel), plan);

    private static async Task<TrialRecord> RunAsync(IRequestSender sender, Func<TrialEngine, Task<TrialRecord>> run, LoadPlan plan)
    {
        using var engine = Engine(sender, plan);
        return await run(engine);
    }
}
