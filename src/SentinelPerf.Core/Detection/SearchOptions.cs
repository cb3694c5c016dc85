using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>What a caller decides about a search. Everything else is a named default of <see cref="SearchDefaults"/>.</summary>
public sealed record SearchOptions
{
    /// <summary>
    /// End of the last trial on the run's clock (0 = the target's start), so what the start took is already spent. ≥ 20 s. Default 90 s.
    /// A shorter budget drops overload and recovery first, then shortens the search; it never drops a veto.
    /// </summary>
    public TimeSpan Budget { get; init; } = LoadOptions.DefaultBudget;

    /// <summary>Seed of every draw. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Capacity gate L, requests/s; null: none. When it lies inside the interval at the end, the search goes on once for a third of the budget.
    /// </summary>
    public double? GateRatePerSecond { get; init; }

    /// <summary>Push the target past its break afterwards and watch it recover, when the budget allows. Default true.</summary>
    public bool TestRecovery { get; init; } = true;

    /// <summary>What is counted per second, for the texts. Default requests.</summary>
    public RateUnit Unit { get; init; } = RateUnit.Requests;
}
