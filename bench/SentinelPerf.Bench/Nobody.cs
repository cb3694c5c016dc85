using System.Collections.Immutable;
using SentinelPerf.Targets;

namespace SentinelPerf.Bench;

/// <summary>A target of which the engine knows only the address.</summary>
internal sealed class Nobody(Uri address) : IRunningTarget
{
    public TargetKind Kind => TargetKind.Url;
    public string Name => "nginx";
    public Uri BaseAddress => address;
    public int? ProcessId => null;
    public string? Runtime => null;
    public ImmutableArray<DiscoveredRoute> Routes => [];
    public string? OpenApiDocument => null;
    public TargetExit? ExitStatus => null;
    public CancellationToken Exited => CancellationToken.None;
    public ImmutableArray<string> LastLines => [];
    public Task RestartAsync(CancellationToken cancel) => Task.CompletedTask;
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
