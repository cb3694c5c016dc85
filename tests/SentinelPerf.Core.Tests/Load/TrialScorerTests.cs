using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>Scoring on hand-made ledgers: every number is known.</summary>
public sealed class TrialScorerTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void Score_OpenWindow_CountsByDueTimeAndCompletionsByTheirs()
    {
        var ledger = new TrialLedger();
        ledger.Reset(8);
        Add(ledger, due: 50, sent: 50, done: 150, OutcomeKind.Success);    // settle, ends in the window
        Add(ledger, due: 100, sent: 101, done: 120, OutcomeKind.Success);  // good
        Add(ledger, due: 110, sent: 110, done: 420, OutcomeKind.Success);  // late: 310 ms
        Add(ledger, due: 120, sent: 120, done: 130, OutcomeKind.Status, 503);
        Add(ledger, due: 190, sent: 195, done: 0, OutcomeKind.None);       // never answered
        Add(ledger, due: 199, sent: 0, done: 0, OutcomeKind.None);         // left out
        Add(ledger, due: 200, sent: 200, done: 210, OutcomeKind.Success);  // due after the window
        var record = Score(ledger, closed: false);
        record.ScoredRequests.ShouldBe(4);
        record.Sent.ShouldBe(6);
        record.Errors.ShouldBe(2);
        record.Late.ShouldBe(1);
        record.OfferedInWindowPerSecond.ShouldBe(50, 1e-9);   // five due in 100 ms
        record.CompletedPerSecond.ShouldBe(30, 1e-9);         // at 120, 130, 150
        record.GoodputPerSecond.ShouldBe(20, 1e-9);           // at 120, 150
        record.InFlightAtStart.ShouldBe(1);
        record.InFlightAtEnd.ShouldBe(2);
        record.Response.Count.ShouldBe(3);
        record.SuccessResponse.Count.ShouldBe(2);
        record.Response.Max.ShouldBe(TimeSpan.FromMilliseconds(310));
        record.Service.P50!.Value.TotalMilliseconds.ShouldBe(19, 0.1);
        record.Health.SendLagP99.ShouldBe(TimeSpan.FromMilliseconds(5));
        record.ErrorKinds.Select(e => (e.Kind, e.Count)).ShouldBe([("http-503", 1), ("timeout", 1)], ignoreOrder: true);
        record.Routes[0].Requests.ShouldBe(4);
        record.Routes[0].Errors.ShouldBe(2);
        record.Bins.Sum(b => b.Sent).ShouldBe(6);
        record.Bins[^1].InFlight.ShouldBe(1);
        // What was sent in the first slice: the late one came back in the second, one never.
        (record.Bins[0].Late, record.Bins[0].SentLate, record.Bins[0].SentErrors).ShouldBe((0, 1, 2));
        record.Bins[0].SentP99!.Value.TotalMilliseconds.ShouldBe(310, 3);
    }

    [Fact]
    public void Score_ClosedWindow_CountsByCompletionAndTheLongUnanswered()
    {
        var ledger = new TrialLedger();
        ledger.Reset(8);
        Add(ledger, due: 10, sent: 10, done: 90, OutcomeKind.Success);      // before
        Add(ledger, due: 90, sent: 90, done: 150, OutcomeKind.Success);
        Add(ledger, due: 150, sent: 150, done: 260, OutcomeKind.Success);   // after
        Add(ledger, due: -2000, sent: -2000, done: 0, OutcomeKind.None);    // older than T + 1 s
        Add(ledger, due: 190, sent: 190, done: 0, OutcomeKind.None);        // too young to say
        var record = Score(ledger, closed: true);
        record.ScoredRequests.ShouldBe(2);
        record.Errors.ShouldBe(1);
        record.Health.SendLagP99.ShouldBeNull();
    }

    [Fact]
    public void Score_Sessions_CountByTheirEndsAndRequestsByTheirs()
    {
        var ledger = new TrialLedger();
        ledger.Reset(16);
        // Whole within the window.
        Add(ledger, 110, 110, 120, OutcomeKind.Success, mark: SessionMark.Continues);
        Add(ledger, 130, 130, 140, OutcomeKind.Success, mark: SessionMark.Later);
        // Good at its end, late before.
        Add(ledger, -200, -200, 105, OutcomeKind.Success, mark: SessionMark.Continues);
        Add(ledger, 125, 125, 135, OutcomeKind.Success, mark: SessionMark.Later | SessionMark.Spoiled);
        // Still thinks at the end; it will go on after it.
        Add(ledger, 150, 150, 160, OutcomeKind.Success, mark: SessionMark.Continues);
        Add(ledger, 260, 260, 270, OutcomeKind.Success, mark: SessionMark.Later);
        // Thought at the start.
        Add(ledger, 20, 20, 30, OutcomeKind.Success, mark: SessionMark.Continues);
        Add(ledger, 170, 170, 180, OutcomeKind.Status, 500, SessionMark.Later);
        var record = Score(ledger, closed: false);
        record.OfferedInWindowPerSecond.ShouldBe(20, 1e-9);     // at 110 and 150
        record.RequestsPerSecond.ShouldBe(60, 1e-9);            // at 105, 120, 135, 140, 160, 180
        record.CompletedPerSecond.ShouldBe(30, 1e-9);           // ends at 135, 140, 180; as many think at the end as at the start
        record.GoodputPerSecond.ShouldBe(10, 1e-9);             // at 140
        record.ScoredRequests.ShouldBe(5);
        record.Errors.ShouldBe(1);
    }

    [Fact]
    public void Slope_CompletionsInBatches_IsThePoolsRate()
    {
        // 30 members, 50 ms: 600/s in bursts of 30; a window of 0.45 s holds nine bursts, count ÷ first-to-last span would say 675/s.
        var times = Enumerable.Range(1, 9).SelectMany(batch => Enumerable.Repeat(batch * 50 * Ms, 30)).ToArray();
        TrialScorer.Slope(times)!.Value.ShouldBe(600, 1e-6);
    }

    [Fact]
    public void Score_OneBurstInTheWindow_IsNotTakenForARate()
    {
        var ledger = new TrialLedger();
        ledger.Reset(8);
        for (var i = 0; i < 5; i++) Add(ledger, due: 50, sent: 50, done: 150 + i, OutcomeKind.Success);
        Score(ledger, closed: true).SuccessSlopePerSecond!.Value.ShouldBe(50, 1e-6);   // five in 100 ms, not one per millisecond
    }

    [Fact]
    public void Slope_SteadyCompletions_IsTheirRate()
    {
        var times = Enumerable.Range(0, 1000).Select(i => i * 2 * Ms).ToArray();
        TrialScorer.Slope(times)!.Value.ShouldBe(500, 1e-6);
        TrialScorer.Slope(times.AsSpan(0, 2)).ShouldBeNull();
    }

    [Theory]
    [InlineData(450, 550, 0.0)]
    [InlineData(550, 600, 1.0 / 11)]
    [InlineData(300, 400, 0.25)]
    public void Score_LiveInFlight_IsComparedWithTheRecordedOverlap(double atLeast, double atMost, double deviation)
    {
        // Five requests through the whole window of 100 ms: L = 5.
        var ledger = new TrialLedger();
        ledger.Reset(8);
        for (var i = 0; i < 5; i++) Add(ledger, due: 50, sent: 50, done: 300, OutcomeKind.Success);
        Score(ledger, closed: false, new(100 * Ms, 200 * Ms, atLeast * Ms, atMost * Ms)).Health.LittlesLawDeviation!.Value.ShouldBe(deviation, 1e-9);
    }

    [Fact]
    public void Score_PacerLookedBeyondTheWindow_ComparesOverTheSameTime()
    {
        // A trial decided while the pacer was behind: it looked until 260 ms, the window ended at 200 ms.
        var ledger = new TrialLedger();
        ledger.Reset(8);
        for (var i = 0; i < 5; i++) Add(ledger, due: 50, sent: 50, done: 300, OutcomeKind.Success);
        Score(ledger, closed: false, new(110 * Ms, 260 * Ms, 750 * Ms, 750 * Ms)).Health.LittlesLawDeviation!.Value.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Score_ThinTraffic_IsNotJudgedByLittlesLaw() =>
        Score(Filled(), closed: false, new(100 * Ms, 200 * Ms, 80 * Ms, 119 * Ms)).Health.LittlesLawDeviation.ShouldBeNull();

    private static TrialLedger Filled()
    {
        var ledger = new TrialLedger();
        ledger.Reset(1);
        Add(ledger, due: 100, sent: 100, done: 150, OutcomeKind.Success);
        return ledger;
    }

    private static void Add(TrialLedger ledger, long due, long sent, long done, OutcomeKind kind, short status = 200, SessionMark mark = SessionMark.None)
    {
        ref var entry = ref ledger[ledger.Take()];
        entry.Mark = mark;
        (entry.Due, entry.Sent, entry.Done, entry.Outcome, entry.Status) = (due * Ms, sent * Ms, done * Ms, kind, status);
    }

    private static TrialRecord Score(TrialLedger ledger, bool closed, LiveInFlight? seen = null)
    {
        var blank = new TrialRecord
        {
            Phase = TrialPhase.Search, StartedAt = default, Settle = default, Scored = default, Duration = default,
            Scheduled = 0, Due = 0, Sent = 0, ScoredRequests = 0, PlannedScoredRequests = 0, Errors = 0, Late = 0,
        };
        var window = new ScoringWindow(0, 100 * Ms, 200 * Ms, 500 * Ms, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), closed) { Seen = seen };
        return new TrialScorer([EngineFixture.Get("/a")]).Score(blank, ledger, in window);
    }
}
