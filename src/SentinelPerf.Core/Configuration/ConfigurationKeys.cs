using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>
/// The one table of settings: the file, <c>.env</c>, environment variables, <c>--set</c>, dedicated options, build properties and attributes
/// all go through it. A setting of a part that is not built yet is not in it, and so is an error wherever it stands.
/// </summary>
internal static partial class ConfigurationKeys
{
    /// <summary>All settings, in the order in which they are shown.</summary>
    public static ImmutableArray<ConfigurationKey> All { get; } =
    [
        ConfigurationKey.Of<int>("version", ValueKind.Version, (o, _) => o, _ => "1"),
        .. Target(), .. Auth(), .. Tls(), .. Traffic(), .. Objective(), .. Load(), .. Rest(), .. Explain(),
    ];

    /// <summary>The key of a path; null when there is none.</summary>
    public static ConfigurationKey? Find(string path, StringComparison comparison = StringComparison.Ordinal) =>
        All.FirstOrDefault(k => k.Matches(path, comparison));

    /// <summary>Whether keys stand below a path (<c>load</c>, <c>target.auth</c>).</summary>
    public static bool IsSection(string path) => All.Any(k => !k.Internal && k.Path.StartsWith(path + ".", StringComparison.Ordinal));

    /// <summary>Names that may stand directly below a path; the empty path is the file itself.</summary>
    public static IEnumerable<string> NamesBelow(string path)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        return All.Where(k => !k.Internal && k.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(k => k.Path[prefix.Length..].Split('.')[0]).Distinct();
    }

    private static IEnumerable<ConfigurationKey> Target() =>
    [
        ConfigurationKey.Of<string>("target.project", ValueKind.Path, (o, v) => o with { Target = o.Target with { Project = v } }, o => o.Target.Project),
        ConfigurationKey.Of<string>("target.url", ValueKind.Text, (o, v) => o with { Target = o.Target with { Url = v } }, o => o.Target.Url),
        ConfigurationKey.Of<string>("target.command", ValueKind.Text, (o, v) => o with { Target = o.Target with { Command = v } }, o => o.Target.Command),
        new()
        {
            Path = "target.environment.*",
            Bind = Variable,
            Show = (o, path) => o.Target.Environment.GetValueOrDefault(path["target.environment.".Length..]),
        },
        ConfigurationKey.Of<string>("target.readiness", ValueKind.Text, (o, v) => o with { Target = o.Target with { Readiness = v } }, o => o.Target.Readiness),
        ConfigurationKey.Of<TimeSpan>("target.startTimeout", ValueKind.Duration, (o, v) => o with { Target = o.Target with { StartTimeout = v } },
            o => DurationText.Format(o.Target.StartTimeout)),
        ConfigurationKey.Of<string>("target.builtProgram", ValueKind.Path, (o, v) => o with { Target = o.Target with { BuiltProgram = v } },
            o => o.Target.BuiltProgram) with { Internal = true },
        ConfigurationKey.Of<string>("target.builtArguments", ValueKind.Text, (o, v) => o with { Target = o.Target with { BuiltArguments = v } },
            o => o.Target.BuiltArguments) with { Internal = true },
        ConfigurationKey.Of<string>("target.workingDirectory", ValueKind.Path, (o, v) => o with { Target = o.Target with { WorkingDirectory = v } },
            o => o.Target.WorkingDirectory) with { Internal = true },
    ];

    private static Func<SentinelOptions, SentinelOptions>? Variable(KeyReading reading)
    {
        if (!ValueKind.Text(reading, out var value)) return null;
        reading.Context.Secrets.AddByName(reading.Name, value);
        return o => o with { Target = o.Target with { Environment = o.Target.Environment.SetItem(reading.Path["target.environment.".Length..], value) } };
    }

