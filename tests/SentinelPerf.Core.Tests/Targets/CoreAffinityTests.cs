using System.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class CoreAffinityTests
{
    [Fact]
    public void KeepThread_OneCore_HoldsForProcessesStartedMeanwhileAndEndsWithIt()
    {
        var before = CoreAffinity.Usable();
        if (before.Length < 2) Assert.Skip("Needs two cores of Linux.");
        string allowed;
        using (CoreAffinity.KeepThread([before[^1]]))
        {
            CoreAffinity.Usable().ShouldBe([before[^1]]);
            allowed = Allowed();
        }
        CoreAffinity.Usable().ShouldBe(before);
        allowed.ShouldBe(before[^1].ToString(System.Globalization.CultureInfo.InvariantCulture));
        Allowed().ShouldNotBe(allowed);
    }

    [Fact]
    public void KeepProcess_OneCore_HoldsForThreadsOfBeforeAndAfter()
    {
        var before = CoreAffinity.Usable();
        if (before.Length < 2) Assert.Skip("Needs two cores of Linux.");
        using var go = new ManualResetEventSlim();
        System.Collections.Immutable.ImmutableArray<int> older = [], newer = [];
        var first = new Thread(() =>
        {
            go.Wait();
            older = CoreAffinity.Usable();
        });
        first.Start();
        using (CoreAffinity.KeepProcess([before[0]]))
        {
            go.Set();
            first.Join();
            var second = new Thread(() => newer = CoreAffinity.Usable());
            second.Start();
            second.Join();
        }
        older.ShouldBe([before[0]]);
        newer.ShouldBe([before[0]]);
        CoreAffinity.Usable().ShouldBe(before);
    }

    [Fact]
    public void KeepThread_NoCores_ChangesNothing()
    {
        var before = CoreAffinity.Usable();
        using (CoreAffinity.KeepThread([])) CoreAffinity.Usable().ShouldBe(before);
    }

    private static string Allowed()
    {
        using var child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "grep Cpus_allowed_list /proc/self/status"]) { RedirectStandardOutput = true })!;
        var text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return text.Split(':')[1].Trim();
    }
}
