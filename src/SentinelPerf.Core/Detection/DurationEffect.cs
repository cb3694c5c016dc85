namespace SentinelPerf.Detection;

/// <summary>
/// How much a trial of finite length that starts from idle flatters the target. A queue near saturation is a reflected Brownian motion;
/// measured in its own units everything depends on one number, u = length · δ / (T − H), with δ = ln Ĉ − ln λ* the margin below
/// saturation: the rate at which half of the trials fail is λ*·exp(δ·Shift(u)).
/// </summary>
/// <remarks>
/// Fitted on the simulator: nine queues (M/D/1, M/D/4, M/D/30, M/M/1, M/M/4, lognormal; 80–1,000/s; T 100 and 250 ms; ε = 1 %), trials
/// of 2.4, 5 and 8 s, 160 seeds a point. All fall on one curve within 5 % for 0.23 ≤ u ≤ 4.7. docs/decisions/0010 has the table.
/// </remarks>
internal static class DurationEffect
{
    private const double LeastU = 0.05, MostU = 20;

    /// <summary>ln(rate failed by half of the trials / λ*) in units of δ.</summary>
    /// <param name="u">Length · δ / (T − H), &gt; 0.</param>
    public static double Shift(double u)
    {
        var ln = Math.Log(Math.Clamp(u, LeastU, MostU));
        return Math.Exp(0.438 - 0.70 * ln + 0.061 * ln * ln);
    }

    /// <summary>
    /// Standard deviation of ln(rate) over which trials go from pass to fail, in units of δ. The exact count of arrivals takes most of
    /// their chance away, so what service adds decides: 0.34 without, 0.55 when half of the variability is the service's.
    /// </summary>
    /// <param name="serviceShare">cv² / (1 + cv²) of the service time, 0–1.</param>
    public static double Spread(double serviceShare) => 0.34 + 0.42 * serviceShare;

    /// <summary>
    /// δ₀ = ln(1/ε)·(1 + cv²) / (2·Ĉ·(T − H)): the margin of a queue with Poisson arrivals in heavy traffic (Kingman 1962), less the
    /// 10 % by which the simulated queues stay below it (0.81–0.98 of it, the least for many workers).
    /// </summary>
    public static double Margin(double badShare, double squaredVariation, double saturation, double roomSeconds) =>
        Math.Clamp(0.9 * Math.Log(1 / badShare) * (1 + squaredVariation) / (2 * saturation * roomSeconds), 0.001, 0.7);
}
