using System.Collections.Immutable;
using SentinelPerf.Configuration;
using SentinelPerf.Detection;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Reporting;
using SentinelPerf.Targets;

namespace SentinelPerf.Pipeline;

/// <summary>Makes the record of a run from what it reached.</summary>
internal static class RunRecorder
{
    public static RunRecord Record(RunState state, SentinelOptions options, DateTimeOffset startedAt, TimeSpan duration) => new()
    {
        StartedAt = startedAt,
        Duration = duration,
        Target = state.Target ?? Unreached(options.Target),
        Machine = MachineFactsReader.Read(),
        Objective = options.Objective,
        Verdict = Judge(state, options.Gates),
        Unit = state.Unit,
        Traffic = state.Traffic,
        Plan = state.Plan,
        Search = state.Search,
        Signals = state.Signals,
        Diagnosis = state.Diagnosis,
        Explanation = state.Explanation,
        Cost = state.Cost,
        Generator = Generator(state),
        LastLines = state.LastLines,
        Timeline = state.Search is { } search ? TimelineBuilder.Build(search) : [],
        Warnings = [.. state.Problems.Where(p => p.Severity == ProblemSeverity.Warning)],
        Secrets = options.Secrets.Values,
    };

    /// <summary>Name of a target that was not reached (yet).</summary>
    public static string NameOf(TargetOptions target) => Unreached(target).Name;

    private static RunVerdict Judge(RunState state, GateOptions gates)
    {
        if (state.Cancelled) return RunJudge.Cancelled(state.Search, gates, state.Unit);
        if (state.Problems.Exists(p => p.Severity == ProblemSeverity.Error)) return RunJudge.NotRun(state.Problems, gates, state.Unit);
        return state.Search is { } search
            ? RunJudge.Judge(search, gates)
            : RunJudge.NotRun([Problem.Error(DiagnosticCodes.InternalError, "the run ended without a search and without a reason")], gates, state.Unit);
    }

    private static TargetFacts Unreached(TargetOptions target) => target switch
    {
        { Command: { } command } => new(TargetKind.Command, ProgramOf(command), target.Url, null, null),
        { Url: { } url } => new(TargetKind.Url, Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : url, url, null, null),
        _ => new(TargetKind.Project, Path.GetFileNameWithoutExtension(target.Project ?? "project"), null, null, null),
    };

    // The program alone: arguments may hold secrets, and the name becomes a folder's.
    private static string ProgramOf(string command) =>
        Path.GetFileNameWithoutExtension(command.Split([' ', '\t', '"', '\''], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "command");

    private static GeneratorFacts Generator(RunState state)
    {
        var facts = new GeneratorFacts { Transport = state.Transport, SelfTestRatePerSecond = state.SelfTestRatePerSecond };
        if (state.Cores.IsSplit) facts = facts with { GeneratorCores = state.Cores.Generator.Length, TargetCores = state.Cores.Target.Length };
        if (state.Search is not { } search) return facts;
        var counted = search.Trials.Where(t => t.Outcome != TrialOutcome.Void && t.Record.OfferedPerSecond is not null).Select(t => t.Record).ToList();

        // Near the capacity: where the generator's share of the machine matters.
        var near = search.Trials.Where(t => t.Record.Phase is TrialPhase.Search or TrialPhase.Confirm).Select(t => t.Record).ToList();
        return facts with
        {
            Healthy = !search.BreakingPoint.Reasons.Any(r => r.Id is "generator-limited" or "too-many-voids"),
            CpuMicrosecondsPerRequest = Median(counted.Select(t => t.Health.CpuPerRequest?.TotalMicroseconds)),
            CpuShare = Median(near.Select(t => t.Health.CpuCores / (t.Surroundings.Cores ?? Environment.ProcessorCount))),
            TargetCpuShare = Median(near.Select(t => t.Surroundings.TargetCpuCores / (t.Surroundings.Cores ?? Environment.ProcessorCount))),
            SendLagP99Milliseconds = counted.Max(t => t.Health.SendLagP99)?.TotalMilliseconds,
            Worst = Worst([.. search.Trials.Where(t => t.Outcome != TrialOutcome.Void).Select(t => t.Record)]),
        };
    }

    private static GeneratorExtremes Worst(ImmutableArray<TrialRecord> counted) => new()
    {
        HeartbeatGap = counted.Max(t => t.Health.LongestHeartbeatGap),
        GcPause = counted.Max(t => t.Health.LongestGcPause),
        CompletionDelayP99 = counted.Max(t => t.Health.CompletionDelayP99),
        OfferedShare = counted.Min(t => t.OfferedShare),
        SendGapDistance = counted.Max(t => t.Health.SendGapDistance),
        LittlesLawDeviation = counted.Max(t => t.Health.LittlesLawDeviation),
        StealShare = counted.Max(t => t.Surroundings.StealShare),
        ThirdProcessShare = counted.Max(t => t.Surroundings.ThirdProcessCpuCores / t.Surroundings.Cores),
        PortsLeftShare = counted.Min(t => t.Health.PortsLeft?.Share),
        DescriptorsLeftShare = counted.Min(t => t.Health.DescriptorsLeft?.Share),
    };

    private static double? Median(IEnumerable<double?> values)
    {
        ImmutableArray<double> known = [.. values.OfType<double>().Order()];
        return known.IsEmpty ? null : known[known.Length / 2];
    }
}
