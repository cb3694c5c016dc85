using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>A server that runs already. It is asked, watched as far as it can be, and left alone at the end.</summary>
internal sealed class UrlTarget : IRunningTarget
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private UrlTarget(Uri address, int? processId) => (BaseAddress, ProcessId) = (address, processId);

    public TargetKind Kind => TargetKind.Url;

    public string Name => BaseAddress.Authority;

    public Uri BaseAddress { get; }

    public int? ProcessId { get; }

    public string? Runtime => null;

    public ImmutableArray<DiscoveredRoute> Routes => [];

    public string? OpenApiDocument => null;

    public TargetExit? ExitStatus => null;

    public CancellationToken Exited => CancellationToken.None;

    public ImmutableArray<string> LastLines => [];

    /// <summary>Waits until it answers as the options ask for. Somebody else starts it, so a refused connection is final: only a readiness path is waited for.</summary>
    /// <exception cref="SentinelException">SP1012, SP1013, SP1014 when nothing answers, SP1008 when it does not get ready.</exception>
    public static async Task<UrlTarget> ReachAsync(TargetOptions options, TimeProvider time, CancellationToken cancel)
    {
        var address = HostPolicy.Admit(options.Url!, options.AllowHosts);
        using var probe = new ReadinessProbe(options);
        using var deadline = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            while (!await probe.IsReadyAsync(address, either.Token))
            {
                if (!probe.Answered) throw Unreachable(address, probe.LastAnswer);
                await Task.Delay(Poll, time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw NotReady(address, options, probe.LastAnswer);
        }
        return new UrlTarget(address, HostPolicy.IsLoopback(address) ? LocalPortOwner.Find(address.Port) : null);
    }

    /// <summary>It is not ours to start.</summary>
    public Task RestartAsync(CancellationToken cancel) => Task.FromException(new NotSupportedException("A target that is reached by its URL was not started by SentinelPerf and cannot be restarted."));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static SentinelException Unreachable(Uri address, string answer) =>
        new(Problem.Error(DiagnosticCodes.TargetUnreachable, $"Nothing answers at {address}: {answer}. Start the target first, or let SentinelPerf start it with target.project or target.command."));

    private static SentinelException NotReady(Uri address, TargetOptions options, string answer) =>
        new(Problem.Error(DiagnosticCodes.TargetNeverReady, FormattableString.Invariant($"{address} was not ready within {options.StartTimeout.TotalSeconds:0.#} s: {answer}. Raise target.startTimeout, or set target.readiness to a path that answers 2xx.")));
}
