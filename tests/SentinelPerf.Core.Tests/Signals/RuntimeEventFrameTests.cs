using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

public sealed class RuntimeEventFrameTests
{
    [Fact]
    public void End_EventsOfAnInterval_GivesLongestPauseWaitersAndAdjustmentsThenStartsAfresh()
    {
        var sink = new MemorySink();
        var frame = new RuntimeEventFrame(sink);
        Pause(frame, 1.0, 1.010);
        Pause(frame, 1.2, 1.203);
        frame.Waited(TimeSpan.FromSeconds(1));
        frame.Waited(TimeSpan.FromSeconds(0.5));
        frame.PoolAdjusted(8);
        frame.PoolAdjusted(6);
        frame.PoolAdjusted(3);
        frame.End(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.5));
        sink[RuntimeEventFrame.PauseMax].ShouldBe(0.010, 1e-9);
        sink[RuntimeEventFrame.LockWaiters].ShouldBe(3, 1e-9);
        sink[RuntimeEventFrame.Adjustments, RuntimeEventFrame.Blocked].ShouldBe(2);
        sink[RuntimeEventFrame.Adjustments, RuntimeEventFrame.Starved].ShouldBe(2);
        frame.End(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.5));
        sink[RuntimeEventFrame.PauseMax].ShouldBe(0);
        sink[RuntimeEventFrame.LockWaiters].ShouldBe(0);
    }

    private static void Pause(RuntimeEventFrame frame, double from, double to)
    {
        frame.SuspendStarted(TimeSpan.FromSeconds(from));
        frame.Restarted(TimeSpan.FromSeconds(to));
    }
}
