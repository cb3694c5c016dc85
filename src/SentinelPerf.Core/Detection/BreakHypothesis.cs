using System.Collections.Immutable;

namespace SentinelPerf.Detection;

/// <summary>A way in which the target may break, with what that says of margins and short trials.</summary>
/// <param name="Weight">Prior weight.</param>
/// <param name="Queue">Waiting in a queue near saturation breaks it (else: a limit of its own, such as refusals or a slow tail).</param>
/// <param name="Margin">Queue: δ = ln Ĉ − ln λ*. Else unused.</param>
/// <param name="Room">Queue: T − H, s. Else the burst that passes before the limit shows, in seconds of the limit.</param>
internal readonly record struct BreakHypothesis(double Weight, bool Queue, double Margin, double Room)
{
    // How far the margin may be from δ₀: the simulated queues of any kind stay within 0.9–1.1 of it; slowdowns of many
    // requests at once (a noisy host, garbage collections), of which cv² and the sweep show only a part, make it larger.
    private static readonly (double Multiple, double Weight)[] Margins =
        [(0.3, 0.03), (0.6, 0.07), (0.85, 0.18), (1, 0.27), (1.3, 0.2), (1.8, 0.15), (2.6, 0.1)];

    private static readonly (double Seconds, double Weight)[] Bursts = [(0, 0.45), (0.02, 0.15), (0.07, 0.2), (0.2, 0.12), (0.6, 0.08)];

    // A gentle slope needs bad requests at low load already (p₀ > 0): the service's own tail. Without them a limit shows steeply.
    private static readonly double[] WithoutTail = [0.17, 0.28, 0.3, 0.2, 0.05];

    // What the posterior's second axis is: for a queue the noise of machine and target, as a deviation of ln(rate); else how steeply the
    // share of bad requests grows with the rate (Erlang loss 8–20, token buckets 20–60, a service tail beside T 3–8).
    private static readonly (double Noise, double Steepness, double QueueWeight, double OtherWeight)[] Textures =
        [(0.003, 50, 0.3, 0.15), (0.01, 25, 0.3, 0.25), (0.025, 12, 0.25, 0.3), (0.06, 6, 0.1, 0.2), (0.12, 3, 0.05, 0.1)];

    /// <summary>Bad requests come in clusters: their count varies as that of half as many independent ones.</summary>
    private const double Clustering = 2;

    /// <summary>Number of textures.</summary>
    public static int TextureCount => Textures.Length;

    /// <summary>All hypotheses.</summary>
    /// <param name="margin">δ₀ of this target.</param>
    /// <param name="room">T − H, s.</param>
    /// <param name="queueShare">Weight of the queue hypotheses together, 0–1.</param>
    public static ImmutableArray<BreakHypothesis> All(double margin, double room, double queueShare) =>
    [
        .. Margins.Select(m => new BreakHypothesis(queueShare * m.Weight, true, m.Multiple * margin, room)),
        .. Bursts.Select(b => new BreakHypothesis((1 - queueShare) * b.Weight, false, 0, b.Seconds)),
    ];

    /// <summary>Prior weight with this texture.</summary>
    public double WeightOf(int texture, bool slowTail) => Weight * (Queue ? Textures[texture].QueueWeight : slowTail ? Textures[texture].OtherWeight : WithoutTail[texture]);

    /// <summary>
    /// Where half of the trials of a length pass a milestone, in ln(rate) above λ*, and the standard deviation around it.
    /// </summary>
    public (double Shift, double Spread) Effect(Milestone milestone, int texture, CapacityPrior prior) =>
        Queue ? Waiting(milestone, Textures[texture].Noise, prior) : Counting(milestone.Trial, Textures[texture].Steepness, prior);

    private (double Shift, double Spread) Waiting(Milestone milestone, double noise, CapacityPrior prior)
    {
        var (trial, share, sustained) = milestone;
        // A queue that may wait only y·room behaves as one of margin δ/y, with time running 1/y² as fast.
        var margin = Margin / share;
        var u = trial.Seconds * Margin / (Room * share * share);
        // A small trial fails only at a larger share than ε, which a queue reaches nearer to saturation.
        var easier = Math.Max(0, 1 - Math.Log(trial.EffectiveShare) / Math.Log(prior.BadShare));
        var spread = margin * DurationEffect.Spread(u, prior.ServiceShare);
        var shift = Margin - margin * (1 - DurationEffect.Shift(u, prior.ServiceShare) - easier);
        // Where T is generous a backlog shows as 'not sustained' before it is late.
        if (sustained) shift = Math.Min(shift, Margin + Math.Max(1 - SearchDefaults.SustainedShare, SearchDefaults.PlateauDeviations / Math.Sqrt(trial.Rate * trial.Seconds)));
        return (shift, Math.Sqrt(spread * spread + noise * noise));
    }

    /// <summary>The share of bad requests is p₀ + (ε − p₀)·(λ/λ*)^κ; chance in their count makes the transition wide, by the delta method.</summary>
    private (double Shift, double Spread) Counting(TrialShape trial, double steepness, CapacityPrior prior)
    {
        var own = prior.BadShare - prior.BaseShare;
        var above = Math.Log(Math.Max(0.05, (trial.EffectiveShare - prior.BaseShare) / own)) / steepness;
        var count = Math.Max(0.5, trial.EffectiveShare * trial.Rate * trial.Seconds);
        return (Room / trial.Seconds + above, Math.Sqrt(Clustering / count) * prior.BadShare / own / steepness);
    }
}
