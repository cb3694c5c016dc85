using System.Collections.Immutable;

namespace SentinelPerf.Targets;

/// <summary>How the target came to run.</summary>
public enum TargetKind
{
    /// <summary>A .NET project that SentinelPerf started.</summary>
    Project,

    /// <summary>A running server, reached by its address.</summary>
    Url,

    /// <summary>Any program that SentinelPerf started by a command line.</summary>
    Command,
}

/// <summary>A parameter of a route.</summary>
/// <param name="Name">Its name in the pattern or query.</param>
/// <param name="Source"><c>path</c> or <c>query</c>.</param>
public sealed record RouteParameter(string Name, string Source)
{
    /// <summary>CLR type (<c>System.Int32</c>), when known.</summary>
    public string? Type { get; init; }

    /// <summary>Route constraints as written: <c>int</c>, <c>guid</c>, <c>min(1)</c>, <c>regex(…)</c>.</summary>
    public ImmutableArray<string> Constraints { get; init; } = [];

    /// <summary>Whether the route matches without it.</summary>
    public bool Optional { get; init; }

    /// <summary>Default or example value, as it stands in a URL, when known (route default, OpenAPI example or default).</summary>
    public string? Example { get; init; }
}

/// <summary>A route that the target was seen to serve.</summary>
/// <param name="Method">HTTP method in capitals.</param>
/// <param name="Path">Template with braces and without constraints, leading slash: <c>/items/{id}</c>.</param>
public sealed record DiscoveredRoute(string Method, string Path)
{
    /// <summary>Parameters of path and query.</summary>
    public ImmutableArray<RouteParameter> Parameters { get; init; } = [];

    /// <summary>Whether the route reads a body.</summary>
    public bool AcceptsBody { get; init; }

    /// <summary>Where it was seen: <c>startup-hook</c> or <c>openapi</c>.</summary>
    public string Source { get; init; } = "startup-hook";
}

/// <summary>How a started target ended.</summary>
/// <param name="ExitCode">Exit code; 128 + n when a signal ended it.</param>
/// <param name="At">When it was noticed.</param>
public sealed record TargetExit(int ExitCode, DateTimeOffset At);

/// <summary>A target that answers. Disposing stops it gracefully, then hard; a target reached by URL is left alone.</summary>
public interface IRunningTarget : IAsyncDisposable
{
    /// <summary>How it came to run.</summary>
    TargetKind Kind { get; }

    /// <summary>Name for reports: project name, host or program.</summary>
    string Name { get; }

    /// <summary>Where it answers.</summary>
    Uri BaseAddress { get; }

    /// <summary>Process id of the app itself; null for a URL whose process is not known.</summary>
    int? ProcessId { get; }

    /// <summary>Runtime as it says itself (<c>.NET 10.0.12</c>); null when not known.</summary>
    string? Runtime { get; }

    /// <summary>Routes that the startup hook or OpenAPI showed.</summary>
    ImmutableArray<DiscoveredRoute> Routes { get; }

    /// <summary>The app's own OpenAPI document as JSON, when it has one.</summary>
    string? OpenApiDocument { get; }

    /// <summary>Set once the process has ended; null while it lives and for a URL.</summary>
    TargetExit? ExitStatus { get; }

    /// <summary>Cancelled when the process ends; never for a URL.</summary>
    CancellationToken Exited { get; }

    /// <summary>The app's own last output lines, newest last, at most 50.</summary>
    ImmutableArray<string> LastLines { get; }

    /// <summary>Starts the same target once more on the same address after it died (a crash is replicated once). The address may change.</summary>
    Task RestartAsync(CancellationToken cancel);
}
