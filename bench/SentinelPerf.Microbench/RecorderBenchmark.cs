using BenchmarkDotNet.Attributes;
using SentinelPerf.Measurement;

namespace SentinelPerf.Microbench;

/// <summary>One recorded duration.</summary>
public class RecorderBenchmark
{
    private const int Values = 4096;
    private readonly LatencyHistogram _histogram = new();
    private readonly TimeSpan[] _durations = new TimeSpan[Values];

    [GlobalSetup]
    public void Draw()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < Values; i++) _durations[i] = TimeSpan.FromMilliseconds(10 * random.NextExponential());
    }

    [Benchmark(OperationsPerInvoke = Values)]
    public long Record()
    {
        foreach (var duration in _durations) _histogram.Record(duration);
        return _histogram.Count;
    }
}
