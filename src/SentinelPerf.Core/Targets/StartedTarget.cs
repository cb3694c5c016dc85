using System.Collections.Immutable;
using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>A program that SentinelPerf started, through all of its lives: after a crash it may be started once more.</summary>
internal sealed class StartedTarget : IRunningTarget
{
    private const string AnyPort = "http://127.0.0.1:0";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to wait for the hook when the address is known without it.</summary>
    private static readonly TimeSpan HookGrace = TimeSpan.FromSeconds(3);

    private readonly LaunchPlan plan;
    private readonly TargetOptions options;
    private readonly Func<DiagnosticsClient, CancellationToken, Task>? beforeResume;
    private readonly IProgress<ProgressEvent> progress;
    private readonly TimeProvider time;
    private readonly long began;
    private TargetProcess? process;
    private HookReport? report;
    private Uri? address;

    public StartedTarget(LaunchPlan plan, TargetOptions options, Func<DiagnosticsClient, CancellationToken, Task>? beforeResume, IProgress<ProgressEvent> progress, TimeProvider time)
    {
        (this.plan, this.options, this.beforeResume, this.progress, this.time) = (plan, options, beforeResume, progress, time);
        began = time.GetTimestamp();
    }

    public TargetKind Kind => plan.Kind;

    public string Name => plan.Name;

    public Uri BaseAddress => address ?? throw new InvalidOperationException("The target has not started.");

    public int? ProcessId => report?.ProcessId ?? process?.Id;

    public string? Runtime => report?.Runtime;

    public ImmutableArray<DiscoveredRoute> Routes => report?.Routes ?? [];

    public string? OpenApiDocument => report?.OpenApi;

    public TargetExit? ExitStatus => process?.Exit;

    public CancellationToken Exited => process?.Exited ?? CancellationToken.None;

    public ImmutableArray<string> LastLines => process?.LastLines ?? [];

    /// <summary>Starts it for the first time.</summary>
    public Task StartAsync(CancellationToken cancel) => StartAsync(AnyPort, cancel);

    public async Task RestartAsync(CancellationToken cancel)
    {
        var before = BaseAddress;
        await DisposeAsync();
        progress.Report(new ProgressEvent(time.GetElapsedTime(began), "start", $"Starting '{Name}' once more"));
        await StartAsync(plan.FixedAddress is null ? before.GetLeftPart(UriPartial.Authority) : AnyPort, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
    }

    private async Task StartAsync(string listenOn, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        report = null;
        address = null;
        var started = new TaskCompletionSource<TargetProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = await TargetProcess.StartAsync(plan, options, listenOn, async (pid, stop) =>
        {
            // A project's first runtime is the app. What a command starts first may be anything (`dotnet run` is the SDK): its app is known by the hook's file, later.
            if (plan.Kind == TargetKind.Project && (await started.Task).Id == pid) await PrepareAsync(pid, stop);
        }, time);
        started.SetResult(process);
        try
        {
            await BecomeReadyAsync(process, cancel);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private async Task BecomeReadyAsync(TargetProcess life, CancellationToken cancel)
    {
        using var probe = new ReadinessProbe(options);
        using var deadline = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token, life.Exited);
        try
        {
            address = plan.FixedAddress ?? await AddressAsync(life, either.Token);
            await PollAsync(life, () => probe.IsReadyAsync(address, either.Token), either.Token);
            if (plan.FixedAddress is not null) await ReportAsync(life, HookGrace, either.Token);
            progress.Report(new ProgressEvent(time.GetElapsedTime(began), "start", $"'{Name}' answers at {address}"));
        }
        catch (OperationCanceledException) when (life.Exit is { } exit && !cancel.IsCancellationRequested)
        {
            throw StartFailure.Ended(plan, options, exit.ExitCode, life.LastLines);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            report ??= HookReport.Read(life.HookFile);
            throw address is null
                ? StartFailure.NoAddress(plan, options, HookFailure(life), life.LastLines)
                : StartFailure.NeverReady(plan, options, address, probe.LastAnswer, report?.Addresses ?? [], life.LastLines);
        }
    }

    /// <summary>The address that the app is bound to: from the hook, or, when the hook stays silent, as the app printed it.</summary>
    private async Task<Uri> AddressAsync(TargetProcess life, CancellationToken cancel)
    {
        long? printed = null;
        ImmutableArray<string> told = [];
        await PollAsync(life, async () =>
        {
            if (await TakeReportAsync(life, cancel))
            {
                told = report!.Addresses;
                return true;
            }
            told = BoundAddress.Printed(life.LastLines);
            if (!told.IsEmpty) printed ??= time.GetTimestamp();
            return printed is { } since && time.GetElapsedTime(since) > HookGrace;
        }, cancel);
        var chosen = BoundAddress.Choose(told) ?? throw StartFailure.Elsewhere(plan, told, life.LastLines);
        return HostPolicy.Admit(chosen.GetLeftPart(UriPartial.Authority), options.AllowHosts);
    }

    private async Task ReportAsync(TargetProcess life, TimeSpan limit, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        await PollAsync(life, async () => await TakeReportAsync(life, cancel) || !life.HasRuntime || time.GetElapsedTime(since) > limit, cancel);
    }

    private async Task<bool> TakeReportAsync(TargetProcess life, CancellationToken cancel)
    {
        if (HookReport.Read(life.HookFile) is not { } read) return false;
        report = read;
        life.FollowApp(read.ProcessId);
        if (plan.Kind != TargetKind.Project) await PrepareAsync(read.ProcessId, cancel);
        return true;
    }

    private Task PrepareAsync(int processId, CancellationToken cancel) => beforeResume is null ? Task.CompletedTask : beforeResume(new DiagnosticsClient(processId), cancel);

    private async Task PollAsync(TargetProcess life, Func<Task<bool>> done, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (life.Failed.IsFaulted) await life.Failed;
            if (await done()) return;
            await Task.Delay(Poll, time, cancel);
        }
    }

    private static string? HookFailure(TargetProcess life) => File.Exists(life.HookFile + ".error") ? File.ReadAllText(life.HookFile + ".error") : null;
}
