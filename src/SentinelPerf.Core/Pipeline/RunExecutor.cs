using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Configuration;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Signals;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Pipeline;

/// <summary>Takes one run through the rooms in their order, and writes its reports whatever its end.</summary>
internal sealed class RunExecutor(SentinelOptions options, IProgress<ProgressEvent> progress, TimeProvider time)
{
    private readonly RunState _state = new();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    public async Task<RunResult> ExecuteAsync(CancellationToken cancel)
    {
        var folder = OutputFolder.Resolve(options.Output, options.Target.Project, RunRecorder.NameOf(options.Target));
        await ReportWriter.PrepareAsync(folder, cancel);
        try
        {
            _state.Problems.AddRange(options.Validate());
            if (_state.Problems.TrueForAll(p => p.Severity != ProblemSeverity.Error)) await MeasureAsync(cancel);
        }
        catch (SentinelException e)
        {
            _state.Problems.AddRange(e.Problems);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _state.Cancelled = true;
        }
#pragma warning disable CA1031 // Whatever goes wrong, the run ends with a verdict and its reports, not with a stack trace and nothing.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _state.Problems.Add(Problem.Error(DiagnosticCodes.InternalError, $"{e.GetType().Name}: {e.Message} {e.StackTrace?.ReplaceLineEndings(" ")}"));
        }

        var record = RunRecorder.Record(_state, options, _startedAt, time.GetElapsedTime(_started));

        // A cancelled run is reported too.
        var files = await ReportWriter.WriteAsync(record, folder, CancellationToken.None);
        return new RunResult(record, files);
    }

    public async Task<RunPreview> PreviewAsync(CancellationToken cancel)
    {
        await using var target = await new TargetStarter(time).StartAsync(options.Target, null, progress, cancel);
        var (traffic, plan) = PlanLoad(target);
        return new RunPreview(Describe(target), traffic, plan);
    }

    private async Task MeasureAsync(CancellationToken cancel)
    {
        using var machine = await MachineLock.AcquireAsync(null, progress, time, cancel);
        var limits = await MeasureGeneratorAsync(cancel);
        SignalRecorder? recorder = null;

        // The clock starts with the target, not with the build before it.
        SignalRecorder Recorder() => recorder ??= new SignalRecorder(time, time.GetTimestamp());
        try
        {
            await using var target = await new TargetStarter(time).StartAsync(options.Target, (client, stop) => Recorder().AttachAsync(client, stop), progress, cancel);
            _state.Target = Describe(target);
            await AttachToRunningAsync(target, Recorder(), cancel);
            Recorder().StartSampling(() => target.ProcessId);
            try
            {
                await DriveAsync(target, Recorder(), limits, cancel);
            }
            finally
            {
                _state.LastLines = target.ExitStatus is null ? [] : target.LastLines;
                await Recorder().DisposeAsync();
                _state.Signals = Recorder().Snapshot();
            }
        }
        finally
        {
            if (recorder is not null)
            {
                await recorder.DisposeAsync();
                _state.Problems.AddRange(recorder.Problems);
            }
        }

        await ConcludeAsync(recorder!.Now);
    }

    private async Task<GeneratorLimits> MeasureGeneratorAsync(CancellationToken cancel)
    {
        _state.SelfTestRatePerSecond = await GeneratorSelfTest.MeasureAsync(GeneratorSelfTest.DefaultCacheFolder(), time, cancel);
        return new GeneratorLimits(_state.SelfTestRatePerSecond, NoisyHost: Environment.GetEnvironmentVariable("CI") is { Length: > 0 });
    }

    private async Task DriveAsync(IRunningTarget target, SignalRecorder recorder, GeneratorLimits limits, CancellationToken cancel)
    {
        var (traffic, plan) = PlanLoad(target);
        var headers = RequestAuthorizer.Headers(options.Target.Auth);
        using (var sender = RequestSenders.For(plan.Requests, headers, options.Load.Timeout)(target.BaseAddress))
            plan = await new RouteProber(sender, options.Load.Timeout).ProbeAsync(plan, cancel);
        _state.Plan = plan;
        progress.Report(new ProgressEvent(recorder.Now, "probe", $"{plan.Requests.Length} of {plan.Requests.Length + plan.Omitted.Length} routes will be driven; the rest is listed in the report"));

        using var engine = new TrialEngine(new TrialEngineSetup
        {
            Target = target, Plan = plan, Options = options.Load, Clock = new RunClock(recorder.OriginTimestamp), Limits = limits, Time = time,
            Connect = RequestSenders.For(plan.Requests, headers, options.Load.Timeout),
            Observer = new MachineObserver(time, () => target.ProcessId),
        });
        _state.Transport = engine.Transport;
        var search = new SearchOptions { Budget = options.Load.Budget, Seed = options.Load.Seed, GateRatePerSecond = options.Gates.MinRatePerSecond };
        _state.Search = await BreakingPointSearch.RunAsync(engine, options.Objective, search, progress, cancel);
        _state.Cancelled = cancel.IsCancellationRequested;
    }

    private (TrafficModel Traffic, LoadPlan Plan) PlanLoad(IRunningTarget target)
    {
        var traffic = TrafficInferrer.Infer(target.Routes, target.OpenApiDocument, options.Traffic);
        _state.Traffic = traffic;
        var plan = Planner.Plan(traffic, options.Traffic);
        _state.Plan = plan;
        return (traffic, plan);
    }

    /// <summary>A target reached by its URL can still be watched from inside when it is a .NET process of this machine and user.</summary>
    private static async Task AttachToRunningAsync(IRunningTarget target, SignalRecorder recorder, CancellationToken cancel)
    {
        if (target is { Kind: TargetKind.Url, ProcessId: { } process } && DiagnosticsClient.GetPublishedProcesses().Contains(process))
            await recorder.AttachAsync(new DiagnosticsClient(process), cancel);
    }

    private async Task ConcludeAsync(TimeSpan now)
    {
        if (_state.Search is not { } search || _state.Plan is not { } plan) return;
        _state.Diagnosis = Diagnoser.Diagnose(search, _state.Signals, plan);
        var cost = CostReader.Read(search, _state.Signals);
        _state.Cost = new CostFacts(cost.CpuMillisecondsPerRequest, cost.CpuSpread, cost.AllocatedBytesPerRequest, cost.AllocatedSpread);

        // What was measured is explained even when the run was cancelled.
        var explained = await new Explainer(options.Explain, progress).ExplainAsync(_state.Diagnosis, search, plan, now, CancellationToken.None);
        _state.Explanation = explained.Result;
        _state.Problems.AddRange(explained.Problems);
    }

    private TargetFacts Describe(IRunningTarget target) =>
        new(target.Kind, target.Name, target.BaseAddress.ToString(), CommitReader.Read(options.Target.Project ?? options.Target.WorkingDirectory ?? Environment.CurrentDirectory), target.Runtime);
}
