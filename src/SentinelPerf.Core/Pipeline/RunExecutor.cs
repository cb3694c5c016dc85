using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Configuration;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;
using SentinelPerf.Diagnostics;
using SentinelPerf.Explanation;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Reporting;
using SentinelPerf.Signals;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Pipeline;

/// <summary>Takes one run through the rooms in their order, and writes its reports whatever its end.</summary>
internal sealed class RunExecutor(SentinelOptions options, IProgress<ProgressEvent> listener, TimeProvider time, Workload? workload = null) : IProgress<ProgressEvent>
{
    private readonly RunState _state = new() { Unit = workload?.Unit ?? RateUnit.Requests };
    private SignalRecorder? _recorder;
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    public async Task<RunResult> ExecuteAsync(CancellationToken cancel)
    {
        var folder = OutputFolder.Resolve(options.Output, options.Target.Project, RunRecorder.NameOf(options.Target));
        await ReportWriter.PrepareAsync(folder, cancel);
        try
        {
            // Warnings of the configuration were said when it was loaded.
            _state.Problems.AddRange(options.Validate().Where(p => p.Severity == ProblemSeverity.Error));
            if (_state.Problems.Count == 0) await MeasureAsync(cancel);
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
        return new RunResult(record, files) { Gates = options.Gates };
    }

    public async Task<RunPreview> PreviewAsync(CancellationToken cancel)
    {
        await using var target = await new TargetStarter(time).StartAsync(options.Target, null, this, cancel);
        await using var access = await OpenAccessAsync(cancel);
        var (traffic, plan) = await PlanLoadAsync(target, access, cancel);
        var times = TestTimes.Share(options.Tests, options.Budget);
        return new RunPreview(Describe(target), traffic, plan)
        {
            Tests = [.. options.Tests.InOrder.Select(k => LoadTestPlanner.Plan(k, new KnownRates(options.Tests.RatePerSecond, null), options.Tests, times[k], options.Load.MaxRatePerSecond))],
        };
    }

    /// <summary>Rooms that work before the run's clock starts (build, start) count on their own: people see one clock, which is 0 until then.</summary>
    public void Report(ProgressEvent value) => listener.Report(value with { At = _recorder?.Now ?? TimeSpan.Zero });

    // The clock starts with the target, not with the build before it.
    private SignalRecorder Recorder() => _recorder ??= new SignalRecorder(time, time.GetTimestamp());

    private async Task MeasureAsync(CancellationToken cancel)
    {
        using var machine = await MachineLock.AcquireAsync(null, this, time, cancel);
        var cores = CorePlan.Of(options.Load.Placement, CoreAffinity.Usable(), HostReader.Cores(), startsTarget: options.Target is not { Url: not null, Command: null });
        if (cores.Problem is { } problem) _state.Problems.Add(problem);
        _state.Cores = cores;
        var limits = await MeasureGeneratorAsync(cores, cancel);
        try
        {
            await using var target = await new TargetStarter(time).StartAsync(options.Target with { Cores = cores.Target }, (client, stop) => Recorder().AttachAsync(client, stop), this, cancel);
            _state.Target = Describe(target);
            await AttachToRunningAsync(target, Recorder(), cancel);
            Recorder().StartSampling(() => target.ProcessId);
            try
            {
                // Only now: a build before the start wants all cores.
                using (CoreAffinity.KeepProcess(cores.Generator)) await DriveAsync(target, Recorder(), limits, cancel);
            }
            finally
            {
                if (_state.LastLines.IsEmpty && target.ExitStatus is not null) _state.LastLines = target.LastLines;
                await Recorder().DisposeAsync();
                _state.Signals = Recorder().Snapshot();
            }
        }
        finally
        {
            if (_recorder is not null)
            {
                await _recorder.DisposeAsync();
                _state.Problems.AddRange(_recorder.Problems);
            }
        }

        await ConcludeAsync(Recorder().Now, cancel);
    }

    private async Task<GeneratorLimits> MeasureGeneratorAsync(CorePlan cores, CancellationToken cancel)
    {
        // What the transport of plain requests manages says nothing about code of the user's: send lag and heartbeat alone judge that.
        if (workload is not null) return new GeneratorLimits(null, NoisyHost());
        using var kept = CoreAffinity.KeepProcess(cores.Generator);
        var machine = string.Create(CultureInfo.InvariantCulture, $"{MachineFactsReader.Read().Fingerprint}|{cores.Generator.Length}");
        // What https and HTTP/2 need beyond the handler's own cost differs by server; its figure over plain HTTP is the most they can reach.
        var raw = options.Target.HttpVersion.Major < 2 && options.Target.Url?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) is not true;
        _state.SelfTestRatePerSecond = await GeneratorSelfTest.MeasureAsync(
            raw, GeneratorSelfTest.DefaultCacheFolder(), machine, new MachineObserver(time, () => null), time, cancel);
        return new GeneratorLimits(_state.SelfTestRatePerSecond, NoisyHost());
    }

