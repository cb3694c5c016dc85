using System.Collections.Immutable;
using WebApiUnderTest.Catalogue;

namespace WebApiUnderTest.Search;

/// <summary>Search over HTTP.</summary>
public static class SearchRoutes
{
    /// <summary>Adds <c>/search</c>.</summary>
    public static void MapSearch(this IEndpointRouteBuilder app) =>
        app.MapGet("/search", (IProductSearch search, string q = "chair", int top = 10) => new SearchResult(q, search.Find(q, Math.Clamp(top, 1, 50))))
            .WithTags("Search");
}

/// <summary>What a search found.</summary>
/// <param name="Query">The word searched for.</param>
/// <param name="Hits">The best matches, best first.</param>
public sealed record SearchResult(string Query, ImmutableArray<Item> Hits);
