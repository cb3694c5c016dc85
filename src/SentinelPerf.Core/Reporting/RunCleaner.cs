using System.Collections.Immutable;
using SentinelPerf.Detection;

namespace SentinelPerf.Reporting;

/// <summary>Passes every text of a run that comes from outside through <see cref="OutsideText"/>.</summary>
internal static class RunCleaner
{
    /// <summary>The same run with texts that are safe to repeat; idempotent.</summary>
    public static RunRecord Clean(RunRecord run)
    {
        var mask = new OutsideText(run.Secrets);
        return run with
        {
            Target = run.Target with
            {
                Name = mask.Clean(run.Target.Name), Url = mask.CleanOrNull(run.Target.Url),
                Commit = mask.CleanOrNull(run.Target.Commit), Runtime = mask.CleanOrNull(run.Target.Runtime),
            },
            Verdict = run.Verdict with
            {
                Reasons = run.Verdict.Reasons.Map(r => r with { Text = mask.Clean(r.Text) }),
                Gates = run.Verdict.Gates.Map(g => g with { Name = mask.Clean(g.Name), Message = mask.Clean(g.Message) }),
            },
            Traffic = run.Traffic is { } traffic
                ? traffic with { Source = traffic.Source.Map(mask.Clean), Requests = traffic.Requests.Map(r => r with { Method = mask.Clean(r.Method), Path = mask.Clean(r.Path) }) }
                : null,
            Plan = run.Plan is { } plan
                ? new(plan.Requests.Map(r => r with { Method = mask.Clean(r.Method), Path = mask.Clean(r.Path) }),
                    plan.Omitted.Map(o => new Planning.OmittedRoute(mask.Clean(o.Method), mask.Clean(o.Path), mask.Clean(o.Reason)))) { Flows = plan.Flows.Map(f => f with { Name = mask.Clean(f.Name) }) }
                : null,
            Search = run.Search is { } search ? Clean(search, mask) : null,
            Tests = run.Tests is { } tests
                ? tests with { Tests = tests.Tests.Map(t => t with { Reasons = t.Reasons.Map(r => r with { Text = mask.Clean(r.Text) }), Trials = Clean(t.Trials, mask) }) }
                : null,
            Signals = run.Signals with { Missing = run.Signals.Missing.Map(m => m with { Reason = mask.Clean(m.Reason) }) },
            Diagnosis = Clean(run.Diagnosis, mask),
            Explanation = Clean(run.Explanation, mask),
            Timeline = run.Timeline.Map(e => e with { Event = mask.Clean(e.Event), Detail = mask.Clean(e.Detail) }),
            Reproduce = mask.CleanOrNull(run.Reproduce),
            Warnings = run.Warnings.Map(w => w with { Message = mask.Clean(w.Message) }),
            LastLines = run.LastLines.Map(mask.CleanLine),
        };
    }

    private static SearchResult Clean(SearchResult search, OutsideText mask) => search with
    {
        BreakingPoint = search.BreakingPoint with { Reasons = search.BreakingPoint.Reasons.Map(r => r with { Text = mask.Clean(r.Text) }) },
        Trials = Clean(search.Trials, mask),
    };

    private static ImmutableArray<JudgedTrial> Clean(ImmutableArray<JudgedTrial> trials, OutsideText mask) => trials.Map(t => t with
    {
        Record = t.Record with
        {
            Vetoes = t.Record.Vetoes.Map(v => v with { Text = mask.Clean(v.Text) }),
            ErrorKinds = t.Record.ErrorKinds.Map(e => e with { Kind = mask.Clean(e.Kind), First = mask.Clean(e.First) }),
        },
    });

    private static Diagnosis.DiagnosisResult Clean(Diagnosis.DiagnosisResult diagnosis, OutsideText mask) => diagnosis with
    {
        Evidence = diagnosis.Evidence.Map(e => e with { Signal = mask.Clean(e.Signal), Unit = mask.Clean(e.Unit), Where = mask.CleanOrNull(e.Where) }),
        Missing = diagnosis.Missing.Map(m => m with { Signal = mask.Clean(m.Signal), Reason = mask.Clean(m.Reason) }),
    };

    /// <summary>An explanation with texts that are safe to repeat.</summary>
    public static Explanation.ExplanationResult Clean(Explanation.ExplanationResult explanation, OutsideText mask) => explanation with
    {
        Steps = explanation.Steps.Map(s => s with { Text = mask.Clean(s.Text) }),
        Provider = mask.CleanOrNull(explanation.Provider),
        Model = mask.CleanOrNull(explanation.Model),
        Rejected = explanation.Rejected.Map(r => new Explanation.RejectedClaim(mask.Clean(r.Text), mask.Clean(r.Objection))),
        Recommendations = explanation.Recommendations.Map(r => r with { Title = mask.Clean(r.Title), Text = mask.Clean(r.Text) }),
    };

    private static ImmutableArray<T> Map<T>(this ImmutableArray<T> items, Func<T, T> change) => items.IsDefaultOrEmpty ? [] : [.. items.Select(change)];
}
