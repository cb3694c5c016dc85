using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Orders;

/// <summary>Orders over HTTP.</summary>
[ApiController]
[Route("orders")]
public sealed class OrdersController(OrderBook orders, IWarehouse warehouse) : ControllerBase
{
    /// <summary>Reads an order and whether it can be shipped.</summary>
    /// <param name="id" example="0f8fad5b-d9cb-469f-a165-000000000001">Number of the order.</param>
    /// <param name="cancel">The customer left.</param>
    [HttpGet("{id:guid}")]
    [EnableRateLimiting(WarehouseLimit.Policy)]
    public async Task<ActionResult<OrderStatus>> ReadAsync(Guid id, CancellationToken cancel)
    {
        if (orders.Find(id) is not { } order) return NotFound();
        var line = order.Lines[0];
        return new OrderStatus(order, await warehouse.CountAsync(line.ItemId, cancel) >= line.Pieces);
    }

    /// <summary>Places an order.</summary>
    [HttpPost]
    public ActionResult<Order> Place(NewOrder order) =>
        orders.Place(order) is { } placed ? Created($"/orders/{placed.Id}", placed) : BadRequest("The catalogue has no such item.");
}
