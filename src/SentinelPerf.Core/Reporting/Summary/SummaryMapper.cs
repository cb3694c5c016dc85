using System.Reflection;
using SentinelPerf.Gating;

namespace SentinelPerf.Reporting;

/// <summary>A run as its summary.</summary>
public static partial class SummaryMapper
{
    /// <summary>Maps a run.</summary>
    /// <param name="run">What happened.</param>
    /// <param name="artifacts">The other reports, as they were really written.</param>
    public static RunSummary Map(RunRecord run, ArtifactsSummary artifacts) => Map(RunView.Of(run), artifacts);

    /// <summary>The version of this build, without the commit that the compiler appends.</summary>
    public static string ToolVersion { get; } =
        typeof(SummaryMapper).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    internal static RunSummary Map(RunView view, ArtifactsSummary artifacts)
    {
        var run = view.Run;
        var summary = new RunSummary
        {
            SchemaVersion = RunSummary.CurrentSchemaVersion,
            Tool = new("SentinelPerf", ToolVersion),
            StartedAt = run.StartedAt,
            DurationSeconds = Math.Round(run.Duration.TotalSeconds, 1),
            Target = new(run.Target.Kind, run.Target.Name, run.Target.Url, run.Target.Commit, run.Target.Runtime),
            Machine = new(run.Machine.Fingerprint, run.Machine.Processor, run.Machine.Cores, run.Machine.MemoryBytes, run.Machine.Os, run.Machine.Container),
            Verdict = run.Verdict.Verdict,
            ExitCode = run.Verdict.ExitCode,
            Reasons = [.. view.Reasons.Select(r => new ReasonSummary(r.Code, r.Text))],
            Objective = new(run.Objective.Percentile, Rounding.Milliseconds(view.LatencyLimit), run.Objective.ErrorRate, view.LatencyLimitDerived),
            BreakingPoint = BreakingPoint(view),
            Tests = Tests(view),
            Routes = Routes(view),
            Errors = [.. view.Errors.Select(e => new ErrorSummary(e.Kind, e.Count, e.First))],
            OmittedRoutes = [.. (run.Plan?.Omitted ?? []).Select(o => new OmittedRouteSummary(o.Method, o.Path, o.Reason))],
            Timeline = [.. run.Timeline.OrderBy(e => e.At).Select(e => new TimelineSummary(Rounding.Seconds(e.At), Rounding.Rate(e.OfferedPerSecond), e.Event, e.Detail))],
            Diagnosis = Diagnosis(run),
            Explanation = Explanation(run.Explanation),
            Cost = new(Rounding.Figure(run.Cost?.CpuMillisecondsPerRequest), Rounding.Figure(run.Cost?.CpuSpread),
                Rounding.Figure(run.Cost?.AllocatedBytesPerRequest), Rounding.Figure(run.Cost?.AllocatedSpread)),
            Generator = Generator(view),
            Traffic = Traffic(run),
            Gates = [.. run.Verdict.Gates.Select(Gate)],
            Comparison = null,
            Artifacts = artifacts,
        };
        return MissingFigures.Complete(summary, view);
    }

    private static GateSummary Gate(GateResult gate) =>
        new(gate.Name, gate.Limit, Beside(gate.Actual, gate.Limit), Beside(gate.Low, gate.Limit), Beside(gate.High, gate.Limit), gate.Verdict, gate.Message);

    private static double? Beside(double? value, double limit) => value is { } number && double.IsFinite(number) ? Rounding.Beside(number, limit) : null;
}
