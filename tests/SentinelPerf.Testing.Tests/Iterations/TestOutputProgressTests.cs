using SentinelPerf.Diagnostics;
using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing.Tests.Iterations;

public sealed class TestOutputProgressTests
{
    [Fact]
    public void Format_Trial_HasItsFiguresBeforeWhatTheySay() => TestOutputProgress.Format(new ProgressEvent(TimeSpan.FromSeconds(14.52), "search", "FAIL, 3.1 % late")
    {
        OfferedPerSecond = 412, P99 = TimeSpan.FromMilliseconds(391.2), LowPerSecond = 398, HighPerSecond = 425,
    }).ShouldBe("  14.5 s  search    412 iterations/s, p99 391.2 ms: FAIL, 3.1 % late; [398, 425]");

    [Fact]
    public void Format_Step_IsItsText() => TestOutputProgress.Format(new ProgressEvent(TimeSpan.Zero, "start", "Starting 'Shop'")).ShouldBe("   0.0 s  start     Starting 'Shop'");
}
