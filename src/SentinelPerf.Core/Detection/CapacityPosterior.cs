using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>What is known of the capacity before the search.</summary>
/// <param name="Low">Lowest capacity thought possible, requests/s.</param>
/// <param name="High">Highest.</param>
/// <param name="Saturation">Ĉ; null: unknown, so that the prior is flat.</param>
/// <param name="SaturationDeviation">Standard deviation of ln Ĉ.</param>
/// <param name="Margin">δ₀: expected ln Ĉ − ln λ* of a queue with this target's variability.</param>
/// <param name="Room">T − H, s: what a queue may use up.</param>
/// <param name="BadShare">ε.</param>
/// <param name="ServiceShare">cv² / (1 + cv²) of the service time.</param>
internal sealed record CapacityPrior(double Low, double High, double? Saturation, double SaturationDeviation, double Margin, double Room, double BadShare, double ServiceShare);

/// <summary>How a trial was shaped, as far as its chance to fail depends on it.</summary>
/// <param name="Rate">Offered, requests/s.</param>
/// <param name="Seconds">Settle + scored as planned.</param>
/// <param name="EffectiveShare">(bad requests that fail it − ½) / n: above ε for small trials.</param>
internal readonly record struct TrialShape(double Rate, double Seconds, double EffectiveShare);

/// <summary>
/// Grid posterior over θ = ln λ*, the margin δ below saturation, and the noise σ of this machine and target.
/// P(FAIL | trial) = lapse + (1 − 2·lapse)·Φ((ln rate − θ − shift) / spread); Bayes' rule after each trial.
/// </summary>
internal sealed class CapacityPosterior
{
    /// <summary>A trial says the wrong thing for reasons outside the model this often.</summary>
    private const double Lapse = 0.02;

    /// <summary>Share of the prior that does not believe in the queue model.</summary>
    private const double FlatShare = 0.15;

    private const double Step = 0.0025;
    private const int MostSteps = 900;
    private static readonly double[] Margins = [0.3, 0.65, 0.85, 1, 1.2, 1.6, 2.4];
    private static readonly double[] MarginWeights = [0.04, 0.10, 0.22, 0.32, 0.18, 0.09, 0.05];
    private static readonly double[] Noises = [0.003, 0.01, 0.025, 0.06, 0.12];
    private static readonly double[] NoiseWeights = [0.3, 0.3, 0.25, 0.1, 0.05];

    private readonly CapacityPrior _prior;
    private readonly double[] _theta;
    private readonly double[] _weights;

    public CapacityPosterior(CapacityPrior prior)
    {
        _prior = prior;
        var (from, to) = (Math.Log(prior.Low), Math.Log(prior.High));
        var count = Math.Clamp((int)Math.Ceiling((to - from) / Step) + 1, 2, MostSteps);
        _theta = [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];
        _weights = new double[count * Margins.Length * Noises.Length];
        for (var m = 0; m < Margins.Length; m++)
            for (var t = 0; t < count; t++)
                for (var s = 0; s < Noises.Length; s++)
                    _weights[Index(m, s, t)] = MarginWeights[m] * NoiseWeights[s] * Believed(_theta[t], prior.Margin * Margins[m]);
        Normalise();
    }

    /// <summary>Takes a trial's outcome in.</summary>
    public void Observe(TrialShape trial, bool failed)
    {
        for (var m = 0; m < Margins.Length; m++)
            for (var s = 0; s < Noises.Length; s++)
            {
                var (shift, spread) = Effect(trial, m, s);
                for (var t = 0; t < _theta.Length; t++)
                {
                    var p = FailChance(Math.Log(trial.Rate) - _theta[t] - shift, spread);
                    _weights[Index(m, s, t)] *= failed ? p : 1 - p;
                }
            }
        Normalise();
    }

    /// <summary>The rate at which a trial of this shape fails with the given chance; one half teaches most.</summary>
    public double RateFor(double failChance, Func<double, TrialShape> shape)
    {
        double low = Math.Log(_prior.Low) - 0.1, high = Math.Log(_prior.High) + 0.3;
        for (var i = 0; i < 14; i++)
        {
            var middle = (low + high) / 2;
            if (Predict(shape(Math.Exp(middle))) > failChance) high = middle; else low = middle;
        }
        return Math.Exp((low + high) / 2);
    }

    /// <summary>Chance that a trial fails, by all that is known.</summary>
    public double Predict(TrialShape trial)
    {
        double sum = 0;
        for (var m = 0; m < Margins.Length; m++)
            for (var s = 0; s < Noises.Length; s++)
            {
                var (shift, spread) = Effect(trial, m, s);
                var at = Math.Log(trial.Rate) - shift;
                for (var t = 0; t < _theta.Length; t++)
                    if (_weights[Index(m, s, t)] is > 1e-9 and var weight) sum += weight * FailChance(at - _theta[t], spread);
            }
        return sum;
    }

    /// <summary>Quantile of λ*.</summary>
    public double Quantile(double p)
    {
        double below = 0;
        for (var t = 0; t < _theta.Length; t++)
        {
            var mass = 0.0;
            for (var m = 0; m < Margins.Length; m++)
                for (var s = 0; s < Noises.Length; s++) mass += _weights[Index(m, s, t)];
            if (below + mass >= p)
            {
                var step = t > 0 ? _theta[t] - _theta[t - 1] : 0;
                return Math.Exp(_theta[t] + step * ((p - below) / mass - 0.5));
            }
            below += mass;
        }
        return Math.Exp(_theta[^1]);
    }

    /// <summary>Central interval that holds λ* with the given probability.</summary>
    public Interval Credible(double confidence) => new(Quantile((1 - confidence) / 2), Quantile((1 + confidence) / 2));

    private double Believed(double theta, double margin)
    {
        var flat = FlatShare / _theta.Length;
        if (_prior.Saturation is not { } saturation) return 1.0 / _theta.Length;
        var deviation = Math.Sqrt(_prior.SaturationDeviation * _prior.SaturationDeviation + margin * margin * 0.01);
        var z = (theta - Math.Log(saturation) + margin) / deviation;
        var step = _theta[1] - _theta[0];
        return flat + (1 - FlatShare) * step * Math.Exp(-z * z / 2) / (deviation * Math.Sqrt(2 * Math.PI));
    }

    private (double Shift, double Spread) Effect(TrialShape trial, int margin, int noise)
    {
        var delta = _prior.Margin * Margins[margin];
        var u = Math.Max(1e-3, trial.Seconds * delta / _prior.Room);
        // A small trial fails only at a larger share than ε, which a queue reaches nearer to saturation.
        var easier = trial.EffectiveShare > _prior.BadShare ? 1 - Math.Log(trial.EffectiveShare) / Math.Log(_prior.BadShare) : 0;
        var spread = delta * DurationEffect.Spread(_prior.ServiceShare);
        return (delta * (DurationEffect.Shift(u) + Math.Max(0, easier)), Math.Sqrt(spread * spread + Noises[noise] * Noises[noise]));
    }

    private static double FailChance(double distance, double spread) => Lapse + (1 - 2 * Lapse) * StandardNormal.Cdf(distance / spread);

    private int Index(int margin, int noise, int theta) => (margin * Noises.Length + noise) * _theta.Length + theta;

    private void Normalise()
    {
        var sum = _weights.Sum();
        if (!(sum > 0)) throw new InvalidOperationException("The posterior lost all its mass.");
        for (var i = 0; i < _weights.Length; i++) _weights[i] /= sum;
    }
}
