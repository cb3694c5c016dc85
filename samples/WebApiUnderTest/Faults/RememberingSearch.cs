using System.Collections.Concurrent;
using System.Collections.Immutable;
using WebApiUnderTest.Catalogue;
using WebApiUnderTest.Search;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>memory-leak</c>: every search is remembered 'for statistics', with a copy of what the customer saw, and never forgotten: 4 KB per search for ever.
/// All that is remembered is walked for each search, so the app slows down as it grows.
/// </summary>
public sealed class RememberingSearch(ItemCatalogue catalogue) : IProductSearch
{
    private readonly IndexedSearch _search = new(catalogue);
    private readonly ConcurrentQueue<Seen> _seen = new();

    /// <inheritdoc/>
    public ImmutableArray<Item> Find(string term, int most)
    {
        var popularity = _seen.Count(seen => seen.Term.Equals(term, StringComparison.OrdinalIgnoreCase));
        _seen.Enqueue(new Seen(term, new byte[4 * 1024]));
        // Popular searches show more: what the statistics are for.
        return _search.Find(term, popularity > 100 ? most : Math.Min(most, 10));
    }

    private sealed record Seen(string Term, byte[] Page);
}
