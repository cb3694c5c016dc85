using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using static SentinelPerf.Core.Tests.Load.EngineFixture;

namespace SentinelPerf.Core.Tests.Load;

public sealed class LiveRateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Arrivals_RateChanges_FollowItAsAPoissonProcess(ulong seed)
    {
        var random = new SeededRandom(seed).Derive("rates");
        var rate = new LiveRate(100);
        var arrivals = new LiveArrivals(rate, new SeededRandom(seed));
        var at = 0L;
        for (var change = 0; change < 20; change++)
        {
            var wanted = 10 + 2000 * random.NextDouble();
            rate.Change(wanted);
            arrivals.Follow(at);
            arrivals.Offered[^1].ShouldBe(new RatePoint(RunClock.ToTimeSpan(at), wanted));
            var (gaps, last) = (new List<double>(), at);
            for (var i = 0; i < 4000; i++)
            {
                arrivals.Next.ShouldBeGreaterThanOrEqualTo(last);
                gaps.Add((arrivals.Next - last) * 1e-9 * wanted);
                last = arrivals.Next;
                arrivals.Advance();
                arrivals.Follow(last);   // the same rate: nothing changes
            }
            // Exponential with mean 1: standard deviation of the mean 0.016, of the share above 1 (e⁻¹) 0.008.
            gaps.Average().ShouldBe(1, 0.08);
            (gaps.Count(g => g > 1) / 4000.0).ShouldBe(Math.Exp(-1), 0.04);
            at = last + 1000;
        }
        arrivals.Offered.Length.ShouldBe(20);
    }

    [Fact]
    public void Arrivals_RateOfZero_PausesUntilItChanges()
    {
        var rate = new LiveRate(0);
        var arrivals = new LiveArrivals(rate, new SeededRandom(1));
        arrivals.Follow(0);
        arrivals.Next.ShouldBe(long.MaxValue);
        rate.Change(50);
        arrivals.Follow(1_000_000_000);
        arrivals.Next.ShouldBeInRange(1_000_000_000, 2_000_000_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Change_NoRate_Refuses(double rate) => Should.Throw<ArgumentOutOfRangeException>(() => new LiveRate(1).Change(rate));

    [Fact]
    public async Task RunOpen_RateChangedUnderWay_GoesOnOnTheSameConnections()
    {
        var connected = 0;
        var rate = new LiveRate(100);
        var sender = new ScriptedSender(_ => new(OutcomeKind.Success, 200));
        using var engine = new TrialEngine(new TrialEngineSetup
        {
            Target = new FakeTarget(new("http://127.0.0.1:1/")), Plan = new LoadPlan([Get("/a")], []), Options = new(), Clock = RunClock.StartNew(),
            Connect = _ =>
            {
                connected++;
                return sender;
            },
        });
        var running = engine.RunAsync(Open(100, 0, 2.5) with { Live = rate }, Cancel);
        while (sender.Count(0) < 20) await Task.Delay(5, Cancel);
        rate.Change(2000);
        while (sender.Count(0) < 300) await Task.Delay(5, Cancel);
        rate.Change(0);
        var record = await running;
        connected.ShouldBe(1);
        record.OfferedRates.Select(r => r.PerSecond).ShouldBe([100, 2000, 0]);
        record.OfferedRates[0].At.ShouldBeLessThan(record.OfferedRates[1].At);
        record.Scheduled.ShouldBe(sender.Sent.Count);
        record.Due.ShouldBe(sender.Sent.Count);
        record.Sent.ShouldBe(sender.Sent.Count);
        record.ScoredRequests.ShouldBe(sender.Sent.Count);
        record.PlannedScoredRequests.ShouldBe(record.ScoredRequests);
        record.Scored.ShouldBe(TimeSpan.FromSeconds(2.5));
        record.Vetoes.Select(v => v.Reason).ShouldNotContain("sent-count");
        // At 0 nothing is sent: between the last change and the end no slice has any.
        var paused = record.StartedAt + record.OfferedRates[2].At + TimeSpan.FromMilliseconds(250);
        record.Bins.Where(b => b.At > paused).Sum(b => b.Sent).ShouldBe(0);
    }
}
