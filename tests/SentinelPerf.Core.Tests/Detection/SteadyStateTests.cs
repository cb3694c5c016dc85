using SentinelPerf.Core.Tests.Simulation;
using SentinelPerf.Detection;
using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Detection;

public sealed class SteadyStateTests
{
    private static IEnumerable<TrialBin> Bins(int count, Func<int, double?> milliseconds) => Enumerable.Range(0, count).Select(i =>
        new TrialBin(TimeSpan.FromSeconds(0.25 * i), 50, 50, 50, 0, 0, 1, milliseconds(i) is { } ms ? TimeSpan.FromMilliseconds(ms) : null, null));

    [Fact]
    public void Holds_LevelWithNoise_IsSteady()
    {
        var steady = 0;
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new SimulatedRandom(seed);
            if (SteadyState.Holds(Bins(32, _ => 2 + 0.1 * random.Normal()))) steady++;
        }
        // MSER-5 cuts half of pure noise now and then; a warm-up then goes on for two more seconds.
        steady.ShouldBeGreaterThan(140);
    }

    [Fact]
    public void Holds_StillFalling_IsNotSteady() => SteadyState.Holds(Bins(32, i => 10 - 0.2 * i)).ShouldBeFalse();

    [Fact]
    public void Holds_ColdStartLongOver_IsSteady() => SteadyState.Holds(Bins(40, i => i < 5 ? 50 : 2 + 0.001 * (i % 3))).ShouldBeTrue();

    [Fact]
    public void Holds_TooFewAnswersToTell_CountsAsSteady() => SteadyState.Holds(Bins(32, i => i % 8 == 0 ? 1000 + i : null)).ShouldBeTrue();
}
