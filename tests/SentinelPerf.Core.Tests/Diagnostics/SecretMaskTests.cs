using SentinelPerf.Diagnostics;

namespace SentinelPerf.Core.Tests.Diagnostics;

public sealed class SecretMaskTests
{
    [Fact]
    public void Mask_KnownValue_IsGoneInEveryForm()
    {
        var mask = new SecretMask(["p@ss word", "p@ss", "ab"]);
        mask.Mask("a p@ss word, p%40ss%20word and p@ss").ShouldBe("a ***, *** and ***");
        mask.Mask("cab").ShouldBe("cab");
    }

    [Theory]
    [InlineData("http://user:pw@host/x", "http://***@host/x")]
    [InlineData("GET /x?access_token=abc&y=1", "GET /x?access_token=***&y=1")]
    [InlineData("/x?y=1&api_key=abc", "/x?y=1&api_key=***")]
    [InlineData("/x?page=2", "/x?page=2")]
    public void Mask_SecretByItsPlace_IsGone(string text, string expected) => SecretMask.None.Mask(text).ShouldBe(expected);

    [Theory]
    [InlineData("SHOP_TOKEN", true)]
    [InlineData("ConnectionStrings__Db", true)]
    [InlineData("X-Api-Key", true)]
    [InlineData("Authorization", true)]
    [InlineData("ASPNETCORE_ENVIRONMENT", false)]
    [InlineData("Monkey", false)]
    public void LooksSecret_Name_IsTold(string name, bool expected) => SecretMask.LooksSecret(name).ShouldBe(expected);
}
