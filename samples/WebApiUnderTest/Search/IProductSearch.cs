using System.Collections.Immutable;
using WebApiUnderTest.Catalogue;

namespace WebApiUnderTest.Search;

/// <summary>Finds items by a word.</summary>
public interface IProductSearch
{
    /// <summary>The best matches, best first.</summary>
    ImmutableArray<Item> Find(string term, int most);
}

/// <summary>The healthy one: words are indexed once, at start.</summary>
public sealed class IndexedSearch(ItemCatalogue catalogue) : IProductSearch
{
    private static readonly char[] Separators = [' ', '.'];

    private readonly ILookup<string, Item> _byWord = catalogue.All
        .SelectMany(item => $"{item.Name} {item.Description}".Split(Separators, StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase).Select(word => (word, item)))
        .ToLookup(entry => entry.word, entry => entry.item, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ImmutableArray<Item> Find(string term, int most) => [.. _byWord[term.Trim()].Take(most)];
}
