using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

public sealed class ControlGroupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sentinelperf-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void QuotaCores_Version2_IsTheSmallestOnTheWayUp()
    {
        Write("a/cpu.max", "50000 100000");
        Write("a/b/cpu.max", "max 100000");
        Write("a/b/cpu.stat", "usage_usec 1\nnr_periods 40\nnr_throttled 10\n");
        Write("a/b/memory.max", "max");
        Write("a/memory.max", "1048576");
        var group = ControlGroup.Find("0::/a/b\n", _root).ShouldNotBeNull();
        group.QuotaCores().ShouldBe(0.5);
        group.Throttling().ShouldBe((40, 10));
        group.MemoryLimitBytes().ShouldBe(1048576);
    }

    [Fact]
    public void QuotaCores_Version1_ReadsQuotaAndPeriod()
    {
        Write("cpu/app/cpu.cfs_quota_us", "150000");
        Write("cpu/app/cpu.cfs_period_us", "100000");
        Write("cpu/cpu.cfs_quota_us", "-1");
        Write("cpu/cpu.cfs_period_us", "100000");
        Write("memory/app/memory.limit_in_bytes", "9223372036854771712");
        var group = ControlGroup.Find("4:memory:/app\n1:cpu:/app\n0::/\n", _root).ShouldNotBeNull();
        group.QuotaCores().ShouldBe(1.5);
        group.MemoryLimitBytes().ShouldBeNull();
    }

    [Fact]
    public void Find_PathOutsideWhatIsVisible_FallsBackToTheRoot()
    {
        Write("cpu.max", "200000 100000");
        ControlGroup.Find("0::/../outside\n", _root).ShouldNotBeNull().QuotaCores().ShouldBe(2);
    }

    [Fact]
    public void Find_NoGroups_IsNull() => ControlGroup.Find("", _root).ShouldBeNull();

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
