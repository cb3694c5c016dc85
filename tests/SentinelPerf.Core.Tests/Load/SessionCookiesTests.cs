using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Load;

public sealed class SessionCookiesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a=1; Path=/", "/shop/login", "/x", "a=1")]
    [InlineData("a=1", "/shop/login?x=/y/z", "/shop/cart", "a=1")]
    [InlineData("a=1", "/shop/login", "/", null)]
    [InlineData("a=1; Path=/shop", "/login", "/shop", "a=1")]
    [InlineData("a=1; Path=/shop", "/login", "/shop/cart?id=1", "a=1")]
    [InlineData("a=1; Path=/shop", "/login", "/shopping", null)]
    [InlineData("a=1; path=nowhere", "/login", "/x", "a=1")]
    [InlineData("a=1; Max-Age=60; Secure; HttpOnly; SameSite=Lax", "/login", "/x", "a=1")]
    [InlineData("a=1; Max-Age=0", "/login", "/x", null)]
    [InlineData("a=1; Max-Age=-1; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "/login", "/x", null)]
    [InlineData("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/login", "/x", null)]
    [InlineData("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/login", "/x", "a=1")]
    [InlineData("a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "/login", "/x", "a=1")]
    [InlineData("a=b=c", "/login", "/x", "a=b=c")]
    [InlineData("nothing", "/login", "/x", null)]
    [InlineData("=1", "/login", "/x", null)]
    public void For_Path_GivesWhatABrowserWould(string setCookie, string askedFor, string path, string? expected)
    {
        var cookies = new SessionCookies();
        cookies.Take(setCookie, askedFor, Now);
        cookies.For(path).ShouldBe(expected);
    }

    [Fact]
    public void Take_SameNameAndPath_Replaces()
    {
        var cookies = new SessionCookies();
        cookies.Take("a=1; Path=/", "/", Now);
        cookies.Take("a=2; Path=/shop", "/", Now);
        cookies.Take("b=3; Path=/", "/", Now);
        cookies.Take("a=4; Path=/", "/", Now);
        cookies.For("/shop/cart").ShouldBe("a=2; b=3; a=4");
        cookies.Take("a=; Path=/; Max-Age=0", "/", Now);
        cookies.For("/shop/cart").ShouldBe("a=2; b=3");
        cookies.Clear();
        cookies.For("/shop/cart").ShouldBeNull();
    }
}
