using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;

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

    /// <summary>OAuth 2 client credentials.</summary>
    public ClientCredentials? ClientCredentials { get; init; }

    /// <summary>Every problem of these options but those of <see cref="ClientCredentials"/>; empty when there is none. Messages never hold a value.</summary>
    public IEnumerable<Problem> Validate()
    {
        var header = HeaderName is not null || HeaderValue is not null;
        var basic = BasicUser is not null || BasicPassword is not null;
        var ways = new[] { Bearer is not null ? "bearer" : null, header ? "header" : null, basic ? "basic" : null, ClientCredentials is not null ? "clientCredentials" : null }.Where(w => w is not null).ToArray();
        if (ways.Length > 1) yield return Conflict("target.auth", $"target.auth has {string.Join(" and ", ways)}; keep one of bearer, header, basic, clientCredentials");
        if (header && (HeaderName is null || HeaderValue is null))
            yield return Conflict("target.auth.header", $"target.auth.header has no {(HeaderName is null ? "name" : "value")}; it needs both name and value");
        if (basic && (BasicUser is null || BasicPassword is null))
            yield return Conflict("target.auth.basic", $"target.auth.basic has no {(BasicUser is null ? "user" : "password")}; it needs both user and password");
        foreach (var (setting, value) in new[] { ("target.auth.bearer", Bearer), ("target.auth.header.name", HeaderName), ("target.auth.header.value", HeaderValue) })
            if (value is not null && (value.Length == 0 || value.Any(char.IsControl)))
                yield return Problem.Error(DiagnosticCodes.BadValue, $"{setting} is empty or holds a line break; valid: one line of text") with { Setting = setting };
    }

    private static Problem Conflict(string setting, string message) => Problem.Error(DiagnosticCodes.SettingsConflict, message) with { Setting = setting };
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

    /// <summary>Numbers of the cores that a started target may use; empty: all. Linux only.</summary>
    public ImmutableArray<int> Cores { get; init; } = [];

    /// <summary>Longest wait until the target is ready. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = DefaultStartTimeout;

    /// <summary>How requests prove who they are.</summary>
    public TargetAuth? Auth { get; init; }

    /// <summary>Which certificates are good enough when it speaks https.</summary>
    public TargetTls Tls { get; init; } = new();

    /// <summary>HTTP that is spoken with it: 1.1 or 2.0. Default 1.1.</summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>Hosts beside loopback that may be loaded (exact names).</summary>
    public ImmutableArray<string> AllowHosts { get; init; } = [];

    /// <summary>Every problem of these options; empty when there is none. That nothing is named is for the caller to judge.</summary>
    public IEnumerable<Problem> Validate()
    {
        if (Project is not null && Url is not null)
            yield return Conflict("target.url", "target.project and target.url are both set; keep one: the project is started, a URL is tested as it runs");
        if (Project is not null && Command is not null)
            yield return Conflict("target.command", "target.project and target.command are both set; keep one");
        if (Url is not null && UrlProblem(Url) is { } problem) yield return problem;
        if (Readiness is not null && !Readiness.StartsWith('/'))
            yield return Bad("target.readiness", $"target.readiness is '{Readiness}'; valid: a path that begins with /");
        if (StartTimeout <= TimeSpan.Zero)
            yield return Bad("target.startTimeout", $"target.startTimeout is {DurationText.Format(StartTimeout)}; valid: longer than 0s");
        foreach (var inAuth in Auth?.Validate() ?? []) yield return inAuth;
        foreach (var inCredentials in Auth?.ClientCredentials?.Validate(AllowHosts) ?? []) yield return inCredentials;
        if (HttpVersion != System.Net.HttpVersion.Version11 && HttpVersion != System.Net.HttpVersion.Version20)
            yield return Bad("load.http", $"load.http is '{HttpVersion}'; valid: 1.1, 2");
    }

    private Problem? UrlProblem(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            return Bad("target.url", $"target.url is '{SecretMask.None.Mask(url)}'; valid: an address such as http://127.0.0.1:5000");
        if (address.IsLoopback || AllowHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)) return null;
        var allowed = AllowHosts.IsEmpty ? "" : $", {string.Join(", ", AllowHosts)}";
        return Problem.Error(DiagnosticCodes.HostNotAllowed,
            $"target.url names the host '{address.Host}'; valid: loopback (localhost, 127.0.0.1, [::1]){allowed}. If it is yours to load, add it to load.allowHosts") with { Setting = "target.url" };
    }

    private static Problem Bad(string setting, string message) => Problem.Error(DiagnosticCodes.BadValue, message) with { Setting = setting };

    private static Problem Conflict(string setting, string message) => Problem.Error(DiagnosticCodes.SettingsConflict, message) with { Setting = setting };
}
