using System.Numerics;

namespace SentinelPerf.Core.Tests.Simulation;

/// <summary>Seeded draws for the simulator: xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64.</summary>
internal sealed class SimulatedRandom
{
    private ulong _a, _b, _c, _d;

    public SimulatedRandom(ulong seed) => (_a, _b, _c, _d) = (Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return (result >> 11) * (1.0 / (1UL << 53));
    }

    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Lognormal with the given mean and coefficient of variation.</summary>
    public double Lognormal(double mean, double cv)
    {
        var variance = Math.Log(1 + cv * cv);
        return mean * Math.Exp(Math.Sqrt(variance) * Normal() - variance / 2);
    }

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
