using System.Collections.Immutable;
using SentinelPerf.Measurement;

namespace SentinelPerf.Detection;

/// <summary>What is known of the capacity before the search.</summary>
/// <param name="Low">Lowest capacity thought possible, requests/s.</param>
/// <param name="High">Highest.</param>
/// <param name="Saturation">Ĉ that queues break near; null: not known or not trusted, so that the prior is flat.</param>
/// <param name="SaturationDeviation">Standard deviation of ln Ĉ.</param>
/// <param name="Hypotheses">How it may break; weights add up to 1.</param>
/// <param name="BadShare">ε.</param>
/// <param name="BaseShare">p₀: share of bad requests far below the break, &lt; ε.</param>
/// <param name="ServiceShare">cv² / (1 + cv²) of the service time.</param>
internal sealed record CapacityPrior(double Low, double High, double? Saturation, double SaturationDeviation,
    ImmutableArray<BreakHypothesis> Hypotheses, double BadShare, double BaseShare, double ServiceShare);

/// <summary>How a trial was shaped, as far as its chance to fail depends on it.</summary>
/// <param name="Rate">Offered, requests/s.</param>
/// <param name="Seconds">Settle + scored as planned.</param>
/// <param name="EffectiveShare">(bad requests that fail it − ½) / n: above ε for small trials.</param>
internal readonly record struct TrialShape(double Rate, double Seconds, double EffectiveShare);

/// <summary>
/// Grid posterior over θ = ln λ*, the way the target breaks, and its texture (noise, steepness).
/// P(FAIL | trial) = lapse/2 + (1 − lapse)·Φ((ln rate − θ − shift) / spread); Bayes' rule after each trial.
/// </summary>
internal sealed class CapacityPosterior
{
    /// <summary>A trial says the wrong thing for reasons outside the model this often.</summary>
    private const double Lapse = 0.02;

    private const double Step = 0.0025;
    private const int MostSteps = 900;

    private readonly CapacityPrior _prior;
    private readonly double[] _theta;
    private readonly double[] _weights;

    public CapacityPosterior(CapacityPrior prior)
    {
        _prior = prior;
        var (from, to) = (Math.Log(prior.Low), Math.Log(prior.High));
        var count = Math.Clamp((int)Math.Ceiling((to - from) / Step) + 1, 2, MostSteps);
        _theta = [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];
        _weights = new double[count * prior.Hypotheses.Length * BreakHypothesis.TextureCount];
        for (var h = 0; h < prior.Hypotheses.Length; h++)
            for (var t = 0; t < count; t++)
                for (var s = 0; s < BreakHypothesis.TextureCount; s++)
                    _weights[Index(h, s, t)] = prior.Hypotheses[h].WeightOf(s, prior.BaseShare > 0.1 * prior.BadShare) * Believed(_theta[t], prior.Hypotheses[h]);
        Normalise();
    }

    /// <summary>Takes in between which of its milestones a trial came to rest.</summary>
    public void Observe(Grading grading)
    {
        double side = 0;
        for (var i = 0; i < grading.Elsewise.Length; i++) if (i > grading.FailMark == grading.IsFail) side += grading.Elsewise[i];
        for (var h = 0; h < _prior.Hypotheses.Length; h++)
            for (var s = 0; s < BreakHypothesis.TextureCount; s++)
            {
                var hypothesis = _prior.Hypotheses[h];
                // A hypothesis that the milestones do not measure sees pass and fail alone.
                var graded = hypothesis.Queue == grading.ByWaiting;
                var (from, to) = graded ? (grading.Passed - 1, grading.Passed) : grading.IsFail ? (grading.FailMark, grading.Milestones.Length) : (-1, grading.FailMark);
                var share = graded ? 1 : grading.Elsewise[grading.Passed] / side;
                var floor = Lapse / (graded ? grading.Elsewise.Length : 2);
                var lower = from >= 0 ? Reach(hypothesis, grading.Milestones[from], s) : default;
                var upper = to < grading.Milestones.Length ? Reach(hypothesis, grading.Milestones[to], s) : default;
                for (var t = 0; t < _theta.Length; t++)
                {
                    var p = (from >= 0 ? lower.Chance(_theta[t]) : 1) - (to < grading.Milestones.Length ? upper.Chance(_theta[t]) : 0);
                    _weights[Index(h, s, t)] *= (floor + (1 - Lapse) * Math.Max(0, p)) * share;
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
        for (var h = 0; h < _prior.Hypotheses.Length; h++)
            for (var s = 0; s < BreakHypothesis.TextureCount; s++)
            {
                var reach = Reach(_prior.Hypotheses[h], new Milestone(trial, 1, true), s);
                for (var t = 0; t < _theta.Length; t++)
                    if (_weights[Index(h, s, t)] is > 1e-9 and var weight) sum += weight * (Lapse / 2 + (1 - Lapse) * reach.Chance(_theta[t]));
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
            for (var h = 0; h < _prior.Hypotheses.Length; h++)
                for (var s = 0; s < BreakHypothesis.TextureCount; s++) mass += _weights[Index(h, s, t)];
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

    private double Believed(double theta, BreakHypothesis hypothesis)
    {
        if (_prior.Saturation is not { } saturation || !hypothesis.Queue) return 1.0 / _theta.Length;
        // The margin itself is known to a tenth.
        var deviation = Math.Sqrt(_prior.SaturationDeviation * _prior.SaturationDeviation + hypothesis.Margin * hypothesis.Margin * 0.01);
        var z = (theta - Math.Log(saturation) + hypothesis.Margin) / deviation;
        return (_theta[1] - _theta[0]) * Math.Exp(-z * z / 2) / (deviation * Math.Sqrt(2 * Math.PI));
    }

    private Reached Reach(BreakHypothesis hypothesis, Milestone milestone, int texture)
    {
        var (shift, spread) = hypothesis.Effect(milestone, texture, _prior);
        return new Reached(Math.Log(milestone.Trial.Rate) - shift, spread);
    }

    private int Index(int hypothesis, int texture, int theta) => (hypothesis * BreakHypothesis.TextureCount + texture) * _theta.Length + theta;

    private void Normalise()
    {
        var sum = _weights.Sum();
        if (!(sum > 0)) throw new InvalidOperationException("The posterior lost all its mass.");
        for (var i = 0; i < _weights.Length; i++) _weights[i] /= sum;
    }

    private readonly record struct Reached(double Even, double Spread)
    {
        public double Chance(double theta) => StandardNormal.Cdf((Even - theta) / Spread);
    }
}