    private static IEnumerable<ConfigurationKey> Auth() =>
    [
        Secret("target.auth.bearer", (a, v) => a with { Bearer = v }, a => a.Bearer),
        ConfigurationKey.Of<string>("target.auth.header.name", ValueKind.Text, (o, v) => With(o, (TargetAuth a) => a with { HeaderName = v }), o => o.Target.Auth?.HeaderName),
        Secret("target.auth.header.value", (a, v) => a with { HeaderValue = v }, a => a.HeaderValue),
        // A user's name is hidden where settings are shown, but not masked everywhere: 'api' would turn every /api/ in a report into ***.
        ConfigurationKey.Of<string>("target.auth.basic.user", ValueKind.Text, (o, v) => With(o, (TargetAuth a) => a with { BasicUser = v }), o => o.Target.Auth?.BasicUser) with { Secret = true },
        Secret("target.auth.basic.password", (a, v) => a with { BasicPassword = v }, a => a.BasicPassword),
        ConfigurationKey.Of<string>("target.auth.clientCredentials.tokenUrl", ValueKind.Text, (o, v) => With(o, (ClientCredentials c) => c with { TokenUrl = v }), o => o.Target.Auth?.ClientCredentials?.TokenUrl),
        ConfigurationKey.Of<string>("target.auth.clientCredentials.clientId", ValueKind.Text, (o, v) => With(o, (ClientCredentials c) => c with { ClientId = v }),
            o => o.Target.Auth?.ClientCredentials?.ClientId) with { Secret = true },
        Secret("target.auth.clientCredentials.clientSecret", (a, v) => With(a, c => c with { ClientSecret = v }), a => a.ClientCredentials?.ClientSecret),
        ConfigurationKey.Of<string>("target.auth.clientCredentials.scope", ValueKind.Text, (o, v) => With(o, (ClientCredentials c) => c with { Scope = v }), o => o.Target.Auth?.ClientCredentials?.Scope),
    ];

    private static IEnumerable<ConfigurationKey> Tls() =>
    [
        ConfigurationKey.Of<string>("target.tls.caFile", ValueKind.Path, (o, v) => o with { Target = o.Target with { Tls = o.Target.Tls with { CaFile = v } } }, o => o.Target.Tls.CaFile),
        ConfigurationKey.Of<bool>("target.tls.acceptSelfSignedLoopback", ValueKind.Flag,
            (o, v) => o with { Target = o.Target with { Tls = o.Target.Tls with { AcceptSelfSignedLoopback = v } } }, o => o.Target.Tls.AcceptSelfSignedLoopback ? "true" : "false"),
    ];

    private static ConfigurationKey Secret(string path, Func<TargetAuth, string, TargetAuth> set, Func<TargetAuth, string?> get) => new()
    {
        Path = path,
        Secret = true,
        Bind = reading =>
        {
            if (!ValueKind.Text(reading, out var value)) return null;
            reading.Context.Secrets.Add(value);
            return o => With(o, a => set(a, value));
        },
        Show = (o, _) => o.Target.Auth is { } auth ? get(auth) : null,
    };

    private static SentinelOptions With(SentinelOptions options, Func<TargetAuth, TargetAuth> change) =>
        options with { Target = options.Target with { Auth = change(options.Target.Auth ?? new TargetAuth()) } };

    private static SentinelOptions With(SentinelOptions options, Func<ClientCredentials, ClientCredentials> change) => With(options, (TargetAuth a) => With(a, change));

    private static TargetAuth With(TargetAuth auth, Func<ClientCredentials, ClientCredentials> change) =>
        auth with { ClientCredentials = change(auth.ClientCredentials ?? new ClientCredentials()) };

    private static IEnumerable<ConfigurationKey> Traffic() =>
    [
        ConfigurationKey.Of<ImmutableArray<TrafficRequest>>("traffic.requests", TrafficRequestReader.Read,
            (o, v) => o with { Traffic = o.Traffic with { Requests = v } }, TrafficText.Requests) with { Structured = true },
        ConfigurationKey.Of<ImmutableArray<TrafficFlow>>("traffic.flows", TrafficFlowReader.Read,
            (o, v) => o with { Traffic = o.Traffic with { Flows = v } }, TrafficText.Flows) with { Structured = true },
        new()
        {
            Path = "traffic.data.*",
            Bind = DataFile,
            Show = (o, path) => o.Traffic.DataFiles.GetValueOrDefault(path["traffic.data.".Length..]),
        },
        ConfigurationKey.Of<ImmutableArray<string>>("traffic.exclude", ValueKind.TextList, (o, v) => o with { Traffic = o.Traffic with { Exclude = v } },
            o => List(o.Traffic.Exclude)) with { Structured = true },
    ];

    private static Func<SentinelOptions, SentinelOptions>? DataFile(KeyReading reading)
    {
        var name = reading.Path["traffic.data.".Length..];
        if (!ValueKind.Path(reading, out var file)) return null;
        if (!BraceText.IsName(name))
        {
            (reading with { Path = "traffic.data", Node = new TextNode(reading.Node.Place, name, Quoted: true) }).Bad("a name of letters, digits, - and _, such as users");
            return null;
        }

        return o => o with { Traffic = o.Traffic with { DataFiles = o.Traffic.DataFiles.SetItem(name, file) } };
    }

