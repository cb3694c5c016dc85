using System.Numerics;

namespace SentinelPerf.Measurement;

/// <summary>
/// Seeded randomness that gives the same draws on every machine and runtime (<see cref="System.Random"/> promises neither).
/// xoshiro256** 1.0 seeded by SplitMix64 (Blackman, Vigna 2018). Not safe for concurrent use: <see cref="Derive(string)"/> one per worker.
/// </summary>
public sealed class SeededRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private readonly ulong _seed;
    private ulong _s0, _s1, _s2, _s3;
    private double _spareNormal = double.NaN;

    /// <summary>Starts the sequence of <paramref name="seed"/>; every seed is good, 0 too.</summary>
    public SeededRandom(ulong seed)
    {
        _seed = seed;
        _s0 = At(seed, 0);
        _s1 = At(seed, 1);
        _s2 = At(seed, 2);
        _s3 = At(seed, 3);
    }

    /// <summary>
    /// The <paramref name="index"/>-th number of a seed's SplitMix64 sequence: a draw without state, for many threads that
    /// must get the same numbers whatever order they run in.
    /// </summary>
    public static ulong At(ulong seed, ulong index)
    {
        var z = seed + (index + 1) * GoldenGamma;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Turns 64 random bits into a number in [0, 1).</summary>
    public static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>An independent sequence for a named purpose. Depends on the seed and the name only, not on what was drawn before.</summary>
    public SeededRandom Derive(string name)
    {
        var hash = 0xCBF29CE484222325; // FNV-1a over UTF-16 code units
        foreach (var c in name) hash = (hash ^ c) * 0x100000001B3;
        return new(At(_seed ^ hash, 4));
    }

    /// <summary>An independent sequence for one of many. Depends on the seed and the index only.</summary>
    public SeededRandom Derive(int index) => new(At(At(_seed, 5), (ulong)(uint)index));

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => ToUnit(NextUInt64());

    /// <summary>Uniform in 0 … <paramref name="exclusiveMax"/> − 1 (multiply-shift; the bias is below 2⁻³² for any int).</summary>
    /// <exception cref="ArgumentOutOfRangeException">When not positive.</exception>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMax, out _);
    }

    /// <summary>Exponential with mean 1, ≥ 0.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    /// <summary>Normal with mean 0 and variance 1 (Marsaglia's polar method).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            var spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }
        double u, v, s;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            s = u * u + v * v;
        }
        while (s is >= 1 or 0);
        var factor = Math.Sqrt(-2 * Math.Log(s) / s);
        _spareNormal = v * factor;
        return u * factor;
    }
}
