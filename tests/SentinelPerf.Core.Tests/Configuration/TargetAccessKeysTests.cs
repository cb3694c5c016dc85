using System.Net;

namespace SentinelPerf.Core.Tests.Configuration;

/// <summary>Settings of how a target is reached: TLS, HTTP version, client credentials.</summary>
public sealed class TargetAccessKeysTests
{
    private const string Credentials = "target: { url: 'http://127.0.0.1:1', auth: { clientCredentials: { tokenUrl: 'http://127.0.0.1:2/token', clientId: shop, clientSecret: '${S}', scope: '${SCOPE}' } } }";
    private readonly Surroundings _here = new();

    [Fact]
    public void Load_TlsAndHttp_AreBoundAndPathsAreOfTheFile()
    {
        var target = _here.Load("target: { tls: { caFile: ca.pem, acceptSelfSignedLoopback: false } }\nload: { http: 2 }").Options!.Target;
        (target.Tls.CaFile, target.Tls.AcceptSelfSignedLoopback, target.HttpVersion).ShouldBe(("/repo/src/Shop/ca.pem", false, HttpVersion.Version20));
        _here.Load("load: { http: '1.1' }").Options!.Target.HttpVersion.ShouldBe(HttpVersion.Version11);
    }

    [Theory]
    [InlineData("load: { http: '3' }", "(1,15): error SP2005: load.http is '3'; valid: 1.1, 2")]
    [InlineData("target: { auth: { bearer: a, clientCredentials: { tokenUrl: 'http://127.0.0.1/t', clientId: b, clientSecret: c } } }", "keep one of bearer, header, basic, clientCredentials")]
    [InlineData("target: { auth: { clientCredentials: { clientId: b } } }", "target.auth.clientCredentials has no tokenUrl and no clientSecret; it needs tokenUrl, clientId and clientSecret (scope is optional)")]
    [InlineData("target: { auth: { clientCredentials: { tokenUrl: 'https://login.test/t', clientId: b, clientSecret: c } } }", "error SP1012: target.auth.clientCredentials.tokenUrl names the host 'login.test'")]
    public void Load_BadValue_SaysWhatIsValid(string yaml, string said) => _here.Lines(yaml).ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public void Load_TokenHostAllowed_IsNoProblem() =>
        _here.Lines("target: { auth: { clientCredentials: { tokenUrl: 'https://login.test/t', clientId: b, clientSecret: c } } }\nload: { allowHosts: [login.test] }").ShouldBeEmpty();

    [Fact]
    public void Load_ClientCredentials_HidesTheSecretAndNotTheScope()
    {
        (_here.Environment["S"], _here.Environment["SCOPE"]) = ("hunter22", "orders");
        var result = _here.Load(Credentials);
        result.Options!.Target.Auth!.ClientCredentials!.ClientSecret.ShouldBe("hunter22");
        // A scope is an ordinary word: masked, it would spoil every path that holds it.
        result.Secrets.Mask("hunter22 c2hvcDpodW50ZXIyMg== /orders").ShouldBe("*** *** /orders");
        result.Effective.Single(e => e.Path == "target.auth.clientCredentials.clientSecret").Value.ShouldBe("***");
        result.Effective.Single(e => e.Path == "target.auth.clientCredentials.scope").Value.ShouldBe("orders");
    }

    [Fact]
    public void Load_BearerOfAHigherSource_DisplacesClientCredentials()
    {
        (_here.Environment["S"], _here.Environment["SCOPE"]) = ("hunter22", "orders");
        var auth = _here.Load(Credentials, null, ("target.auth.bearer", "abc")).Options!.Target.Auth!;
        (auth.Bearer, auth.ClientCredentials).ShouldBe(("abc", null));
    }
}