    private static IEnumerable<ConfigurationKey> Objective() =>
    [
        ConfigurationKey.Of<TimeSpan>("objective.latency", ValueKind.Duration, (o, v) => o with { Objective = o.Objective with { Latency = v } },
            o => o.Objective.Latency is { } latency ? DurationText.Format(latency) : null),
        ConfigurationKey.Of<double>("objective.percentile", ValueKind.Percentile, (o, v) => o with { Objective = o.Objective with { Percentile = v } },
            o => Number(o.Objective.Percentile)),
        ConfigurationKey.Of<double>("objective.errors", ValueKind.Share, (o, v) => o with { Objective = o.Objective with { ErrorRate = v } },
            o => Number(o.Objective.ErrorRate * 100) + "%"),
    ];

    private static IEnumerable<ConfigurationKey> Load() =>
    [
        ConfigurationKey.Of<ImmutableArray<LoadTestKind>>("load.tests", ValueKind.Choices, (o, v) => o with { Tests = o.Tests with { Tests = v } },
            o => List([.. o.Tests.Tests.Select(LoadTestOptions.Name)])) with { Structured = true },
        ConfigurationKey.Of<double>("load.rate", ValueKind.Rate, (o, v) => o with { Tests = o.Tests with { RatePerSecond = v } }, o => Number(o.Tests.RatePerSecond)),
        ConfigurationKey.Of<double>("load.spikeFactor", ValueKind.Factor, (o, v) => o with { Tests = o.Tests with { SpikeFactor = v } }, o => Number(o.Tests.SpikeFactor)),
        .. Enum.GetValues<LoadTestKind>().Select(Duration),
        ConfigurationKey.Of<TimeSpan>("load.budget", ValueKind.Duration, (o, v) => o with { Load = o.Load with { Budget = v } }, o => DurationText.Format(o.Budget)),
        ConfigurationKey.Of<double>("load.maxRate", ValueKind.Rate, (o, v) => o with { Load = o.Load with { MaxRatePerSecond = v } }, o => Number(o.Load.MaxRatePerSecond)),
        ConfigurationKey.Of<ulong>("load.seed", ValueKind.Seed, (o, v) => o with { Load = o.Load with { Seed = v } }, o => o.Load.Seed.ToString(CultureInfo.InvariantCulture)),
        ConfigurationKey.Of<Version>("load.http", ValueKind.HttpVersion, (o, v) => o with { Target = o.Target with { HttpVersion = v } },
            o => o.Target.HttpVersion.Major >= 2 ? "2" : "1.1"),
        ConfigurationKey.Of<TimeSpan>("load.timeout", ValueKind.Duration, (o, v) => o with { Load = o.Load with { Timeout = v } }, o => DurationText.Format(o.Load.Timeout)),
        ConfigurationKey.Of<Placement>("load.placement", ValueKind.Choice, (o, v) => o with { Load = o.Load with { Placement = v } }, o => ValueKind.Named(o.Load.Placement)),
        ConfigurationKey.Of<bool>("load.unsafeMethods", ValueKind.Flag, (o, v) => o with { Traffic = o.Traffic with { UnsafeMethods = v } }, o => o.Traffic.UnsafeMethods ? "true" : "false"),
        ConfigurationKey.Of<ImmutableArray<string>>("load.allowHosts", ValueKind.TextList, (o, v) => o with { Target = o.Target with { AllowHosts = v } },
            o => List(o.Target.AllowHosts)) with { Structured = true },
    ];

    private static ConfigurationKey Duration(LoadTestKind test) => ConfigurationKey.Of<TimeSpan>($"load.durations.{LoadTestOptions.Name(test)}", ValueKind.Duration,
        (o, v) => o with { Tests = o.Tests with { Durations = o.Tests.Durations.SetItem(test, v) } },
        o => o.Tests.Durations.TryGetValue(test, out var set) ? DurationText.Format(set) : null);

    private static IEnumerable<ConfigurationKey> Rest() =>
    [
        ConfigurationKey.Of<double>("gates.minRate", ValueKind.Rate, (o, v) => o with { Gates = o.Gates with { MinRatePerSecond = v } }, o => Number(o.Gates.MinRatePerSecond)),
        ConfigurationKey.Of<OnInconclusive>("gates.onInconclusive", ValueKind.Choice, (o, v) => o with { Gates = o.Gates with { OnInconclusive = v } },
            o => o.Gates.OnInconclusive is { } choice ? ValueKind.Named(choice) : null),
        ConfigurationKey.Of<string>("output.folder", ValueKind.Path, (o, v) => o with { Output = o.Output with { Folder = v } }, o => o.Output.Folder),
    ];

    private static string? List(ImmutableArray<string> items) => items.IsEmpty ? null : $"[{string.Join(", ", items)}]";

    private static string? Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture);
}
