using SentinelPerf.Diagnostics;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Detection;

/// <summary>What one load test drives with.</summary>
/// <param name="Session">Runs its trials.</param>
/// <param name="Plan">What it is to offer; at least one stage.</param>
/// <param name="Known">What is known of rates.</param>
/// <param name="Objective">The objective.</param>
/// <param name="Deadline">End of its time on the run's clock.</param>
/// <param name="End">End of the run's time: a repetition of what was spoiled may go up to there.</param>
internal sealed record TestDrive(TrialSession Session, PlannedTest Plan, KnownRates Known, Objective Objective, TimeSpan Deadline, TimeSpan End)
{
    /// <summary>Rates differ by less than this only by rounding.</summary>
    private const double SameRate = 0.999;

    /// <summary>The result so far: the trials, and what of them holds for every test.</summary>
    public LoadTestResult Result(TestOutcome outcome, params ReadOnlySpan<SearchReason> reasons)
    {
        var trials = Session.Trials;
        return new LoadTestResult
        {
            Kind = Plan.Kind,
            Outcome = outcome,
            RatePerSecond = Plan.Stages[0].RatePerSecond,
            PeakPerSecond = trials.Max(t => t.Record.OfferedPerSecond),
            Window = trials.IsEmpty ? null : new TimeWindow(trials[0].Record.StartedAt, trials[^1].Record.StartedAt + trials[^1].Record.Duration),
            Trials = trials,
            Offered = [.. trials.Where(t => t.Record.OfferedPerSecond is not null).Select(t => new OfferedStretch(Sent(t.Record), t.Record.OfferedPerSecond!.Value))],
            // A handful of requests that were answered in time shows no rate that holds.
            HeldUpToPerSecond = trials.Where(t => t is { Outcome: TrialOutcome.Pass, Record.Phase: TrialPhase.Step }).Max(t => t.Record.OfferedPerSecond) is { } held && TooFew(held) is null ? held : null,
            Reasons = [.. reasons],
        };
    }

    /// <summary>The same for a test that broke: with its first violation.</summary>
    public LoadTestResult Broken(TestOutcome outcome, double brokeAt, JudgedTrial? crash, params ReadOnlySpan<SearchReason> reasons)
    {
        var stands = ViolationFinder.Trial(Session.Trials, null, crash);
        return Result(outcome, reasons) with
        {
            BrokeAtPerSecond = brokeAt,
            FirstViolation = ViolationFinder.First(Session.Trials, null, crash, Session.Limits, Objective.Percentile),
            Breaking = stands is null ? null : ViolationFinder.Window(stands.Record),
        };
    }

    /// <summary>Too few requests for any verdict; null: enough.</summary>
    public SearchReason? TooFew(double rate)
    {
        var scored = Session.Trials.Where(t => t.Outcome != TrialOutcome.Void && t.Record.Phase == TrialPhase.Step).Sum(t => t.Record.ScoredRequests);
        var needed = rate < SearchDefaults.VerySlowRate ? SearchDefaults.LeastRequestsVerySlow : SearchDefaults.LeastRequests;
        return scored < needed
            ? Reason("too-few-samples", DiagnosticCodes.TooFewSamples, $"{scored} requests were scored in all; at least {needed} are needed at {TrialNarrator.Rate(rate)} {Session.Unit}")
            : null;
    }

    /// <summary>The rate of the test may not be offered: what passed lower says nothing about it; null: it may.</summary>
    public SearchReason? NotOffered(double wanted, double offered) => offered >= SameRate * wanted ? null
        : Reason("not-offered", DiagnosticCodes.TestRateNotOffered,
            $"{TrialNarrator.Rate(wanted)} {Session.Unit} were never offered: {TrialNarrator.Rate(offered)} {Session.Unit} is the highest rate allowed");

    /// <summary>The time holds not one of the test's trials.</summary>
    /// <param name="needed">What it takes.</param>
    public SearchReason TooShort(TimeSpan needed) => Reason("budget", DiagnosticCodes.BudgetSpent,
        $"the time is too short: {DurationText.Format(Plan.Duration)} were there, and one trial takes {DurationText.Format(needed)}");

    /// <summary>What spoiled the trials.</summary>
    public SearchReason Spoiled()
    {
        var spoiled = Session.Trials.Where(t => t.Outcome == TrialOutcome.Void).ToArray();
        var why = spoiled.SelectMany(t => t.Record.Vetoes).GroupBy(v => v.Reason).MaxBy(g => g.Count());
        return Reason("too-many-voids", DiagnosticCodes.TooManyVoidTrials,
            $"{spoiled.Length} of {Session.Trials.Length} trials were spoiled ({why?.Key ?? "nothing scored"}: {why?.First().Text ?? "no request was scored"})");
    }

    public static SearchReason Reason(string id, DiagnosticDescriptor descriptor, FormattableString text) => new(id, descriptor.Code, FormattableString.Invariant(text));

    private static TimeWindow Sent(TrialRecord record) => new(record.StartedAt, record.StartedAt + record.Settle + record.Scored);
}
