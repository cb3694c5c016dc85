using Microsoft.AspNetCore.Http.HttpResults;
using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Catalogue;

/// <summary>The catalogue over HTTP.</summary>
public static class ItemRoutes
{
    /// <summary>Adds the routes under <c>/items</c>.</summary>
    public static void MapItems(this IEndpointRouteBuilder app)
    {
        var items = app.MapGroup("/items").WithTags("Catalogue");
        items.MapGet("/", (ItemCatalogue catalogue, int page = 1, int pageSize = 20) => catalogue.Page(page, pageSize));
        items.MapGet("/{id:int:min(1)}", Read);
        items.MapGet("/{id:int:min(1)}/stock", ReadStockAsync).RequireRateLimiting(WarehouseLimit.Policy);
    }

    private static Results<Ok<Item>, NotFound> Read(int id, ItemCatalogue catalogue) =>
        catalogue.Find(id) is { } item ? TypedResults.Ok(item) : TypedResults.NotFound();

    private static async Task<Results<Ok<StockLevel>, NotFound>> ReadStockAsync(
        int id, ItemCatalogue catalogue, IWarehouse warehouse, CancellationToken cancel) =>
        catalogue.Find(id) is null ? TypedResults.NotFound() : TypedResults.Ok(new StockLevel(id, await warehouse.CountAsync(id, cancel)));
}

/// <summary>How many pieces of an item can be sold.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Pieces">Pieces on the shelf.</param>
public sealed record StockLevel(int ItemId, int Pieces);
