namespace SentinelPerf.Planning;

/// <summary>What a run asks of the target.</summary>
public enum LoadTestKind
{
    /// <summary>Where does it break?</summary>
    Search,

    /// <summary>Does it hold the expected peak?</summary>
    Load,

    /// <summary>What happens past the expected peak, and does it come back?</summary>
    Stress,

    /// <summary>Does it hold a sudden rush, and how soon is it well again?</summary>
    Spike,

    /// <summary>Does it stay the same under a rate that it sustains?</summary>
    Soak,
}