    private static bool NoisyHost() => Environment.GetEnvironmentVariable("CI") is { Length: > 0 };

    private async Task DriveAsync(IRunningTarget target, SignalRecorder recorder, GeneratorLimits limits, CancellationToken cancel)
    {
        await using var access = await OpenAccessAsync(cancel);
        try
        {
            await DriveAsync(target, access, recorder, limits, cancel);
        }
        finally
        {
            _state.Problems.AddRange(access.Problems);
        }
    }

    private async Task DriveAsync(IRunningTarget target, TargetAccess access, SignalRecorder recorder, GeneratorLimits limits, CancellationToken cancel)
    {
        var (plan, connect) = await ProbeAsync(target, access, cancel);
        using var engine = new TrialEngine(new TrialEngineSetup
        {
            Target = target, Plan = plan, Options = options.Load, Clock = new RunClock(recorder.OriginTimestamp), Limits = limits, Time = time,
            Connect = connect, Headers = access.Headers,
            Observer = new MachineObserver(time, () => target.ProcessId, _state.Cores.IsSplit ? _state.Cores.Target.Length : null),
        });
        _state.Transport = engine.Transport;
        var share = TestTimes.Share(options.Tests, options.Budget).GetValueOrDefault(LoadTestKind.Search);
        if (options.Tests.Searches)
        {
            var search = new SearchOptions { Budget = share, Seed = options.Load.Seed, GateRatePerSecond = options.Gates.MinRatePerSecond, Unit = _state.Unit };
            _state.Search = await BreakingPointSearch.RunAsync(engine, options.Objective, search, this, cancel);
        }
        if (options.Tests.Tests.Any(k => k != LoadTestKind.Search) && !cancel.IsCancellationRequested)
            _state.Tests = await LoadTests.RunAsync(engine, options.Objective, Setup(engine, recorder, share), _state.Search, this, cancel);
        _state.LastLines = engine.LinesAtDeath;
        _state.Cancelled = cancel.IsCancellationRequested;
    }

    private Task<TargetAccess> OpenAccessAsync(CancellationToken cancel) => TargetAccess.OpenAsync(options.Target, options.Secrets, time, cancel);

    /// <summary>The search's extension for a gate comes on top of the budget, so that it takes nothing from the tests after it.</summary>
    private LoadTestSetup Setup(TrialEngine engine, SignalRecorder recorder, TimeSpan searchShare) => new()
    {
        Tests = options.Tests,
        End = options.Budget + (_state.Search is { Extended: true } && engine.Now > searchShare ? engine.Now - searchShare : TimeSpan.Zero),
        Seed = options.Load.Seed,
        Unit = _state.Unit,
        Signals = recorder.Snapshot,
    };

