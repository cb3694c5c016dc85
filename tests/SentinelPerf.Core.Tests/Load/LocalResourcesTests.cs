using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Load;

public sealed class LocalResourcesTests
{
    private const string Sockets = "sockets: used 130\nTCP: inuse 9 orphan 0 tw 500 alloc 12 mem 3\nUDP: inuse 0 mem 0\n";

    [Theory]
    [InlineData("32768\t60999\n", "2\n", 232, 28_000)]
    [InlineData("32768\t60999\n", "0\n", 232, 27_500)]
    [InlineData("100 109", "0", 4, 0)]
    public void ParsePorts_Range_LessOwnConnectionsAndThoseThatWaitWithoutReuse(string range, string reuse, long own, long left) =>
        LocalResources.ParsePorts(range, Sockets, reuse, own).ShouldNotBeNull().Left.ShouldBe(left);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("60999 32768")]
    public void ParsePorts_NothingToRead_IsNull(string? range) => LocalResources.ParsePorts(range, null, null, 0).ShouldBeNull();

    [Fact]
    public void Read_OnLinux_TellsBoth()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux tells.");
        var left = LocalResources.Read();
        left.Ports.ShouldNotBeNull().Share.ShouldBeInRange(0, 1);
        if (left.Descriptors is { } descriptors) descriptors.Left.ShouldBeInRange(0, descriptors.All - 1);
    }

    [Fact]
    public void Distance_SameGaps_IsZeroAndOneForOthers()
    {
        SendGaps.Distance([1, 2, 3, 4], [1, 2, 3, 4]).ShouldBe(0);
        SendGaps.Distance([1, 1, 2, 2], [1, 2, 2, 2]).ShouldBe(0.25);
        SendGaps.Distance([1, 2], [10, 20]).ShouldBe(1);
    }
}
