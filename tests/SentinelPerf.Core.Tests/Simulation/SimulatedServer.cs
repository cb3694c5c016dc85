namespace SentinelPerf.Core.Tests.Simulation;

/// <summary>When a request ends, on the simulated clock in seconds, and how.</summary>
internal readonly record struct Served(double Done, bool Success);

/// <summary>
/// A server whose answer to an arrival is known when it arrives (first come, first served): so a trial costs one call per request.
/// Its backlog outlives trials, as a real server's does.
/// </summary>
internal abstract class SimulatedServer(ulong seed)
{
    /// <summary>What the network and the framework add to every answer, s.</summary>
    public const double Overhead = 0.0003;

    protected SimulatedRandom Random { get; } = new(seed);

    /// <summary>The process ended; everything after is refused.</summary>
    public bool Dead { get; protected set; }

    /// <summary>Serves an arrival; arrivals come in time order.</summary>
    public abstract Served Serve(double arrival);

    /// <summary>A new process.</summary>
    public virtual void Restart() => Dead = false;
}

/// <summary>N workers, one queue: a pool, a lock (N = 1), M/M/c, M/D/c, a CPU-bound machine (N = cores).</summary>
internal class PoolServer(int workers, Func<SimulatedRandom, double> hold, ulong seed) : SimulatedServer(seed)
{
    private readonly double[] _free = new double[workers];

    /// <summary>How fast and when the host lets it run; null: always at full speed.</summary>
    public NoisyHost? Host { get; init; }

    public override Served Serve(double arrival)
    {
        var start = Math.Max(arrival, _free[0]);
        if (Host is not null) start = Host.SkipStall(start);
        var done = start + Hold(start, start - arrival) / (Host?.Speed(start) ?? 1);
        ReplaceEarliest(done);
        return new Served(done + Overhead, Succeeds());
    }

    public override void Restart()
    {
        base.Restart();
        Array.Clear(_free);
    }

    /// <summary>How long the worker is held by a request that starts then and has waited so long.</summary>
    protected virtual double Hold(double start, double waited) => hold(Random);

    protected virtual bool Succeeds() => true;

    // A binary heap of the times at which workers become free: the earliest is at the root.
    private void ReplaceEarliest(double value)
    {
        var i = 0;
        while (2 * i + 1 is var child && child < _free.Length)
        {
            if (child + 1 < _free.Length && _free[child + 1] < _free[child]) child++;
            if (_free[child] >= value) break;
            _free[i] = _free[child];
            i = child;
        }
        _free[i] = value;
    }
}

/// <summary>A shared host: speed wanders as AR(1) over 100 ms slices, and everything stalls now and then.</summary>
internal sealed class NoisyHost(double speedDeviation, double correlation, double stallsPerSecond, double stallSeconds, ulong seed)
{
    private const double Slice = 0.1;
    private readonly SimulatedRandom _random = new(seed ^ 0xA5A5);
    private readonly List<double> _speeds = [1.0];
    private double _stallFrom = double.NegativeInfinity, _stallTo = double.NegativeInfinity;

    public double Speed(double at)
    {
        var slice = (int)(at / Slice);
        while (_speeds.Count <= slice)
            _speeds.Add(1 + correlation * (_speeds[^1] - 1) + Math.Sqrt(1 - correlation * correlation) * speedDeviation * _random.Normal());
        return Math.Max(0.2, _speeds[slice]);
    }

    public double SkipStall(double at)
    {
        if (stallsPerSecond <= 0) return at;
        if (double.IsNegativeInfinity(_stallTo)) (_stallFrom, _stallTo) = NextStall(0);
        while (_stallTo < at) (_stallFrom, _stallTo) = NextStall(_stallTo);
        return at >= _stallFrom ? _stallTo : at;
    }

    private (double From, double To) NextStall(double after)
    {
        var from = after + _random.Exponential(1 / stallsPerSecond);
        return (from, from + stallSeconds * (0.5 + _random.Uniform()));
    }
}

/// <summary>A token bucket: tokens come at a rate, at most a burst of them wait; a request without a token is a 429.</summary>
internal sealed class TokenBucketServer(double rate, double burst, ulong seed) : SimulatedServer(seed)
{
    // What is missing to a full burst.
    private double _spent, _at;

