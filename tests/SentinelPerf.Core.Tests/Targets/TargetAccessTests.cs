using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SentinelPerf.Core.Tests.Load;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

/// <summary>Client credentials: the first token, its renewing, and what goes wrong.</summary>
public sealed class TargetAccessTests : IAsyncDisposable
{
    private const string Secret = "s3cret &+value";
    private readonly ConcurrentQueue<(TimeSpan At, string Head, string Form)> _asked = new();
    private readonly SteppedTime _time = new();
    private readonly SecretMask _secrets = new([]);
    private readonly LoopbackServer _issuer;
    private Func<int, string, string, (int Status, string Json)> _answer = (n, _, _) => (200, Token(n));

    public TargetAccessTests() => _issuer = new(async (head, socket, cancel) =>
    {
        var length = int.Parse(head.Split("\r\n").First(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal))[16..], CultureInfo.InvariantCulture);
        var body = new byte[length];
        for (var held = 0; held < length;) held += await socket.ReceiveAsync(body.AsMemory(held), cancel);
        var form = Encoding.ASCII.GetString(body);
        _asked.Enqueue((_time.Now, head, form));
        var (status, json) = _answer(_asked.Count, head, form);
        await socket.SendAsync(LoopbackServer.Response(status, json), cancel);
        return true;
    }) { LeaveBodyInSocket = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _issuer.DisposeAsync();

    [Fact]
    public async Task OpenAsync_ClientCredentials_AsksOnceAndHidesWhatItGot()
    {
        await using var access = await OpenAsync();
        Current(access).ShouldBe("Authorization=Bearer token-1");
        var (_, head, form) = _asked.ShouldHaveSingleItem();
        head.ShouldStartWith("POST /token HTTP/1.1\r\n");
        // RFC 6749, 2.3.1: each is encoded as in a form, then both together in base64.
        head.ShouldContain("Authorization: Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("me%3A:s3cret+%26%2Bvalue")));
        form.ShouldBe("grant_type=client_credentials&scope=read+write");
        _secrets.Mask($"{head} token-1 {Secret}").ShouldBe(head.Replace("bWUlM0E6czNjcmV0KyUyNiUyQnZhbHVl", "***", StringComparison.Ordinal) + " *** ***");
    }

    [Fact]
    public async Task OpenAsync_IssuerWantsTheSecretInTheForm_SendsItThereFromThenOn()
    {
        _answer = (n, _, form) => form.Contains("client_secret=s3cret+%26%2Bvalue", StringComparison.Ordinal) ? (200, Token(n)) : (401, """{"error":"invalid_client"}""");
        await using var access = await OpenAsync();
        Current(access).ShouldBe("Authorization=Bearer token-2");
        await _time.AdvanceUntilAsync(() => _asked.Count == 3, Cancel);
        _asked.Last().Form.ShouldContain("client_id=me%3A");
        _asked.Last().Head.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task Headers_TokenNearItsEnd_IsRenewedInTime()
    {
        await using var access = await OpenAsync();
        var changes = 0;
        access.Headers.Changed += () => Interlocked.Increment(ref changes);
        await _time.AdvanceUntilAsync(() => Volatile.Read(ref changes) == 2, Cancel);
        Current(access).ShouldBe("Authorization=Bearer token-3");
        _secrets.Mask("token-3").ShouldBe("***");
        var at = _asked.Select(a => a.At).ToArray();
        (at[1] - at[0]).ShouldBeInRange(TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(99));
        access.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_RefusedByAStormOf401_AsksAgainAtMostEveryFewSeconds()
    {
        await using var access = await OpenAsync();
        await using var server = LoopbackServer.Instant(401);
        using var sender = RequestSenders.For(new SenderSetup(server.Address, [EngineFixture.Get("/")]) { Headers = access.Headers });
        var until = TimeSpan.FromSeconds(30);
        while (_time.Now < until)
        {
            for (var i = 0; i < 50; i++) (await sender.SendAsync(0, 0, Cancel)).Status.ShouldBe(401);
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }
        _asked.Count.ShouldBeInRange(2, 1 + (int)(until / TokenKeeper.LeastBetween));
        _asked.Zip(_asked.Skip(1)).ShouldAllBe(pair => pair.Second.At - pair.First.At >= TokenKeeper.LeastBetween);
    }

    [Fact]
    public async Task Headers_RenewingFails_UsesTheOldTokenOnAndWarns()
    {
        _answer = (n, _, _) => n is 2 or 3 ? (503, "busy") : (200, Token(n));
        await using var access = await OpenAsync();
        await _time.AdvanceUntilAsync(() => !access.Problems.IsEmpty, Cancel);
        Current(access).ShouldBe("Authorization=Bearer token-1");
        await _time.AdvanceUntilAsync(() => Current(access) != "Authorization=Bearer token-1", Cancel);
        Current(access).ShouldBe("Authorization=Bearer token-4");
        var warning = access.Problems.ShouldHaveSingleItem();
        (warning.Severity, warning.Code).ShouldBe((ProblemSeverity.Warning, DiagnosticCodes.TokenNotRenewed.Code));
        warning.Message.ShouldContain("(2 times); the one before was used on: http://");
        warning.Message.ShouldContain("answered 503");
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_scope","error_description":"secret text"}""", "answered 400 with the error 'invalid_scope'")]
    [InlineData(401, """{"error":"invalid_client"}""", "answered 401 with the error 'invalid_client'")]
    [InlineData(404, "nothing here", "answered 404")]
    [InlineData(302, "", "answered 302")]
    [InlineData(200, "<html>", "answered without an access_token")]
    [InlineData(200, "[]", "answered without an access_token")]
    [InlineData(200, """{"access_token":""}""", "answered without an access_token")]
    [InlineData(200, """{"access_token":"a\r\nX-Evil: 1"}""", "issued a token that cannot stand in a header")]
    [InlineData(200, """{"access_token":"a","token_type":"mac"}""", "issued a token of the type 'mac'; only Bearer can be sent")]
    public async Task OpenAsync_NoToken_IsOneCodedErrorWithoutSecrets(int status, string body, string said)
    {
        _answer = (_, _, _) => (status, body);
        var problem = (await Should.ThrowAsync<SentinelException>(OpenAsync)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(DiagnosticCodes.TokenNotIssued.Code);
        problem.Message.ShouldContain($"/token {said}. ");
        problem.Message.ShouldNotContain("s3cret");
        problem.Message.ShouldNotContain("secret text");
        _asked.Count.ShouldBe(status == 401 ? 2 : 1);
    }

    [Fact]
    public async Task OpenAsync_NobodyListens_SaysSo()
    {
        var options = Options() with { Auth = new() { ClientCredentials = Credentials() with { TokenUrl = "http://127.0.0.1:1/token" } } };
        (await Should.ThrowAsync<SentinelException>(() => TargetAccess.OpenAsync(options, _secrets, _time, Cancel))).Problems.ShouldHaveSingleItem().Message.ShouldContain("could not be asked (");
    }

    [Theory]
    [InlineData("http://login.example.com/token", "SP1012")]
    [InlineData("http://user:pw@127.0.0.1/token", "SP2005")]
    [InlineData("ftp://127.0.0.1/token", "SP2005")]
    [InlineData("token", "SP2005")]
    public async Task OpenAsync_BadTokenUrl_AsksNobody(string url, string code)
    {
        var options = Options() with { Auth = new() { ClientCredentials = Credentials() with { TokenUrl = url } } };
        var problem = (await Should.ThrowAsync<SentinelException>(() => TargetAccess.OpenAsync(options, _secrets, _time, Cancel))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Setting).ShouldBe((code, "target.auth.clientCredentials.tokenUrl"));
        problem.Message.ShouldNotContain("pw@");
    }

    [Fact]
    public async Task OpenAsync_IncompleteCredentials_NamesWhatLacks()
    {
        var options = Options() with { Auth = new() { ClientCredentials = new() { ClientId = "a" } } };
        var problem = (await Should.ThrowAsync<SentinelException>(() => TargetAccess.OpenAsync(options, _secrets, _time, Cancel))).Problems.ShouldHaveSingleItem();
        problem.Message.ShouldBe("target.auth.clientCredentials has no tokenUrl and no clientSecret; it needs tokenUrl, clientId and clientSecret (scope is optional)");
    }

    [Fact]
    public async Task IsReadyAsync_TokenFollows_TakesUnauthorizedAsReady()
    {
        await using var server = LoopbackServer.Instant(401);
        using var with = new ReadinessProbe(Options() with { Readiness = "/health" });
        using var without = new ReadinessProbe(new() { Readiness = "/health" });
        (await with.IsReadyAsync(server.Address, Cancel)).ShouldBeTrue();
        (await without.IsReadyAsync(server.Address, Cancel)).ShouldBeFalse();
    }

    private Task<TargetAccess> OpenAsync() => TargetAccess.OpenAsync(Options(), _secrets, _time, Cancel);

    private TargetOptions Options() => new() { Auth = new() { ClientCredentials = Credentials() } };

    private ClientCredentials Credentials() => new() { TokenUrl = $"{_issuer.Address}token", ClientId = "me:", ClientSecret = Secret, Scope = "read write" };

    private static string Token(int number) => $$"""{"access_token":"token-{{number}}","token_type":"bearer","expires_in":100}""";

    private static string Current(TargetAccess access) => string.Join(';', access.Headers.Current.ToArray().Select(h => $"{h.Key}={h.Value}"));
}
