using System.Collections.Immutable;

namespace SentinelPerf.Targets;

/// <summary>How requests prove who they are. Every value is a secret.</summary>
public sealed record TargetAuth
{
    /// <summary>Bearer token.</summary>
    public string? Bearer { get; init; }

    /// <summary>Name of a header to send, with <see cref="HeaderValue"/>.</summary>
    public string? HeaderName { get; init; }

    /// <summary>Value of <see cref="HeaderName"/>.</summary>
    public string? HeaderValue { get; init; }

    /// <summary>User of basic authentication, with <see cref="BasicPassword"/>.</summary>
    public string? BasicUser { get; init; }

    /// <summary>Password of basic authentication.</summary>
    public string? BasicPassword { get; init; }
}

/// <summary>What runs under test. Exactly one of <see cref="Project"/>, <see cref="Command"/>, <see cref="Url"/> leads (a command may have a URL).</summary>
public sealed record TargetOptions
{
    /// <summary>Default of <see cref="StartTimeout"/>.</summary>
    public static readonly TimeSpan DefaultStartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Path of a .csproj, or of a folder that holds exactly one.</summary>
    public string? Project { get; init; }

    /// <summary>Address of a running target, or of the one that <see cref="Command"/> starts.</summary>
    public string? Url { get; init; }

    /// <summary>Command line that starts the target.</summary>
    public string? Command { get; init; }

    /// <summary>Program that the project's build made, when the caller (the MSBuild task) built it already; null: SentinelPerf builds the project in Release.</summary>
    public string? BuiltProgram { get; init; }

    /// <summary>Arguments of <see cref="BuiltProgram"/>.</summary>
    public string? BuiltArguments { get; init; }

    /// <summary>Working directory of the target; null: the project's folder, else the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables of the target.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Path that answers 2xx when the target is ready; null: any HTTP answer will do.</summary>
    public string? Readiness { get; init; }

    /// <summary>Longest wait until the target is ready. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = DefaultStartTimeout;

    /// <summary>How requests prove who they are.</summary>
    public TargetAuth? Auth { get; init; }

    /// <summary>Hosts beside loopback that may be loaded (exact names).</summary>
    public ImmutableArray<string> AllowHosts { get; init; } = [];
}
