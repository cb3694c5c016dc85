using BenchmarkDotNet.Attributes;
using SentinelPerf.Load;
using SentinelPerf.Measurement;

namespace SentinelPerf.Microbench;

/// <summary>One arrival of a schedule; the buffers are kept from trial to trial.</summary>
public class ScheduleBenchmark
{
    private const int Arrivals = 10_000;
    private readonly ArrivalSchedule _schedule = new();
    private readonly SeededRandom _random = new(1);

    [Benchmark(OperationsPerInvoke = Arrivals)]
    public int DrawPoisson()
    {
        _schedule.Draw(1000, TimeSpan.FromSeconds(Arrivals / 1000.0), _random);
        return _schedule.Count;
    }

    [Benchmark(OperationsPerInvoke = Arrivals)]
    public int DrawRamp()
    {
        _schedule.Draw(RateCurve.Ramp(500, 1500, TimeSpan.FromSeconds(10)), ArrivalPattern.Poisson, TimeSpan.FromSeconds(10), _random);
        return _schedule.Count;
    }
}
