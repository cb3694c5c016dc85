using System.Collections.Immutable;
using WebApiUnderTest.Catalogue;
using WebApiUnderTest.Search;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>cpu-saturation</c>: a fuzzy search that sorts the whole catalogue by edit distance for every request, and computes the distance
/// again in every comparison of the sort, instead of once per item or word.
/// </summary>
public sealed class RescoringSearch(ItemCatalogue catalogue) : IProductSearch
{
    /// <inheritdoc/>
    public ImmutableArray<Item> Find(string term, int most)
    {
        var items = catalogue.All.ToArray();
        Array.Sort(items, (left, right) => Distance(term, left.Name) is var a && Distance(term, right.Name) is var b && a != b ? a - b : left.Id - right.Id);
        return [.. items.Take(most)];
    }

    /// <summary>Levenshtein's distance, ignoring case.</summary>
    private static int Distance(string from, string to)
    {
        Span<int> row = stackalloc int[64];
        var width = Math.Min(to.Length, row.Length - 1);
        for (var column = 0; column <= width; column++) row[column] = column;
        for (var line = 1; line <= Math.Min(from.Length, 64); line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= width; column++)
            {
                var cost = char.ToLowerInvariant(from[line - 1]) == char.ToLowerInvariant(to[column - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(row[column], row[column - 1]) + 1, diagonal + cost);
                (diagonal, row[column]) = (row[column], best);
            }
        }
        return row[width];
    }
}