    public override Served Serve(double arrival)
    {
        _spent = Math.Max(0, _spent - (arrival - _at) * rate);
        _at = arrival;
        if (_spent + 1 > burst) return new Served(arrival + Overhead, false);
        _spent++;
        return new Served(arrival + Overhead + 0.001, true);
    }
}

/// <summary>Refuses (503) above K in flight, each held for h: the Erlang loss system.</summary>
internal sealed class LossServer(int places, double hold, ulong seed) : SimulatedServer(seed)
{
    private readonly PriorityQueue<bool, double> _busy = new();

    public override Served Serve(double arrival)
    {
        while (_busy.TryPeek(out _, out var done) && done <= arrival) _busy.Dequeue();
        if (_busy.Count >= places) return new Served(arrival + Overhead, false);
        _busy.Enqueue(true, arrival + hold);
        return new Served(arrival + hold + Overhead, true);
    }
}

/// <summary>A pool that answers late while the arrival rate is inside a band (a cache that thrashes, a batch size that misfits), and not above it.</summary>
internal sealed class BandServer(int workers, double hold, double from, double to, double penalty, ulong seed) : PoolServer(workers, _ => hold, seed)
{
    private const double Window = 0.5;

    private readonly Queue<double> _recent = new();

    public override Served Serve(double arrival)
    {
        _recent.Enqueue(arrival);
        while (_recent.Peek() < arrival - Window) _recent.Dequeue();
        var served = base.Serve(arrival);
        return _recent.Count / Window >= from && _recent.Count / Window <= to ? served with { Done = served.Done + penalty } : served;
    }
}

/// <summary>A pool that answers every nth request late while the arrival rate is above a limit, its workers free all the same (a lock that times out).</summary>
internal sealed class StragglerServer(int workers, double hold, double above, int every, double delay, ulong seed) : PoolServer(workers, _ => hold, seed)
{
    private readonly Queue<double> _recent = new();
    private int _count;

    public override Served Serve(double arrival)
    {
        _recent.Enqueue(arrival);
        while (_recent.Peek() < arrival - 1) _recent.Dequeue();
        var served = base.Serve(arrival);
        return _recent.Count > above && ++_count % every == 0 ? served with { Done = served.Done + delay } : served;
    }
}

/// <summary>A pool whose process dies when the arrivals of a second exceed a rate.</summary>
internal sealed class CrashServer(int workers, double hold, double crashRate, ulong seed) : PoolServer(workers, _ => hold, seed)
{
    private readonly Queue<double> _recent = new();

    public override Served Serve(double arrival)
    {
        if (Dead) return new Served(arrival + Overhead, false);
        _recent.Enqueue(arrival);
        while (_recent.Peek() < arrival - 1) _recent.Dequeue();
        Dead = _recent.Count > crashRate;
        return Dead ? new Served(arrival + Overhead, false) : base.Serve(arrival);
    }

    public override void Restart()
    {
        base.Restart();
        _recent.Clear();
    }
}

/// <summary>Half of its answers are errors at any rate.</summary>
internal sealed class NeverHealthyServer(ulong seed) : PoolServer(4, _ => 0.005, seed)
{
    protected override bool Succeeds() => Random.Uniform() < 0.5;
}

/// <summary>Metastable: what has waited too long is retried inside and costs several times as much, so that the storm feeds itself.</summary>
internal sealed class RetryStormServer(int workers, double hold, double patience, double factor, ulong seed) : PoolServer(workers, _ => hold, seed)
{
    private readonly double _hold = hold;

    protected override double Hold(double start, double waited) => waited > patience ? _hold * factor : _hold;
}

/// <summary>Once it has waited too long it stays slow for good, whatever the load: an inner pool that lost its connections.</summary>
internal sealed class WreckedServer(int workers, double hold, double patience, double factor, ulong seed) : PoolServer(workers, _ => hold, seed)
{
    private readonly double _hold = hold;
    private bool _wrecked;

    protected override double Hold(double start, double waited)
    {
        _wrecked |= waited > patience;
        return _wrecked ? _hold * factor : _hold;
    }
}

/// <summary>Each request leaves something behind that makes the next ones slower.</summary>
internal sealed class LeakServer(int workers, double hold, double requestsToDouble, ulong seed) : PoolServer(workers, _ => hold, seed)
{
    private readonly double _hold = hold;
    private long _served;

    protected override double Hold(double start, double waited) => _hold * (1 + _served++ / requestsToDouble);
}
