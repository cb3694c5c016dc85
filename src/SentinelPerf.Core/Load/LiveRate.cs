namespace SentinelPerf.Load;

/// <summary>
/// The rate of an open trial that can be changed while it runs: whoever started the trial keeps it and calls <see cref="Change"/>. Connections
/// and what is in flight stay as they are. Safe for concurrent use.
/// </summary>
public sealed class LiveRate
{
    private double _perSecond;

    /// <param name="perSecond">Arrival rate at the start, ≥ 0; 0: nothing is sent until it changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public LiveRate(double perSecond) => Change(perSecond);

    /// <summary>The rate asked for last.</summary>
    public double PerSecond => Volatile.Read(ref _perSecond);

    /// <summary>Asks for another rate. The pacer follows at its next beat, 10 ms at most.</summary>
    /// <param name="perSecond">Arrivals per second, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public void Change(double perSecond)
    {
        if (!(perSecond >= 0 && double.IsFinite(perSecond)))
            throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "A rate is 0 or more arrivals per second, and finite.");
        Volatile.Write(ref _perSecond, perSecond);
    }
}
