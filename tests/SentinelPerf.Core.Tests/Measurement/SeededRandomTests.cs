using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Measurement;

public sealed class SeededRandomTests
{
    [Fact]
    public void At_SeedZero_IsTheReferenceSplitMix64()
    {
        // First outputs of the reference implementation for seed 0 (https://prng.di.unimi.it/splitmix64.c).
        SeededRandom.At(0, 0).ShouldBe(0xE220A8397B1DCDAFul);
        SeededRandom.At(0, 1).ShouldBe(0x6E789E6AA1B965F4ul);
        SeededRandom.At(0, 2).ShouldBe(0x06C45D188009454Ful);
    }

    [Fact]
    public void Draws_SameSeed_AreTheSame()
    {
        var (a, b, c) = (new SeededRandom(7), new SeededRandom(7), new SeededRandom(8));
        var same = Enumerable.Range(0, 50).Select(_ => a.NextUInt64()).ToArray();
        Enumerable.Range(0, 50).Select(_ => b.NextUInt64()).ToArray().ShouldBe(same);
        Enumerable.Range(0, 50).Select(_ => c.NextUInt64()).ToArray().ShouldNotBe(same);
    }

    [Fact]
    public void Derive_AfterDrawing_DependsOnSeedAndNameOnly()
    {
        var (fresh, used) = (new SeededRandom(7), new SeededRandom(7));
        used.NextUInt64();
        used.Derive("mix").NextUInt64().ShouldBe(fresh.Derive("mix").NextUInt64());
        used.Derive(3).NextUInt64().ShouldBe(fresh.Derive(3).NextUInt64());
        fresh.Derive("mix").NextUInt64().ShouldNotBe(fresh.Derive("arrivals").NextUInt64());
        fresh.Derive(1).NextUInt64().ShouldNotBe(fresh.Derive(2).NextUInt64());
    }

    [Fact]
    public void Distributions_ManyDraws_HaveTheirMoments()
    {
        var random = new SeededRandom(11);
        const int n = 100_000;
        double uniform = 0, exponential = 0, normal = 0, square = 0;
        var dice = new int[6];
        for (var i = 0; i < n; i++)
        {
            uniform += random.NextDouble();
            exponential += random.NextExponential();
            var z = random.NextNormal();
            normal += z;
            square += z * z;
            dice[random.NextInt(6)]++;
        }
        // Five standard errors each.
        (uniform / n).ShouldBe(0.5, 5 * 0.289 / Math.Sqrt(n));
        (exponential / n).ShouldBe(1, 5 / Math.Sqrt(n));
        (normal / n).ShouldBe(0, 5 / Math.Sqrt(n));
        (square / n).ShouldBe(1, 5 * Math.Sqrt(2.0 / n));
        foreach (var face in dice) ((double)face).ShouldBe(n / 6.0, 5 * Math.Sqrt(n * 5 / 36.0));
    }
}
