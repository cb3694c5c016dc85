using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing;

/// <summary>One iteration, for methods that want more than the client. Used by one iteration at a time; not valid after its end.</summary>
public sealed class PerfContext
{
    // Neighbouring seeds of Random give similar first draws: Knuth's multiplier spreads them.
    private const ulong Spread = 2_654_435_761;

    private readonly ulong _seed;
    private Random? _random;

    internal PerfContext(HttpClient client, VirtualUser user, long iteration, ulong seed, CancellationToken cancel) =>
        (Client, User, Iteration, _seed, Cancel) = (client, user, iteration, seed, cancel);

    /// <summary>Sends to the target; shared by all iterations.</summary>
    public HttpClient Client { get; }

    /// <summary>Number of this iteration, from 0, counted over the whole run: a way to use other data each time.</summary>
    public long Iteration { get; }

    /// <summary>Cancelled when the iteration is given up.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>Who runs this iteration, from 0. A user runs one iteration at a time; there are as many users as iterations were ever in flight at once.</summary>
    public int UserId => User.Id;

    /// <summary>What the user keeps from one iteration to the next, such as a token or a cart; empty in the user's first one.</summary>
    public IDictionary<string, object?> State => User.State;

    /// <summary>Chance of this iteration's own: the same number draws the same in every run with the same <c>load.seed</c>.</summary>
    public Random Random => _random ??= new Random(unchecked((int)((_seed + (ulong)Iteration) * Spread)));

    internal VirtualUser User { get; }

    internal string? FailedCheck { get; private set; }

    /// <summary>Says whether something that must hold does. The iteration goes on, and counts as an error when it did not.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="name">What is checked; stands in the reports when it does not hold.</param>
    /// <returns><paramref name="holds"/>, to end the iteration early.</returns>
    public bool Check(bool holds, string name)
    {
        if (!holds) FailedCheck ??= name;
        return holds;
    }
}
