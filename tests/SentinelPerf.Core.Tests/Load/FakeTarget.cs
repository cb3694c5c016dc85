using System.Collections.Immutable;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>A target that exists in words only; a test says when it dies.</summary>
internal sealed class FakeTarget(Uri address) : IRunningTarget
{
    private readonly CancellationTokenSource _exited = new();

    public TargetKind Kind { get; init; } = TargetKind.Project;

    public string Name => "fake";

    public Uri BaseAddress { get; set; } = address;

    public int? ProcessId => null;

    public string? Runtime => null;

    public ImmutableArray<DiscoveredRoute> Routes => [];

    public string? OpenApiDocument => null;

    public TargetExit? ExitStatus { get; private set; }

    public CancellationToken Exited => _exited.Token;

    public ImmutableArray<string> LastLines => [];

    public int Restarts { get; private set; }

    public void Die()
    {
        ExitStatus = new(139, TimeProvider.System.GetUtcNow());
        _exited.Cancel();
    }

    public Task RestartAsync(CancellationToken cancel)
    {
        Restarts++;
        ExitStatus = null;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _exited.Dispose();
        return ValueTask.CompletedTask;
    }
}
