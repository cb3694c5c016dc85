namespace SentinelPerf.Configuration;

/// <summary>One setting: a name that is the same everywhere, how it is read, where it goes and how it is shown.</summary>
internal sealed record ConfigurationKey
{
    /// <summary>Dotted path (<c>load.budget</c>). A last part of <c>*</c> stands for every name of an open mapping.</summary>
    public required string Path { get; init; }

    /// <summary>Reads a value and returns what puts it into the options; null when it is bad (the problem is recorded).</summary>
    public required Func<KeyReading, Func<SentinelOptions, SentinelOptions>?> Bind { get; init; }

    /// <summary>The value in force, by path; null when nothing is set.</summary>
    public required Func<SentinelOptions, string, string?> Show { get; init; }

    /// <summary>The value never leaves the process.</summary>
    public bool Secret { get; init; }

    /// <summary>The value may be a list or a mapping, so a text source may hold YAML's short form.</summary>
    public bool Structured { get; init; }

    /// <summary>Only for the programs that start the tool; unknown to files.</summary>
    public bool Internal { get; init; }

    /// <summary>Stands for every name below its parent.</summary>
    public bool Open => Path.EndsWith(".*", StringComparison.Ordinal);

    /// <summary>Makes a key.</summary>
    public static ConfigurationKey Of<T>(
        string path, NodeReader<T> read, Func<SentinelOptions, T, SentinelOptions> set, Func<SentinelOptions, string?> show) => new()
        {
            Path = path,
            Bind = reading => read(reading, out var value) ? options => set(options, value) : null,
            Show = (options, _) => show(options),
        };

    /// <summary>Whether a path is this key's.</summary>
    public bool Matches(string path, StringComparison comparison) => Open
        ? path.StartsWith(Path[..^1], comparison) && path.Length > Path.Length - 1
        : path.Equals(Path, comparison);
}
