using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class BoundAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000")]
    [InlineData("http://0.0.0.0:5000", "http://127.0.0.1:5000")]
    [InlineData("http://[::]:5000", "http://127.0.0.1:5000")]
    [InlineData("http://+:80", "http://127.0.0.1:80")]
    [InlineData("http://*:81", "http://127.0.0.1:81")]
    [InlineData("https://localhost:5001;http://localhost:5000", "http://localhost:5000")]
    [InlineData("http://10.0.0.1:80;https://127.0.0.1:443;http://127.0.0.1:81", "http://127.0.0.1:81")]
    public void Choose_TcpAddress_IsReachableFromHere(string bound, string chosen) => BoundAddress.Choose(bound.Split(';')).ShouldBe(new Uri(chosen));

    [Theory]
    [InlineData("http://unix:/tmp/app.sock")]
    [InlineData("net.tcp://127.0.0.1:1")]
    [InlineData("")]
    public void Choose_NothingOnTcp_IsNull(string bound) => BoundAddress.Choose(bound.Split(';')).ShouldBeNull();

    [Fact]
    public void Printed_LinesOfKestrel_GiveAddresses() =>
        BoundAddress.Printed(["info: Microsoft.Hosting.Lifetime[14]", "      Now listening on: http://[::]:8080", "Started"]).ShouldBe(["http://[::]:8080"]);
}
