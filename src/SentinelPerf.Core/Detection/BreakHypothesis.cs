using System.Collections.Immutable;

namespace SentinelPerf.Detection;

/// <summary>A way in which the target may break, with what that says of margins and short trials.</summary>
/// <param name="Weight">Prior weight.</param>
/// <param name="Queue">Waiting in a queue near saturation breaks it (else: a limit of its own, such as refusals or a slow tail).</param>
/// <param name="Margin">Queue: δ = ln Ĉ − ln λ*. Else unused.</param>
/// <param name="Room">Queue: T − H, s. Else the burst that passes before the limit shows, in seconds of the limit.</param>
internal readonly record struct BreakHypothesis(double Weight, bool Queue, double Margin, double Room)
{
    // How far the margin may be from δ₀: the simulated queues of any kind stay within 0.9–1.1 of it; correlated slowdowns (a noisy host,
    // garbage collections) that neither cv² nor the sweep showed make it larger.
    private static readonly (double Multiple, double Weight)[] Margins =
        [(0.3, 0.03), (0.6, 0.08), (0.85, 0.22), (1, 0.32), (1.2, 0.18), (1.6, 0.11), (2.4, 0.06)];

    private static readonly (double Seconds, double Weight)[] Bursts = [(0, 0.45), (0.02, 0.15), (0.07, 0.2), (0.2, 0.12), (0.6, 0.08)];

    /// <summary>All hypotheses.</summary>
    /// <param name="margin">δ₀ of this target.</param>
    /// <param name="room">T − H, s.</param>
    /// <param name="queueShare">Weight of the queue hypotheses together, 0–1.</param>
    public static ImmutableArray<BreakHypothesis> All(double margin, double room, double queueShare) =>
    [
        .. Margins.Select(m => new BreakHypothesis(queueShare * m.Weight, true, m.Multiple * margin, room)),
        .. Bursts.Select(b => new BreakHypothesis((1 - queueShare) * b.Weight, false, 0, b.Seconds)),
    ];

    /// <summary>
    /// Where half of the trials of a length let the waiting pass a share of the room, in ln(rate) above λ*, and the standard deviation around it.
    /// </summary>
    /// <param name="trial">Its shape.</param>
    /// <param name="share">Share of the room, (0, 1]; 1: the trial fails.</param>
    /// <param name="badShare">ε.</param>
    /// <param name="serviceShare">cv² / (1 + cv²).</param>
    public (double Shift, double Spread) Effect(TrialShape trial, double share, double badShare, double serviceShare)
    {
        if (!Queue) return (Room / trial.Seconds, 0);
        // A queue that may wait only y·room behaves as one of margin δ/y, with time running 1/y² as fast.
        var margin = Margin / share;
        var u = trial.Seconds * Margin / (Room * share * share);
        // A small trial fails only at a larger share than ε, which a queue reaches nearer to saturation.
        var easier = Math.Max(0, 1 - Math.Log(trial.EffectiveShare) / Math.Log(badShare));
        return (Margin - margin * (1 - DurationEffect.Shift(u) - easier), margin * DurationEffect.Spread(serviceShare));
    }
}
