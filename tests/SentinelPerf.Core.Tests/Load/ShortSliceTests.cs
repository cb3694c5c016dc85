using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Load;

public sealed class ShortSliceTests
{
    [Fact]
    public void Take_NewKernel_GivesTheThreadTheShortestSlice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "slices of threads are Linux's");
        ulong? slice = null;
        var thread = new Thread(() => slice = ShortSlice.Take());
        thread.Start();
        thread.Join();
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(6, 12) || slice is null, "this kernel, or the policy that this process runs under, has no slices for threads");
        slice.ShouldBe(100_000ul);
    }
}
