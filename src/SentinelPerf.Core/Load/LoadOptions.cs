using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;

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

    /// <summary>Whether generator and target have cores of their own. Default: from 4 cores on, when the target is started.</summary>
    public Placement Placement { get; init; }

    /// <summary>Every problem of these options; empty when there is none.</summary>
    public IEnumerable<Problem> Validate()
    {
        if (Budget < ShortestBudget)
            yield return Bad("load.budget", $"load.budget is {DurationText.Format(Budget)}; valid: {DurationText.Format(ShortestBudget)} or longer, because less cannot hold warm-up, sweep and search");
        if (MaxRatePerSecond is { } rate && !(double.IsFinite(rate) && rate > 0))
            yield return Bad("load.maxRate", FormattableString.Invariant($"load.maxRate is {rate}; valid: requests/s above 0"));
        if (Timeout <= TimeSpan.Zero)
            yield return Bad("load.timeout", $"load.timeout is {DurationText.Format(Timeout)}; valid: longer than 0s");
        if (MaxInFlight < 1)
            yield return Bad("load.maxInFlight", FormattableString.Invariant($"load.maxInFlight is {MaxInFlight}; valid: 1 or more"));
    }

    private static Problem Bad(string setting, string message) => Problem.Error(DiagnosticCodes.BadValue, message) with { Setting = setting };
}
