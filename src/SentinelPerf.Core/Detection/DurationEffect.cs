namespace SentinelPerf.Detection;

/// <summary>
/// How much a trial of finite length that starts from idle flatters the target. A queue near saturation is a reflected Brownian motion;
/// measured in its own units everything depends on one number, u = length · δ / (T − H), with δ = ln Ĉ − ln λ* the margin below
/// saturation: the rate at which half of the trials fail is λ*·exp(δ·Shift(u)).
/// </summary>
/// <remarks>
/// Fitted on the simulator: fourteen queues (M/D/c, M/M/c, lognormal; 1 to 30 workers; 80–1,000/s; T 25 to 500 ms; ε = 1 %), trials of 2.4, 5
/// and 8 s, 160 seeds a point. All fall on one curve: within 5 % for 0.08 ≤ u ≤ 6, within 25 % up to u = 70. docs/decisions/0005 has the table.
/// </remarks>
internal static class DurationEffect
{
    private const double LeastU = 0.04, MostU = 80;

    /// <summary>ln(rate failed by half of the trials / λ*) in units of δ.</summary>
    /// <param name="u">Length · δ / (T − H), &gt; 0.</param>
    /// <param name="serviceShare">cv² / (1 + cv²) of the service time, 0–1.</param>
    public static double Shift(double u, double serviceShare)
    {
        u = Math.Clamp(u, LeastU, MostU);
        var ln = Math.Log(u);
        // Beyond a few relaxation times a trial forgets that it started from idle. The rare slow requests of a heavy tail (cv² > 1) take
        // longer to come by than the curve of light tails says: by a quarter at u = 1.5, three quarters at u = 10 (lognormal, cv² = 9).
        var light = Math.Exp(0.438 - 0.70 * ln + 0.061 * ln * ln - Math.Max(0, u - 4) / 40);
        var heavy = Math.Clamp((serviceShare / Math.Max(1e-9, 1 - serviceShare) - 1) / 6, 0, 1);
        return light * (1 + heavy * Math.Max(0, 0.14 + 0.27 * ln));
    }

    /// <summary>
    /// Standard deviation of ln(rate) over which trials go from pass to fail, in units of δ. The exact count of arrivals takes most of
    /// their chance away; what the service adds counts in full.
    /// </summary>
    /// <param name="u">Length · δ / (T − H), &gt; 0.</param>
    /// <param name="serviceShare">cv² / (1 + cv²) of the service time, 0–1.</param>
    public static double Spread(double u, double serviceShare)
    {
        u = Math.Clamp(u, LeastU, MostU);
        var arrivals = 0.34 / (1 + u / 60);
        var service = 0.36 * serviceShare * Math.Pow(u, u < 1 ? -1 : -0.4);
        return Math.Sqrt(arrivals * arrivals + service);
    }

    /// <summary>
    /// δ₀ = ln(1/ε)·(1 + cv²) / (2·Ĉ·(T − H)): the margin of a queue with Poisson arrivals in heavy traffic (Kingman 1962), corrected by
    /// what the simulated queues have: 0.81–0.97 of it for a fixed service time (the least for many workers), all of it for an exponential one,
    /// 1.3–1.5 of it from cv² = 4 on, where rare slow requests fill several workers at once.
    /// </summary>
    public static double Margin(double badShare, double squaredVariation, double saturation, double roomSeconds)
    {
        var correction = 0.88 + 0.1 * Math.Clamp(squaredVariation, 0, 1) + 0.42 * Math.Clamp((squaredVariation - 1) / 3, 0, 1);
        return Math.Clamp(correction * Math.Log(1 / badShare) * (1 + squaredVariation) / (2 * saturation * roomSeconds), 0.001, 0.7);
    }
}
