using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class RequestAuthorizerTests
{
    [Fact]
    public void Headers_None_IsEmpty() => RequestAuthorizer.Headers(null).ShouldBeEmpty();

    [Fact]
    public void Headers_Bearer_IsAuthorization() =>
        RequestAuthorizer.Headers(new TargetAuth { Bearer = "abc.def" }).ShouldBe([new("Authorization", "Bearer abc.def")]);

    [Fact]
    public void Headers_Header_IsSentAsNamed() =>
        RequestAuthorizer.Headers(new TargetAuth { HeaderName = "X-Api-Key", HeaderValue = "k" }).ShouldBe([new("X-Api-Key", "k")]);

    [Fact]
    public void Headers_Basic_IsBase64OfUtf8() =>
        RequestAuthorizer.Headers(new TargetAuth { BasicUser = "ann", BasicPassword = "pä" }).ShouldBe([new("Authorization", "Basic YW5uOnDDpA==")]);

    public static TheoryData<TargetAuth> Invalid =>
    [
        new TargetAuth { Bearer = " " },
        new TargetAuth { Bearer = "hunter2\r\nX: y" },
        new TargetAuth { Bearer = "hunter2", BasicUser = "ann", BasicPassword = "hunter2" },
        new TargetAuth { HeaderName = "X-Api-Key" },
        new TargetAuth { HeaderValue = "hunter2" },
        new TargetAuth { HeaderName = "X-Api-Key: hunter2", HeaderValue = "hunter2" },
        new TargetAuth { HeaderName = "Host", HeaderValue = "hunter2" },
        new TargetAuth { HeaderName = "X-Key", HeaderValue = "hunter2\n" },
        new TargetAuth { BasicUser = "ann" },
        new TargetAuth { BasicUser = "a:hunter2", BasicPassword = "hunter2" },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Headers_Invalid_IsOneCodeAndShowsNoValue(TargetAuth auth)
    {
        var thrown = Should.Throw<SentinelException>(() => RequestAuthorizer.Headers(auth));

        thrown.Problems.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.TargetAuthInvalid.Code);
        thrown.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Validate_SeveralProblems_ReturnsAll() =>
        RequestAuthorizer.Validate(new TargetAuth { Bearer = "", HeaderName = "a b", BasicUser = "u" }).Length.ShouldBe(5);

    [Fact]
    public void Secrets_AuthAndSecretLookingVariables_LongestFirst()
    {
        var options = new TargetOptions { Auth = new TargetAuth { Bearer = "token-1" } };
        options = options with { Environment = options.Environment.Add("SHOP_PASSWORD", "a-long-password").Add("COLOUR", "turquoise").Add("X_TOKEN", "abc") };

        RequestAuthorizer.Secrets(options).ShouldBe(["a-long-password", "token-1"]);
    }
}
