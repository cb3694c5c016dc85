using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Configuration;

namespace SentinelPerf.Testing;

/// <summary>What a search for a breaking point is told; null: what <c>sentinelperf.yaml</c> beside the app says, else the default.</summary>
public sealed record PerfOptions
{
    /// <summary>
    /// Never offered more without <see cref="MaxRate"/>, iterations/s: what an empty method is called with on small machines while the schedule is kept.
    /// </summary>
    public const double HighestRate = 250_000;

    /// <summary>Name of the iteration in reports, and of their folder. Default: the name of the running test.</summary>
    public string? Name { get; init; }

    /// <summary>Gate: least capacity, iterations/s; null: none. A gate of <c>sentinelperf.yaml</c> is for requests and does not count here.</summary>
    public double? MinRate { get; init; }

    /// <summary>Limit on the time of an iteration at <see cref="Percentile"/>, such as <c>250ms</c>; default: derived from the healthy target.</summary>
    public string? Latency { get; init; }

    /// <summary>Percentile that <see cref="Latency"/> is for, 50–99.99. Default 99.</summary>
    public double? Percentile { get; init; }

    /// <summary>Share of errors allowed, such as <c>1%</c>, which is the default.</summary>
    public string? Errors { get; init; }

    /// <summary>Wall time of the run, such as <c>60s</c>, at least 20 s. Default 90 s.</summary>
    public string? Budget { get; init; }

    /// <summary>Never offer more, iterations/s. Default <see cref="HighestRate"/>.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Environment profile of <c>sentinelperf.yaml</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>Who explains: <c>auto</c> (default), <c>llm</c>, <c>rules</c>, <c>none</c>.</summary>
    public string? Explain { get; init; }

    /// <summary>These options as settings that win over every other source.</summary>
    internal ImmutableArray<SettingOverride> ToOverrides() =>
    [
        .. Setting("gates.minRate", Number(MinRate), nameof(MinRate)),
        .. Setting("objective.latency", Latency, nameof(Latency)),
        .. Setting("objective.percentile", Number(Percentile), nameof(Percentile)),
        .. Setting("objective.errors", Errors, nameof(Errors)),
        .. Setting("load.budget", Budget, nameof(Budget)),
        .. Setting("load.maxRate", Number(MaxRate), nameof(MaxRate)),
        .. Setting("explain.mode", Explain, nameof(Explain)),
    ];

    private static IEnumerable<SettingOverride> Setting(string key, string? value, string name) => value is null ? [] : [new(key, value, name)];

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
