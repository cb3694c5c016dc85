namespace SentinelPerf.Chat;

/// <summary>Where answers are kept.</summary>
public enum ChatCacheKind
{
    /// <summary>In files that all runs of this user share.</summary>
    File,

    /// <summary>In this process.</summary>
    Memory,

    /// <summary>On a Redis server.</summary>
    Redis,

    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>How answers of models are kept, so that the same question is not asked twice.</summary>
public sealed record ChatCacheOptions
{
    /// <summary>Where. Default <see cref="ChatCacheKind.File"/>.</summary>
    public ChatCacheKind Kind { get; init; }

    /// <summary>Folder of the files; null: <c>sentinelperf/explanations</c> under the user's cache folder.</summary>
    public string? Path { get; init; }

    /// <summary>Address of the Redis server: <c>redis://[user:password@]host[:port][/database]</c>; a secret when it holds a password.</summary>
    public string? Redis { get; init; }

    /// <summary>Most answers that are kept in memory or in files, 1–100,000; the oldest go first. Default 256.</summary>
    public int Entries { get; init; } = 256;
}