    /// <summary>Tries everything once that will be driven, and leaves out what does not work.</summary>
    private async Task<(LoadPlan Plan, Func<Uri, IRequestSender> Connect)> ProbeAsync(IRunningTarget target, TargetAccess access, CancellationToken cancel)
    {
        var plan = workload?.Plan ?? (await PlanLoadAsync(target, access, cancel)).Plan;
        _state.Plan = plan;
        var connect = Sender(plan, access);
        using var sender = connect(target.BaseAddress);
        var prober = new RouteProber(sender, options.Load.Timeout, target.BaseAddress);
        if (workload is not null)
        {
            await prober.TryAsync(plan, cancel);
            return (plan, connect);
        }
        plan = await prober.ProbeAsync(plan, cancel);
        _state.Plan = plan;
        if (!plan.Flows.IsEmpty) _state.Unit = RateUnit.Sessions;
        Report(new ProgressEvent(Recorder().Now, "probe", Driven(plan)));
        return (plan, Sender(plan, access));
    }

    private static string Driven(LoadPlan plan)
    {
        var flows = plan.Flows.Length switch { 0 => "", 1 => ", a flow among them,", var n => $", {n} flows among them," };
        var steps = plan.Flows.SelectMany(f => f.Steps).Select(s => s.Request).Distinct().Count();
        var driven = plan.Requests.Length - steps + plan.Flows.Length;
        return $"{driven} of {driven + plan.Omitted.Length} routes{flows} will be driven; the rest is listed in the report";
    }

    private Func<Uri, IRequestSender> Sender(LoadPlan plan, TargetAccess access) => address => workload is not null
        ? workload.Connect(address, access)
        : RequestSenders.For(new SenderSetup(address, plan.Requests)
        {
            Headers = access.Headers, Certificates = access.Certificates, HttpVersion = access.HttpVersion, Timeout = options.Load.Timeout,
        });

    private async Task<(TrafficModel Traffic, LoadPlan Plan)> PlanLoadAsync(IRunningTarget target, TargetAccess access, CancellationToken cancel)
    {
        var shown = new PublishedRoutes(target.Routes, target.OpenApiDocument);
        if (shown.Routes.IsEmpty && shown.OpenApiDocument is null && options.Traffic is { Requests.IsEmpty: true, Flows.IsEmpty: true })
            shown = await PublishedRoutes.AskAsync(target.BaseAddress, access, cancel);
        var traffic = TrafficInferrer.Infer(shown.Routes, shown.OpenApiDocument, options.Traffic);
        _state.Traffic = traffic;
        _state.Problems.AddRange(traffic.Problems);
        var plan = Planner.Plan(traffic, options.Traffic);
        _state.Plan = plan;
        return (traffic, plan);
    }

    /// <summary>A target reached by its URL can still be watched from inside when it is a .NET process of this machine and user.</summary>
    private static async Task AttachToRunningAsync(IRunningTarget target, SignalRecorder recorder, CancellationToken cancel)
    {
        if (target is { Kind: TargetKind.Url, ProcessId: { } process } && EventPipeCollector.IsOffered(process))
            await recorder.AttachAsync(new DiagnosticsClient(process), cancel);
    }

    private async Task ConcludeAsync(TimeSpan now, CancellationToken cancel)
    {
        if (TestsAsSearch.Basis(_state.Search, _state.Tests, _state.Unit) is not { } search || _state.Plan is not { } plan) return;
        _state.Diagnosis = Diagnoser.Diagnose(search, _state.Signals, plan);
        var cost = CostReader.Read(search, _state.Signals);
        _state.Cost = new CostFacts(cost.CpuMillisecondsPerRequest, cost.CpuSpread, cost.AllocatedBytesPerRequest, cost.AllocatedSpread);

        var input = new ExplanationInput(_state.Diagnosis, search, plan) { LastLines = _state.LastLines, Secrets = options.Secrets };
        var explained = await new Explainer(options.Explain, this, time).ExplainAnywayAsync(input, now, cancel);
        _state.Cancelled |= cancel.IsCancellationRequested;
        _state.Explanation = explained.Result;
        _state.Problems.AddRange(explained.Problems);
    }

    private TargetFacts Describe(IRunningTarget target) =>
        new(target.Kind, target.Name, target.BaseAddress.ToString(), CommitReader.Read(options.Target.Project ?? options.Target.WorkingDirectory ?? Environment.CurrentDirectory), target.Runtime);
}
