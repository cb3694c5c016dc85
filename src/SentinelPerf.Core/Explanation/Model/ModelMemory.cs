using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SentinelPerf.Chat;

namespace SentinelPerf.Explanation;

/// <summary>
/// What this process remembers of a model from one run to the next: whether it fails, and what it said. Without it a breaker would close and a
/// cache in memory forget with every run.
/// </summary>
internal sealed class ModelMemory
{
    // By client of the user's or else by clock, so that both can go when nobody holds them any more.
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<Place, ModelMemory>> Known = [];

    private ModelMemory(Place place, TimeProvider time) => (Breaker, Answers) = (new CircuitBreaker(place.Breaker, time), new MemoryChatCache(place.Entries));

    /// <summary>Guards the model.</summary>
    public CircuitBreaker Breaker { get; }

    /// <summary>Its answers, as far as they are kept in memory.</summary>
    public MemoryChatCache Answers { get; }

    /// <summary>That of the model that the options name; other limits begin anew.</summary>
    public static ModelMemory Of(ExplainOptions options, TimeProvider time) =>
        Known.GetValue((object?)options.Client ?? time, static _ => new())
            .GetOrAdd(new Place(options.Provider, options.Endpoint, options.Model, options.CircuitBreaker, options.Cache.Entries), static (place, clock) => new ModelMemory(place, clock), time);

    private sealed record Place(ExplainProvider Provider, string Endpoint, string Model, CircuitBreakerOptions Breaker, int Entries);
}
