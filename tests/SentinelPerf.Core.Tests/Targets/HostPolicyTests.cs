using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class HostPolicyTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://127.8.9.1")]
    [InlineData("http://[::1]:5000/base")]
    [InlineData("https://LocalHost:5001")]
    public void Admit_Loopback_IsAllowed(string url) => HostPolicy.Admit(url, []).ShouldBe(new Uri(url));

    [Theory]
    [InlineData("http://10.0.0.5")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://shop.test")]
    public void Admit_OtherHost_NamesItAndTheWay(string url)
    {
        var problem = Fails(url);

        problem.Code.ShouldBe(DiagnosticCodes.HostNotAllowed.Code);
        problem.Message.ShouldContain(new Uri(url).Host);
        problem.Message.ShouldContain("load.allowHosts");
    }

    [Fact]
    public void Admit_AllowedHost_NeedsTheExactName()
    {
        HostPolicy.Admit("http://shop.test:81", ["SHOP.test"]).Port.ShouldBe(81);
        Fails("http://a.shop.test", "shop.test").Code.ShouldBe(DiagnosticCodes.HostNotAllowed.Code);
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("")]
    [InlineData("http://127.0.0.1/?a=1")]
    [InlineData("http://127.0.0.1/#x")]
    public void Admit_NoPlainHttpUrl_SaysWhatIsValid(string url)
    {
        var problem = Fails(url);

        problem.Code.ShouldBe(DiagnosticCodes.TargetUrlInvalid.Code);
        problem.Message.ShouldContain("Valid:");
    }

    [Theory]
    [InlineData("http://user:hunter2@127.0.0.1")]
    [InlineData("no url user:hunter2@host")]
    public void Admit_Credentials_AreRefusedAndNotShown(string url) => Fails(url).Message.ShouldNotContain("hunter2");

    private static Problem Fails(string url, params ImmutableArray<string> allowed) =>
        Should.Throw<SentinelException>(() => HostPolicy.Admit(url, allowed)).Problems.ShouldHaveSingleItem();
}
