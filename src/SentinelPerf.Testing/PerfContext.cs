namespace SentinelPerf.Testing;

/// <summary>One iteration, for methods that want more than the client.</summary>
public sealed class PerfContext
{
    // Neighbouring seeds of Random give similar first draws: Knuth's multiplier spreads them.
    private const long Spread = 2_654_435_761;

    private readonly long _number;
    private Random? _random;

    internal PerfContext(HttpClient client, long number, CancellationToken cancel) => (Client, _number, Cancel) = (client, number, cancel);

    /// <summary>Sends to the target; shared by all iterations.</summary>
    public HttpClient Client { get; }

    /// <summary>Number of this iteration, from 0, counted over the whole run: a way to use other data each time.</summary>
    public long Iteration => _number;

    /// <summary>Cancelled when the iteration is given up.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>Chance of this iteration's own: the same number draws the same in every run.</summary>
    public Random Random => _random ??= new Random(unchecked((int)(_number * Spread)));
}
