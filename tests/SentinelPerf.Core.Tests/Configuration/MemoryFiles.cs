using System.Collections.Immutable;
using SentinelPerf.Configuration;

namespace SentinelPerf.Core.Tests.Configuration;

/// <summary>Files in memory: paths with forward slashes.</summary>
internal sealed class MemoryFiles : IConfigurationFiles
{
    private readonly Dictionary<string, string> _files = [];

    public string this[string path] { set => _files[path] = value; }

    public bool FileExists(string path) => _files.ContainsKey(path);

    public bool FolderExists(string path) => _files.Keys.Any(f => f.StartsWith(path + "/", StringComparison.Ordinal));

    public string ReadText(string path) => _files[path];

    public Dictionary<string, long> Sizes { get; } = [];

    public long SizeOf(string path) => Sizes.TryGetValue(path, out var size) ? size : _files[path].Length;

    public ImmutableArray<string> ProjectsIn(string folder) =>
        [.. _files.Keys.Where(f => Path.GetDirectoryName(f) == folder && f.EndsWith(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}

/// <summary>A repository at /repo with one project, for configuration to be loaded in.</summary>
internal sealed class Surroundings
{
    public const string Yaml = "/repo/src/Shop/sentinelperf.yaml";

    public MemoryFiles Files { get; } = new() { ["/repo/.git/HEAD"] = "", ["/repo/src/Shop/Shop.csproj"] = "" };

    public Dictionary<string, string> Environment { get; } = [];

    public ConfigurationResult Load(string? yaml = null, string? profile = null, params (string Key, string Value)[] overrides)
    {
        if (yaml is not null) Files[Yaml] = yaml;
        return ConfigurationLoader.Load(new ConfigurationRequest
        {
            WorkingFolder = "/repo/src/Shop",
            Profile = profile,
            Files = Files,
            Environment = Environment,
            Overrides = [.. overrides.Select(o => new SettingOverride(o.Key, o.Value, $"--set {o.Key}"))],
        });
    }

    public string[] Lines(string yaml, string? profile = null, params (string Key, string Value)[] overrides) =>
        [.. Load(yaml, profile, overrides).Problems.Select(p => p.ToCanonical("sentinelperf"))];
}
