using System.Collections.Immutable;

namespace SentinelPerf.Configuration;

/// <summary>A setting that the caller gives as text: the command line, a build property, an attribute.</summary>
/// <param name="Key">Path of the setting: <c>load.budget</c>.</param>
/// <param name="Value">Its value as text, in the form that the file has.</param>
/// <param name="Origin">What the user wrote it in, for messages: <c>--budget</c>, <c>SentinelPerfBudget</c>.</param>
public sealed record SettingOverride(string Key, string Value, string Origin);

/// <summary>What configuration is made from.</summary>
public sealed record ConfigurationRequest
{
    /// <summary>Absolute path of the folder that relative paths of the caller are relative to.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Path of the file; null: found beside the project, then upwards to the repository's root; none is fine.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Profile; null: <c>ci</c> when the variable CI is set and the file has it.</summary>
    public string? Profile { get; init; }

    /// <summary>The caller's settings: they win over every other source. The last of the same key wins.</summary>
    public ImmutableArray<SettingOverride> Overrides { get; init; } = [];

    /// <summary>Whether it is an error that nothing is named to test. Default true.</summary>
    public bool RequireTarget { get; init; } = true;

    /// <summary>Environment variables. Default: those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ProcessEnvironment();

    /// <summary>Files. Default: those of this machine.</summary>
    public IConfigurationFiles Files { get; init; } = new MachineFiles();

    private static Dictionary<string, string> ProcessEnvironment()
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }
}
