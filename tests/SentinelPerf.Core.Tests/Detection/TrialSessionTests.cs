using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Detection;

public sealed class TrialSessionTests
{
    [Fact]
    public async Task Open_UsersWhoThink_AreScoredOnlyOnceTheyDoAllTheyDo()
    {
        var runner = new ThinkingRunner { Think = TimeSpan.FromSeconds(4) };
        var session = new TrialSession(runner, new SearchOptions { Unit = RateUnit.Sessions }, new(TimeSpan.FromMilliseconds(250), 0.01, 0.01), new Listener(runner));
        session.RequestsPerArrival.ShouldBe(1);
        await session.OpenAsync(TrialPhase.Search, 10, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        runner.Trial!.Settle.ShouldBe(SearchDefaults.Settle + TimeSpan.FromSeconds(4));
        session.RequestsPerArrival.ShouldBe(3);
        runner.Heard!.Unit.ShouldBe(RateUnit.Sessions);
    }

    private sealed class ThinkingRunner : ITrialRunner
    {
        public TimeSpan Think { get; init; }

        public OpenTrial? Trial { get; private set; }

        public ProgressEvent? Heard { get; set; }

        public TimeSpan LongestThink => Think;

        public TimeSpan Now => TimeSpan.Zero;

        public double MaxRatePerSecond => 1000;

        public bool TargetAlive => true;

        public Task<TrialRecord> RunAsync(OpenTrial trial, CancellationToken cancel)
        {
            Trial = trial;
            return Task.FromResult(TrialJudgeTests.Record() with { RequestsPerArrival = 3 });
        }

        public Task<TrialRecord> RunAsync(ClosedTrial trial, CancellationToken cancel) => throw new NotSupportedException();

        public Task IdleAsync(TimeSpan duration, CancellationToken cancel) => Task.CompletedTask;

        public Task<bool> TryRestartTargetAsync(CancellationToken cancel) => Task.FromResult(false);
    }

    private sealed class Listener(ThinkingRunner runner) : IProgress<ProgressEvent>
    {
        public void Report(ProgressEvent value) => runner.Heard = value;
    }
}
