namespace SentinelPerf.Load;

/// <summary>How load is made.</summary>
public sealed record LoadOptions
{
    /// <summary>Default of <see cref="Budget"/>.</summary>
    public static readonly TimeSpan DefaultBudget = TimeSpan.FromSeconds(90);

    /// <summary>Shortest <see cref="Budget"/>: less cannot hold warm-up, sweep and search.</summary>
    public static readonly TimeSpan ShortestBudget = TimeSpan.FromSeconds(20);

    /// <summary>Default of <see cref="Timeout"/>.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Wall time from the target's start to the last trial; ≥ 20 s. Default 90 s.</summary>
    public TimeSpan Budget { get; init; } = DefaultBudget;

    /// <summary>Never offer more, requests/s; null: 0.7 × what the generator measured of itself.</summary>
    public double? MaxRatePerSecond { get; init; }

    /// <summary>Seed of every draw. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A request that takes longer is an error. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Most requests in flight; reaching it is a veto, never a silent delay. Default 8,000.</summary>
    public int MaxInFlight { get; init; } = 8000;
}
