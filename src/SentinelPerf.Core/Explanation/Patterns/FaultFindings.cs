using System.Collections.Immutable;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Looks for known faults in what the target said: its last lines, the first error of each kind, the exceptions that it threw.</summary>
internal static class FaultFindings
{
    private const int MostRecommendations = 3;
    private const int MostFindings = 2;

    /// <summary>
    /// The remedies of the cause with those of the faults that were seen: what the target says of itself is closer to the fault than what its signals
    /// say, so grave findings come first.
    /// </summary>
    public static ImmutableArray<Recommendation> Among(ExplanationInput input, ImmutableArray<Recommendation> remedies)
    {
        var route = Route(input);
        var found = Seen(input).Select(s => (s.Evidence, Fault: FaultPatterns.Match(s.Text))).Where(f => f.Fault is not null && Adds(f.Fault, input.Diagnosis.Cause)).DistinctBy(f => f.Fault!.Id)
            .OrderByDescending(f => f.Fault!.Severity).Take(MostFindings).Select(f => Recommend(f.Fault!, f.Evidence, input, route)).ToArray();
        var grave = found.Where(f => f.Severity >= Severity.High);
        var other = found.Where(f => f.Severity < Severity.High);
        return [.. grave.Concat(remedies.Take(1)).Concat(other).Concat(remedies.Skip(1)).Take(MostRecommendations)];
    }

    /// <summary>A status says no more than the cause that was made from it.</summary>
    private static bool Adds(FaultPattern fault, string? cause) =>
        !fault.Id.StartsWith("status-", StringComparison.Ordinal) || cause is CauseIds.Unknown or CauseIds.ExceptionOnset;

    private static IEnumerable<(string Text, ImmutableArray<string> Evidence)> Seen(ExplanationInput input)
    {
        var evidence = input.Diagnosis.Evidence;
        ImmutableArray<string> Ids(params string[] signals) => [.. evidence.Where(e => signals.Any(s => e.Signal.StartsWith(s, StringComparison.Ordinal))).Select(e => e.Id).Take(1)];
        foreach (var e in evidence.Where(e => e.Signal.StartsWith("dotnet.exceptions", StringComparison.Ordinal) && e.Where is not null)) yield return (e.Where!, [e.Id]);
        foreach (var line in input.LastLines) yield return (line, Ids("process.exit", "client.bad_share", "client.error_share"));
        foreach (var error in input.Search.Trials.SelectMany(t => t.Record.ErrorKinds.IsDefault ? [] : t.Record.ErrorKinds).DistinctBy(e => e.Kind))
            yield return ($"{error.Kind} {error.First}", Ids("client.bad_share", "client.error_share"));
    }

    private static Recommendation Recommend(FaultPattern fault, ImmutableArray<string> evidence, ExplanationInput input, string? route)
    {
        var own = input.Diagnosis.Ranked is [var first, ..] ? first.Evidence : [];
        // What was read in so many words stands by itself; that it is the cause is as sure as the cause.
        var confidence = Math.Round(0.5 + 0.4 * (input.Diagnosis.Confidence ?? 0), 2);
        return new Recommendation(fault.Remedy.Title, $"{fault.Remedy.Text} See {fault.Remedy.Link}", confidence, evidence.IsEmpty ? own : evidence) { Severity = FaultPatterns.On(route, fault.Severity) };
    }

    private static string? Route(ExplanationInput input) =>
        input.Search.BreakingPoint.FirstViolation?.Route is { } route && route >= 0 && route < input.Plan.Requests.Length ? input.Plan.Requests[route].Name : null;
}
