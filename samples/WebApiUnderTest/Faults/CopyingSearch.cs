using System.Collections.Immutable;
using System.Text;
using WebApiUnderTest.Catalogue;
using WebApiUnderTest.Search;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>gc-pressure</c>: for each request the whole catalogue is written into one large text and searched there. Every copy is larger than 85,000 bytes, so it
/// goes to the large object heap, which only a collection of the whole heap cleans; and 'recent' texts are kept, so that each of these has much to mark.
/// </summary>
public sealed class CopyingSearch(ItemCatalogue catalogue) : IProductSearch
{
    private const int Kept = 64;

    private readonly object?[] _recent = new object?[Kept];
    private int _next;

    /// <inheritdoc/>
    public ImmutableArray<Item> Find(string term, int most)
    {
        var text = new StringBuilder();
        foreach (var item in catalogue.All) text.Append(item.Name).Append('\t').Append(item.Description).Append('\n');
        var lines = text.ToString().ToLowerInvariant().Split('\n');
        _recent[(uint)Interlocked.Increment(ref _next) % Kept] = lines;
        return [.. catalogue.All.Where(item => lines[item.Id - 1].Contains(term, StringComparison.OrdinalIgnoreCase)).Take(most)];
    }
}
