namespace SentinelPerf.Detection;

/// <summary>How the phases share a budget. A short one keeps every veto and every rule, and gives up length.</summary>
/// <param name="WarmUpPieces">Pieces of warm-up before the first look.</param>
/// <param name="SweepScored">Scored part of a level of the sweep.</param>
/// <param name="Refine">Measure the best level once more.</param>
/// <param name="Steps">Shares of the expected capacity on the way up to it.</param>
/// <param name="LongTrial">Longest scored part of a search trial.</param>
/// <param name="Confirm">Scored part of CONFIRM.</param>
internal sealed record SearchPace(int WarmUpPieces, TimeSpan SweepScored, bool Refine, double[] Steps, TimeSpan LongTrial, TimeSpan Confirm)
{
    /// <summary>Below this budget overload and recovery are gone already, and steps and refinement go too.</summary>
    public static readonly TimeSpan BriskBelow = TimeSpan.FromSeconds(36);

    /// <summary>From this budget on nothing is shortened.</summary>
    public static readonly TimeSpan FullFrom = TimeSpan.FromSeconds(52);

    private static readonly SearchPace Full = new(SearchDefaults.LeastWarmUpPieces, SearchDefaults.SweepScored, true, SearchDefaults.Steps,
        SearchDefaults.LongTrial, SearchDefaults.ConfirmTrial);

    // Many short trials: with few, one FAIL too little ends in 'inconclusive'.
    private static readonly SearchPace Brisk = new(1, TimeSpan.FromSeconds(0.7), false, [], SearchDefaults.ShortTrial, SearchDefaults.ShortTrial);

    private static readonly SearchPace Middle = new(SearchDefaults.LeastWarmUpPieces, TimeSpan.FromSeconds(0.8), false, [0.6],
        TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(3.4));

    public static SearchPace For(TimeSpan budget) => budget < BriskBelow ? Brisk : budget < FullFrom ? Middle : Full;
}
