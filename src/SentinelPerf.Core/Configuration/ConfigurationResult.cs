using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Configuration;

/// <summary>A setting in force.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Value">Its value, secrets masked; null: not set.</param>
/// <param name="Origin">Where it comes from: <c>default</c>, <c>sentinelperf.yaml(7,3)</c>, <c>profile ci, sentinelperf.yaml(30,5)</c>, <c>SENTINELPERF__LOAD__BUDGET</c>, <c>--budget</c>.</param>
public sealed record EffectiveSetting(string Path, string? Value, string Origin);

/// <summary>All sources merged, or every problem that prevents it.</summary>
public sealed record ConfigurationResult
{
    /// <summary>The options; null when any problem is an error.</summary>
    public SentinelOptions? Options { get; init; }

    /// <summary>Every problem, errors and warnings, in the order of files and lines.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Every setting with its value and origin, in the order of the file's sections.</summary>
    public ImmutableArray<EffectiveSetting> Effective { get; init; } = [];

    /// <summary>The file that was read; null: none.</summary>
    public string? File { get; init; }

    /// <summary>The profile that was applied; null: none.</summary>
    public string? Profile { get; init; }

    /// <summary>Where the run's reports belong, known even when options are bad; null when nothing is named to test.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Takes the secrets of every source out of a text.</summary>
    public SecretMask Secrets { get; init; } = SecretMask.None;
}
