using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SentinelPerf.Core.Tests.Load;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

/// <summary>One rule for certificates, whoever connects.</summary>
public sealed class CertificateRuleTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TargetTls Strict => new() { AcceptSelfSignedLoopback = false, CaFile = _file };

    public void Dispose()
    {
        File.Delete(_file);
        _certificates.Dispose();
    }

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("shop.invalid", false)]
    [InlineData("localhost", true)]
    public async Task Send_LoopbackByDefault_TakesAnyCertificate(string name, bool expired) =>
        (await SendAsync(_certificates.For(name, expired), new())).ShouldBe(new RequestOutcome(OutcomeKind.Success, 200));

    [Fact]
    public async Task Send_LoopbackNotAccepted_SaysThatTheRootIsUntrusted()
    {
        var outcome = await SendAsync(_certificates.For("localhost"), new() { AcceptSelfSignedLoopback = false });
        outcome.ShouldBe(new RequestOutcome(OutcomeKind.Tls, 0, "its certificate comes from an untrusted root (CN=SentinelPerf test authority); trust it with target.tls.caFile"));
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("der")]
    [InlineData("bundle")]
    public async Task Send_AuthorityInTheFile_IsTrusted(string form)
    {
        using var other = new TestCertificates("another authority");
        File.WriteAllBytes(_file, form switch
        {
            "pem" => System.Text.Encoding.ASCII.GetBytes(_certificates.Authority.ExportCertificatePem()),
            "der" => _certificates.Authority.RawData,
            _ => System.Text.Encoding.ASCII.GetBytes("# ours\n" + other.Authority.ExportCertificatePem() + "\n" + _certificates.Authority.ExportCertificatePem() + "\n"),
        });
        (await SendAsync(_certificates.For("localhost"), Strict)).ShouldBe(new RequestOutcome(OutcomeKind.Success, 200));
    }

    [Fact]
    public async Task Send_AuthorityOfAnotherInTheFile_IsNotTrusted()
    {
        using var other = new TestCertificates("another authority");
        File.WriteAllText(_file, other.Authority.ExportCertificatePem());
        (await SendAsync(_certificates.For("localhost"), Strict)).Detail.ShouldNotBeNull().ShouldContain("untrusted root");
    }

    [Fact]
    public async Task Send_CertificateOfAnotherHost_SaysSo()
    {
        TrustAuthority();
        (await SendAsync(_certificates.For("shop.invalid"), Strict)).ShouldBe(new RequestOutcome(OutcomeKind.Tls, 0, "its certificate is for shop.invalid, not for localhost"));
    }

    [Fact]
    public async Task Send_ExpiredCertificate_SaysSo()
    {
        TrustAuthority();
        var outcome = await SendAsync(_certificates.For("localhost", expired: true), Strict);
        (outcome.Kind, outcome.Detail!.Contains('\n', StringComparison.Ordinal)).ShouldBe((OutcomeKind.Tls, false));
        outcome.Detail.ShouldStartWith("its certificate or one that signed it is expired or not valid yet (its own holds from ");
    }

    [Fact]
    public async Task ReachAsync_UntrustedTarget_HoldsItAgainstTheSameRule()
    {
        TrustAuthority();
        await using var server = await StartAsync(_certificates.For("localhost"));
        await using (await UrlTarget.ReachAsync(new() { Url = server.Address.ToString(), Tls = Strict }, TimeProvider.System, Cancel)) { }
        var options = new TargetOptions { Url = server.Address.ToString(), Tls = new() { AcceptSelfSignedLoopback = false } };
        var problem = (await Should.ThrowAsync<SentinelException>(() => UrlTarget.ReachAsync(options, TimeProvider.System, Cancel))).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(DiagnosticCodes.TargetUnreachable.Code);
        problem.Message.ShouldContain("untrusted root");
    }

    [Theory]
    [InlineData(null, "it is not there")]
    [InlineData("", "")]
    [InlineData("rubbish", "")]
    [InlineData("-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n", "")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "it holds no certificate")]
    public void Of_FileThatCannotBeUsed_IsOneCodedError(string? content, string why)
    {
        if (content is null) File.Delete(_file);
        else File.WriteAllText(_file, content);
        var problem = Should.Throw<SentinelException>(() => CertificateRule.Of(Strict)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Setting).ShouldBe((DiagnosticCodes.CaFileUnusable.Code, "target.tls.caFile"));
        problem.Message.ShouldStartWith($"target.tls.caFile '{_file}' cannot be used: {why}");
        problem.Message.ShouldNotContain("\n");
    }

    private void TrustAuthority() => File.WriteAllText(_file, _certificates.Authority.ExportCertificatePem());

    private static async Task<RequestOutcome> SendAsync(X509Certificate2 certificate, TargetTls tls)
    {
        await using var server = await StartAsync(certificate);
        using var sender = RequestSenders.For(new SenderSetup(server.Address, [EngineFixture.Get("/")]) { Certificates = CertificateRule.Of(tls) });
        return await sender.SendAsync(0, 0, Cancel);
    }

    private static Task<WebServer> StartAsync(X509Certificate2 certificate) =>
        WebServer.StartAsync(HttpProtocols.Http1, certificate, context => context.Response.WriteAsync("ok"), host: "localhost");
}
