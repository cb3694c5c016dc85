using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Simulation;

/// <summary>A server of the study, with its true capacity for T and ε = 1 %.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Truth">λ*, requests/s: exact where a formula exists, else by <see cref="LongRun"/> over 20 million requests.</param>
/// <param name="Make">Makes the server from a seed.</param>
internal sealed record StudyServer(string Name, double Truth, Func<ulong, SimulatedServer> Make)
{
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(250);

    public Objective Objective => new() { Latency = Latency };

    /// <summary>Servers that the search's constants were fitted on.</summary>
    public static StudyServer[] Fitted { get; } =
    [
        new("M/D/4 10 ms", 390.9, s => new PoolServer(4, _ => 0.010, s)),
        new("M/D/1 8 ms", 115.9, s => new PoolServer(1, _ => 0.008, s)),
        new("M/D/30 50 ms", 589.3, s => new PoolServer(30, _ => 0.050, s)),
        new("M/D/2 25 ms", 70.5, s => new PoolServer(2, _ => 0.025, s)),
        new("M/M/4 10 ms", 381.5, s => new PoolServer(4, r => r.Exponential(0.010), s)),
        new("M/M/1 4 ms", 231.8, s => new PoolServer(1, r => r.Exponential(0.004), s)),
        new("token bucket 300/s", 287.4, s => new TokenBucketServer(300, 20, s)),
    ];

    /// <summary>Servers that nothing was fitted on.</summary>
    public static StudyServer[] Held { get; } =
    [
        new("M/D/12 100 ms", 106.5, s => new PoolServer(12, _ => 0.100, s)),
        new("M/D/3 30 ms", 90.2, s => new PoolServer(3, _ => 0.030, s)),
        new("M/M/8 20 ms", 380.5, s => new PoolServer(8, r => r.Exponential(0.020), s)),
        new("lognormal CV .6, 2 × 3 ms", 654.1, s => new PoolServer(2, r => r.Lognormal(0.003, 0.6), s)),
        new("loss 20 × 50 ms", 240.7, s => new LossServer(20, 0.050, s)),
        new("CPU-bound, 2 cores, .85 ms", 2345.6, s => new PoolServer(2, r => r.Lognormal(0.00085, 0.3), s)),
        new("noisy host, 4 × 10 ms", 380.3, s => new PoolServer(4, _ => 0.010, s) { Host = new NoisyHost(0.05, 0.8, 0.2, 0.03, s) }),
    ];

    /// <summary>Where no short search is good: T in the tail of the service itself, and service times whose rare slow ones decide.</summary>
    public static StudyServer[] Weak { get; } =
    [
        new("M/M/8, T 100 ms", 307.7, s => new PoolServer(8, r => r.Exponential(0.020), s)) { Latency = TimeSpan.FromMilliseconds(100) },
        new("heavy tail CV 3, 4 × 10 ms", 298.0, s => new PoolServer(4, r => r.Lognormal(0.010, 3), s)),
    ];

    /// <summary>Bisects for the rate at which a stationary run of so many requests has exactly 1 % bad ones.</summary>
    public double LongRun(double low, double high, long requests)
    {
        for (var i = 0; i < 12; i++)
        {
            var rate = (low + high) / 2;
            var server = Make(99);
            var random = new SimulatedRandom(5);
            double at = 0;
            long bad = 0;
            for (long n = 0; n < requests; n++)
            {
                at += random.Exponential(1 / rate);
                var served = server.Serve(at);
                if (!served.Success || served.Done - at > Latency.TotalSeconds) bad++;
            }
            if (bad > 0.01 * requests) high = rate; else low = rate;
        }
        return (low + high) / 2;
    }
}
